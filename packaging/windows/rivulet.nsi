; The installer for Windows: for one user, without an administrator's rights. installer.py compiles it, and
; writes facts.nsh (what packaging/project.py says) and files.nsh (each file of the frozen program).
;
; Switches beside NSIS's own /S (silent) and /D=FOLDER (the last one, without quotation marks):
;   /startmenu=0 /desktop=1 /autostart=1 /terminal=1   what is chosen on the page of parts; kept by updates
;   uninstall.exe /data=1                              removes conversations, settings and the key as well
; Exit status: 0 done, 1 cancelled, 2 failed, and of Windows' own: 32 Rivulet is running, 1150 this Windows is
; too old, 1618 another installation of it runs.

Target amd64-unicode
ManifestDPIAware true
ManifestDPIAwareness "PerMonitorV2,PerMonitor"
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 32
SetDateSave off ; times of files would make each installer another one
SetOverwrite on
AllowSkipFiles off
CRCCheck on

!addincludedir "${__FILEDIR__}"
!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!include facts.nsh
!include files.nsh
!include search_path.nsh
!include credentials.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${TITLE}"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\${PROGRAM}"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define RUN_APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define RUN_NAME "Rivulet"
!define DATA "$LOCALAPPDATA\rivulet"
!define OLDEST_BUILD 17763
!define IS_RUNNING 32
!define IS_TOO_OLD 1150
!define IS_INSTALLING 1618

Name "${TITLE}"
Caption "${TITLE} ${VERSION}"
BrandingText "${TITLE} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${TITLE}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey ProductName "${TITLE}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${TITLE}, its installer"
VIAddVersionKey CompanyName "${AUTHOR}"
VIAddVersionKey LegalCopyright "${COPYRIGHT}"
VIAddVersionKey OriginalFilename "${OUTPUT_NAME}"

!ifdef SIGN
  !uninstfinalize `${SIGN} "%1"` = 0
  !finalize `${SIGN} "%1"` = 0
!endif

Var Before ; the folder of the version that was there; "" if there was none
Var Folder ; whose files are looked at
Var IsOpen
Var IsFilling ; from when on $INSTDIR holds parts of the new version

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_BGCOLOR "${SURFACE}"
!define MUI_TEXTCOLOR "${TEXT}"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "${HEADER}"
!define MUI_HEADERIMAGE_UNBITMAP "${HEADER}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "Stop here? Nothing has been installed yet."
!define MUI_COMPONENTSPAGE_SMALLDESC

!define MUI_PAGE_HEADER_TEXT "Licence"
!define MUI_PAGE_HEADER_SUBTEXT "${TITLE} is free software."
!define MUI_LICENSEPAGE_TEXT_TOP "What you may do with it:"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "The libraries that come along have licences of their own: see Settings, About."
!define MUI_LICENSEPAGE_BUTTON "&Next >"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"

!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipIfThereAlready
!define MUI_PAGE_HEADER_TEXT "Folder"
!define MUI_PAGE_HEADER_SUBTEXT "It is installed for you alone, so nobody has to be asked."
!define MUI_DIRECTORYPAGE_TEXT_TOP "Conversations and settings lie elsewhere, in your profile."
!insertmacro MUI_PAGE_DIRECTORY

!define MUI_PAGE_CUSTOMFUNCTION_LEAVE StayWhileOpen
!define MUI_PAGE_HEADER_TEXT "Parts"
!define MUI_PAGE_HEADER_SUBTEXT "What comes along with the program."
!define MUI_COMPONENTSPAGE_TEXT_TOP "Run this installer again to change what you choose. Updates keep it."
!define MUI_COMPONENTSPAGE_TEXT_COMPLIST "Install:"
!insertmacro MUI_PAGE_COMPONENTS

!insertmacro MUI_PAGE_INSTFILES

!define MUI_FINISHPAGE_TITLE "${TITLE} is installed"
!define MUI_FINISHPAGE_TEXT "It works at once with the built-in guide, which needs neither a key nor a \
  network."
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "Open ${TITLE}"
!insertmacro MUI_PAGE_FINISH

UninstPage custom un.ShowQuestion un.LeaveQuestion
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "Removed"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "${TITLE} is no longer on this machine."
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

; ---------------------------------------------------------------------------------------------------- parts

Section "${TITLE}" PART_PROGRAM
  SectionIn RO
  Call FailWhileOpen
  ; Nothing is removed from a folder that we have not filled.
  ${If} ${FileExists} "$INSTDIR\_internal\*.*"
  ${AndIfNot} ${FileExists} "$INSTDIR\uninstall.exe"
    MessageBox MB_OK|MB_ICONSTOP "Another program lies in $INSTDIR. Choose another folder." /SD IDOK
    Abort
  ${EndIf}
  SetOutPath $INSTDIR
  Call PutAside
  WriteUninstaller "$INSTDIR\uninstall.exe"
  !insertmacro ProgramFiles
  Call RemoveWhatWasPutAside

  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${AUTHOR}"
  WriteRegStr HKCU "${UNINSTALL}" "Comments" "${SUMMARY}"
  WriteRegStr HKCU "${UNINSTALL}" "URLInfoAbout" "${HOMEPAGE}"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "VersionNumbers" "${NUMBERS}"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KILOBYTES}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  WriteRegStr HKCU "${APP_PATHS}" "" "$INSTDIR\${PROGRAM}"
  SetOutPath $PROFILE ; where the shortcuts begin
SectionEnd

!macro Shortcut PLACE
  CreateShortcut "${PLACE}\${TITLE}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0 "" "" "${SUMMARY}"
  Push "${PLACE}\${TITLE}.lnk"
  Call GiveApplicationId
!macroend

Section "Entry in the Start menu" PART_STARTMENU
  !insertmacro Shortcut $SMPROGRAMS
SectionEnd

Section /o "Shortcut on the desktop" PART_DESKTOP
  !insertmacro Shortcut $DESKTOP
SectionEnd

Section /o "Start at login" PART_AUTOSTART
  ; What the settings have written, for another profile perhaps, stays as long as it leads to this program.
  ReadRegStr $0 HKCU "${RUN}" "${RUN_NAME}"
  System::Call 'shlwapi::StrStrIW(w r0, w "$INSTDIR\${PROGRAM}") p .r1'
  ${If} $1 P= 0
    StrCpy $0 "$INSTDIR\${PROGRAM}"
    System::Call 'shlwapi::PathQuoteSpacesW(w r0r0)'
    WriteRegStr HKCU "${RUN}" "${RUN_NAME}" "$0 --background"
  ${EndIf}
  DeleteRegValue HKCU "${RUN_APPROVED}" "${RUN_NAME}"
SectionEnd

Section /o "Command in terminals" PART_TERMINAL
  Push $INSTDIR
  Call AddToSearchPath
SectionEnd

Section "-what is not chosen"
  ${IfNot} ${SectionIsSelected} ${PART_STARTMENU}
    Delete "$SMPROGRAMS\${TITLE}.lnk"
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${PART_DESKTOP}
    Delete "$DESKTOP\${TITLE}.lnk"
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${PART_AUTOSTART}
    Call RemoveAutostart
  ${EndIf}
  ${If} $Before != ""
  ${AndIf} $Before != $INSTDIR
    Push $Before
    Call RemoveFromSearchPath
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${PART_TERMINAL}
    Push $INSTDIR
    Call RemoveFromSearchPath
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${PART_PROGRAM} "The program with all that it needs."
  !insertmacro MUI_DESCRIPTION_TEXT ${PART_STARTMENU} "For you alone."
  !insertmacro MUI_DESCRIPTION_TEXT ${PART_DESKTOP} "For you alone."
  !insertmacro MUI_DESCRIPTION_TEXT ${PART_AUTOSTART} "It waits in the notification area, so that \
    the quick prompt is there at once. The same as in the settings."
  !insertmacro MUI_DESCRIPTION_TEXT ${PART_TERMINAL} "“${COMMAND} ask” answers in a terminal that is opened \
    after this. Adds the folder to your PATH."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; ------------------------------------------------------------------------------------------------ beginning

!macro OnlyOne
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "${APPLICATION_ID}.setup") p .r0 ?e'
  Pop $0
  ${If} $0 = 183
    MessageBox MB_OK|MB_ICONINFORMATION "${TITLE} is being installed or removed already." /SD IDOK
    SetErrorLevel ${IS_INSTALLING}
    Quit
  ${EndIf}
!macroend

!macro Choose NAME PART
  ClearErrors
  ${GetOptions} $R0 "/${NAME}=" $R1
  ${IfNot} ${Errors}
    ${If} $R1 = 0
      !insertmacro UnselectSection ${PART}
    ${Else}
      !insertmacro SelectSection ${PART}
    ${EndIf}
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    MessageBox MB_OK|MB_ICONSTOP "${TITLE} needs Windows 10, version 1809, or a newer Windows." /SD IDOK
    SetErrorLevel ${IS_TOO_OLD}
    Quit
  ${EndIf}
  !insertmacro OnlyOne
  ReadRegStr $Before HKCU "${UNINSTALL}" "InstallLocation"
  ${IfNot} ${FileExists} "$Before\uninstall.exe"
    StrCpy $Before ""
  ${EndIf}
  ${If} $Before != ""
    Call AskBeforeGoingBack
    Call ChooseAsBefore
  ${EndIf}
  ${GetParameters} $R0
  !insertmacro Choose startmenu ${PART_STARTMENU}
  !insertmacro Choose desktop ${PART_DESKTOP}
  !insertmacro Choose autostart ${PART_AUTOSTART}
  !insertmacro Choose terminal ${PART_TERMINAL}
FunctionEnd

Function AskBeforeGoingBack
  ReadRegStr $0 HKCU "${UNINSTALL}" "VersionNumbers"
  ReadRegStr $1 HKCU "${UNINSTALL}" "DisplayVersion"
  ${VersionCompare} "$0" "${NUMBERS}" $2
  ${If} $2 = 1
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Go back from $1 to ${VERSION}?$\r$\n$\r$\nYour \
      conversations stay. An older version may be unable to open what a newer one has written." \
      /SD IDYES IDYES yes
    SetErrorLevel 1
    Quit
    yes:
  ${EndIf}
FunctionEnd

Function ChooseAsBefore
  ${IfNot} ${FileExists} "$SMPROGRAMS\${TITLE}.lnk"
    !insertmacro UnselectSection ${PART_STARTMENU}
  ${EndIf}
  ${If} ${FileExists} "$DESKTOP\${TITLE}.lnk"
    !insertmacro SelectSection ${PART_DESKTOP}
  ${EndIf}
  Call IsAutostartOn
  Pop $0
  ${If} $0 = 1
    !insertmacro SelectSection ${PART_AUTOSTART}
  ${EndIf}
  Push $Before
  Call IsInSearchPath
  Pop $0
  ${If} $0 = 1
    !insertmacro SelectSection ${PART_TERMINAL}
  ${EndIf}
FunctionEnd

Function SkipIfThereAlready
  ${If} $Before != ""
    Abort
  ${EndIf}
FunctionEnd

; ------------------------------------------------------------------------------------------------- autostart

Function IsAutostartOn ; pushes 1, or 0 also where the task manager has switched it off
  System::Store S
  StrCpy $9 0
  ReadRegStr $0 HKCU "${RUN}" "${RUN_NAME}"
  ${If} $0 != ""
    StrCpy $9 1
    System::Alloc 12
    Pop $1
    System::Call 'advapi32::RegGetValueW(p 0x80000001, w "${RUN_APPROVED}", w "${RUN_NAME}", i 8, p 0, \
      p r1, *i 12) i .r2'
    ${If} $2 = 0
      System::Call '*$1(&i1 .r3)'
      IntOp $3 $3 & 1
      IntOp $9 1 - $3
    ${EndIf}
    System::Free $1
  ${EndIf}
  Push $9
  System::Store L
FunctionEnd

; ------------------------------------------------------------------------------- in the installer and its end

!macro InBoth UN

; Sets $IsOpen to 1 if a program in $Folder runs. It is never ended from here: an answer may be arriving.
Function ${UN}LookWhetherOpen
  !insertmacro TryToWrite ${PROGRAM}
  !insertmacro TryToWrite ${CONSOLE}
FunctionEnd

; Waits for the user. Sets $IsOpen to 1 if one in $INSTDIR, or where the version before lies, goes on.
Function ${UN}WaitWhileOpen
  again:
  StrCpy $IsOpen 0
  StrCpy $Folder $INSTDIR
  Call ${UN}LookWhetherOpen
  ${If} $Before != ""
    StrCpy $Folder $Before
    Call ${UN}LookWhetherOpen
  ${EndIf}
  ${If} $IsOpen = 1
    MessageBox MB_RETRYCANCEL|MB_ICONINFORMATION "${TITLE} is running: its window, its icon \
      in the notification area, or a command in a terminal. Quit it, and try again." /SD IDCANCEL IDRETRY again
  ${EndIf}
FunctionEnd

Function ${UN}StayWhileOpen
  Call ${UN}WaitWhileOpen
  ${If} $IsOpen = 1
    Abort
  ${EndIf}
FunctionEnd

Function ${UN}FailWhileOpen
  Call ${UN}WaitWhileOpen
  ${If} $IsOpen = 1
    SetErrorLevel ${IS_RUNNING}
    Abort
  ${EndIf}
FunctionEnd

; Only what leads to this program: another one, in a Python of the user's, may begin at login too.
Function ${UN}RemoveAutostart
  System::Store S
  ReadRegStr $0 HKCU "${RUN}" "${RUN_NAME}"
  System::Call 'shlwapi::StrStrIW(w r0, w "$INSTDIR\${PROGRAM}") p .r1'
  StrCpy $2 0
  ${If} $Before != ""
    System::Call 'shlwapi::StrStrIW(w r0, w "$Before\${PROGRAM}") p .r2'
  ${EndIf}
  ${If} $1 P<> 0
  ${OrIf} $2 P<> 0
    DeleteRegValue HKCU "${RUN}" "${RUN_NAME}"
    DeleteRegValue HKCU "${RUN_APPROVED}" "${RUN_NAME}"
  ${EndIf}
  System::Store L
FunctionEnd

Function ${UN}RemoveWhatWasPutAside
  !insertmacro Forget $INSTDIR
  ${If} $Before != ""
    !insertmacro Forget $Before
    ${If} $Before != $INSTDIR
      Delete "$Before\uninstall.exe"
      RMDir $Before
    ${EndIf}
  ${EndIf}
FunctionEnd

!macroend

!macro TryToWrite NAME
  ${If} ${FileExists} "$Folder\${NAME}"
    ClearErrors
    FileOpen $0 "$Folder\${NAME}" a
    ${If} ${Errors}
      StrCpy $IsOpen 1
    ${Else}
      FileClose $0
    ${EndIf}
  ${EndIf}
!macroend

!macro Forget FOLDER
  RMDir /r "${FOLDER}\_internal.old"
  Delete "${FOLDER}\${PROGRAM}.old"
  Delete "${FOLDER}\${CONSOLE}.old"
!macroend

!insertmacro InBoth ""
!insertmacro InBoth "un."

; --------------------------------------------------------------------------------- taking another one's place

; The version that was there goes only when the new one is whole: a full disk leaves it as it was.
Function PutAside
  StrCpy $Folder $INSTDIR
  Call RenameProgram
  ${If} $Before != ""
  ${AndIf} $Before != $INSTDIR
    StrCpy $Folder $Before
    Call RenameProgram
  ${EndIf}
  StrCpy $IsFilling 1
FunctionEnd

; A folder in which one file is open cannot be renamed. Scanners for viruses open many, for a moment.
Function RenameProgram
  !insertmacro Forget $Folder
  ${For} $1 1 10
    ${IfNot} ${FileExists} "$Folder\_internal\*.*"
      ${Break}
    ${EndIf}
    Rename "$Folder\_internal" "$Folder\_internal.old"
    Sleep 300
  ${Next}
  ${If} ${FileExists} "$Folder\_internal\*.*"
    SetErrorLevel ${IS_RUNNING}
    MessageBox MB_OK|MB_ICONSTOP "Files in $Folder are in use. Quit ${TITLE}, and install it again." /SD IDOK
    Abort
  ${EndIf}
  Rename "$Folder\${PROGRAM}" "$Folder\${PROGRAM}.old"
  Rename "$Folder\${CONSOLE}" "$Folder\${CONSOLE}.old"
FunctionEnd

!macro PutBack FOLDER
  ${If} ${FileExists} "${FOLDER}\_internal.old\*.*"
    Rename "${FOLDER}\_internal.old" "${FOLDER}\_internal"
  ${EndIf}
  !insertmacro PutBackFile "${FOLDER}\${PROGRAM}"
  !insertmacro PutBackFile "${FOLDER}\${CONSOLE}"
!macroend

!macro PutBackFile FILE
  ${If} ${FileExists} "${FILE}.old"
    Rename "${FILE}.old" "${FILE}"
  ${EndIf}
!macroend

Function .onInstFailed
  SetOutPath $TEMP ; a folder in which someone is cannot be removed
  ${If} $IsFilling = 1
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\${PROGRAM}"
    Delete "$INSTDIR\${CONSOLE}"
    ${If} $Before != $INSTDIR
      Delete "$INSTDIR\uninstall.exe"
      RMDir $INSTDIR
    ${EndIf}
  ${EndIf}
  !insertmacro PutBack $INSTDIR
  ${If} $Before != ""
    !insertmacro PutBack $Before
  ${EndIf}
FunctionEnd

; ---------------------------------------------------------------------------------------------- the taskbar

!macro SetApplicationId STORE
  System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID}) p .r4'
  System::Call 'shlwapi::StrDupW(w "${APPLICATION_ID}") p .r6'
  System::Call '*(&i2 ${VT_LPWSTR}, &i6 0, p r6, p 0) p .r5'
  ${IPropertyStore::SetValue} ${STORE} '(r4, r5)'
  ${IPropertyStore::Commit} ${STORE} ""
  System::Call 'kernel32::LocalFree(p r6)'
  System::Free $5
  System::Free $4
!macroend

; A window is grouped with the shortcut of the same id, and its notifications bear the shortcut's name.
Function GiveApplicationId ; pops the shortcut's path
  System::Store S
  Pop $0
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r1 ""
  ${If} $1 P<> 0
    ${IUnknown::QueryInterface} $1 '("${IID_IPersistFile}",.r2)'
    ${If} $2 P<> 0
      ${IPersistFile::Load} $2 '(r0, 2)'
      ${IUnknown::QueryInterface} $1 '("${IID_IPropertyStore}",.r3)'
      ${If} $3 P<> 0
        !insertmacro SetApplicationId $3
        ${IUnknown::Release} $3 ""
        ${IPersistFile::Save} $2 '(r0, 1)'
      ${EndIf}
      ${IUnknown::Release} $2 ""
    ${EndIf}
    ${IUnknown::Release} $1 ""
  ${EndIf}
  System::Store L
FunctionEnd

; ------------------------------------------------------------------------------------------------- removing

Var RemovesData
Var DataBox

Function un.onInit
  !insertmacro OnlyOne
  StrCpy $Before ""
  StrCpy $RemovesData 0
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/data=" $R1
  ${IfNot} ${Errors}
  ${AndIf} $R1 = 1
    StrCpy $RemovesData 1
  ${EndIf}
FunctionEnd

Function un.ShowQuestion
  !insertmacro MUI_HEADER_TEXT "Remove ${TITLE}" "The program, its shortcuts, and its start at login."
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 24u "Removed from:$\r$\n$INSTDIR"
  Pop $0
  ${NSD_CreateLabel} 0 30u 100% 36u "Conversations and settings stay here, and your key in the Credential \
    Manager of Windows. Installed again, ${TITLE} finds them:$\r$\n${DATA}"
  Pop $0
  ${NSD_CreateCheckbox} 0 70u 100% 12u "&Delete conversations, settings and the key too"
  Pop $DataBox
  ${If} $RemovesData = 1
    ${NSD_Check} $DataBox
  ${EndIf}
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${WM_SETTEXT} 0 "STR:&Remove"
  nsDialogs::Show
FunctionEnd

Function un.LeaveQuestion
  ${NSD_GetState} $DataBox $RemovesData
  Call un.StayWhileOpen
FunctionEnd

Section "un.${TITLE}"
  Call un.FailWhileOpen
  SetOutPath $TEMP ; a folder in which someone is cannot be removed
  Call un.RemoveAutostart
  Call un.RemoveWhatWasPutAside
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}"
  Delete "$INSTDIR\${CONSOLE}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir $INSTDIR
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  Push $INSTDIR
  Call un.RemoveFromSearchPath
  DeleteRegKey HKCU "${APP_PATHS}"
  DeleteRegKey HKCU "${UNINSTALL}"
  ${If} $RemovesData = 1
    RMDir /r "${DATA}"
    Call un.RemoveCredentials
  ${EndIf}
SectionEnd

; Before the first page: whether it can be installed here, and what has been chosen before.

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

; What is installed, by what the user has chosen.

Section "${TITLE}" PART_PROGRAM
  SectionIn RO
  Call FailWhileOpen
  ; Nothing is removed from a folder that we have not filled: others have files of these names, too.
  ${If} $Before != $INSTDIR
  ${AndIfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
    ${If} ${FileExists} "$INSTDIR\_internal\*.*"
    ${OrIf} ${FileExists} "$INSTDIR\uninstall.exe"
      MessageBox MB_OK|MB_ICONSTOP "Another program lies in $INSTDIR. Choose another folder." /SD IDOK
      Abort
    ${EndIf}
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

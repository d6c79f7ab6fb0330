; What removes the program. What its user has written goes only where that is asked for.

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

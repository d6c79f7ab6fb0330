; The version that was there goes only when the new one is whole: a full disk leaves it as it was.

!macro Forget FOLDER
  RMDir /r "${FOLDER}\_internal.old"
  Delete "${FOLDER}\${PROGRAM}.old"
  Delete "${FOLDER}\${CONSOLE}.old"
!macroend

!macro ReplacingInBoth UN

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

!insertmacro ReplacingInBoth ""
!insertmacro ReplacingInBoth "un."

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

; Whether the program runs: in the installer, and in what removes it.

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

!macro RunningInBoth UN

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

!macroend

!insertmacro RunningInBoth ""
!insertmacro RunningInBoth "un."

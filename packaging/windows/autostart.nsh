; What begins at login: the same entry of the registry as in the settings.

Function IsAutostartOn ; pushes 1, or 0 also where the task manager has switched it off
  System::Store S
  StrCpy $9 0
  ReadRegStr $0 HKCU "${RUN}" "${RUN_NAME}"
  System::Call 'shlwapi::StrStrIW(w r0, w "$Before\${PROGRAM}") p .r1'
  ${If} $1 P<> 0
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

!macro AutostartInBoth UN

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

!macroend

!insertmacro AutostartInBoth ""
!insertmacro AutostartInBoth "un."

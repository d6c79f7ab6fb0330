; Keys in the Credential Manager, by the names that the program's keyring gives them: “Rivulet: PROVIDER”, and
; “ADDRESS@Rivulet: PROVIDER” for what was there before another address got a key.

Function un.RemoveCredentials
  System::Store S
  System::Call 'advapi32::CredEnumerateW(p 0, i 0, *i 0 r1, *p 0 r2) i .r0'
  ${If} $0 <> 0
    StrCpy $3 $2
    ${While} $1 > 0
      System::Call '*$3(p .r4)'
      System::Call '*$4(i, i .r5, p .r6)' ; flags, type, name
      System::Call 'shlwapi::StrCmpNW(p r6, w "Rivulet: ", i 9) i .r7'
      System::Call 'shlwapi::StrStrW(p r6, w "@Rivulet: ") p .r8'
      ${If} $7 = 0
      ${OrIf} $8 P<> 0
        System::Call 'advapi32::CredDeleteW(p r6, i r5, i 0)'
      ${EndIf}
      IntPtrOp $3 $3 + ${NSIS_PTR_SIZE}
      IntOp $1 $1 - 1
    ${EndWhile}
    System::Call 'advapi32::CredFree(p r2)'
  ${EndIf}
  System::Store L
FunctionEnd

; The user's PATH. It may be longer than any string of NSIS, which would cut it off: so it is kept in memory of
; its own, goes back with the type that it had, and stays as it is wherever something is unexpected.

!macro SearchPathInBoth UN

; Pops a folder. $1 is then the key (0: give up), $2 the type, $3 the text, with room for a folder more, and
; $4 where the folder stands in it (0: nowhere). To be followed by CloseSearchPath.
Function ${UN}OpenSearchPath
  StrCpy $3 0
  StrCpy $4 0
  System::Call 'advapi32::RegCreateKeyExW(p 0x80000001, w "Environment", i 0, p 0, i 0, i 0x20006|0x20019, \
    p 0, *p 0 r1, p 0) i .r5'
  ${If} $5 <> 0
    StrCpy $1 0
    Return
  ${EndIf}
  System::Call 'advapi32::RegQueryValueExW(p r1, w "Path", p 0, *i 2 r2, p 0, *i 0 r6) i .r5'
  StrLen $7 $0
  IntOp $7 $7 * 2
  IntOp $7 $7 + $6
  IntOp $7 $7 + 8
  System::Alloc $7 ; zeros
  Pop $3
  ${If} $5 = 2 ; there is none
    StrCpy $2 2
    Return
  ${EndIf}
  ${If} $5 = 0
    System::Call 'advapi32::RegQueryValueExW(p r1, w "Path", p 0, *i r2r2, p r3, *i r6r6) i .r5'
  ${EndIf}
  ${If} $5 <> 0
  ${OrIf} $2 < 1
  ${OrIf} $2 > 2 ; no text
    System::Call 'advapi32::RegCloseKey(p r1)'
    StrCpy $1 0
    Return
  ${EndIf}
  Call ${UN}FindInSearchPath
FunctionEnd

Function ${UN}FindInSearchPath
  StrLen $7 $0
  IntOp $7 $7 * 2
  StrCpy $4 $3
  ${Do}
    System::Call 'shlwapi::StrStrIW(p r4, w r0) p .r4'
    ${If} $4 P= 0
      Return
    ${EndIf}
    IntPtrOp $5 $4 + $7
    System::Call '*$5(&i2 .r6)'
    StrCpy $8 59
    ${If} $4 P<> $3
      IntPtrOp $5 $4 - 2
      System::Call '*$5(&i2 .r8)'
    ${EndIf}
    ${If} $8 = 59
      ${If} $6 = 59
      ${OrIf} $6 = 0
        Return
      ${EndIf}
    ${EndIf}
    IntPtrOp $4 $4 + 2
  ${Loop}
FunctionEnd

Function ${UN}WriteSearchPath
  System::Call 'kernel32::lstrlenW(p r3) i .r5'
  ${If} $5 = 0
    System::Call 'advapi32::RegDeleteValueW(p r1, w "Path")'
  ${Else}
    IntOp $5 $5 + 1
    IntOp $5 $5 * 2
    System::Call 'advapi32::RegSetValueExW(p r1, w "Path", i 0, i r2, p r3, i r5)'
  ${EndIf}
  ; For terminals that are opened from now on. A window that hangs is not waited for.
  System::Call 'user32::SendMessageTimeoutW(p ${HWND_BROADCAST}, i ${WM_SETTINGCHANGE}, p 0, \
    w "Environment", i 2, i 500, p 0)'
FunctionEnd

Function ${UN}CloseSearchPath
  ${If} $1 P<> 0
    System::Call 'advapi32::RegCloseKey(p r1)'
  ${EndIf}
  ${If} $3 P<> 0
    System::Free $3
  ${EndIf}
FunctionEnd

Function ${UN}RemoveFromSearchPath ; pops a folder
  System::Store S
  Pop $0
  Call ${UN}OpenSearchPath
  ${If} $1 P<> 0
  ${AndIf} $4 P<> 0
    StrLen $7 $0
    IntOp $7 $7 * 2
    IntPtrOp $5 $4 + $7
    System::Call '*$5(&i2 .r6)'
    ${If} $6 = 59
      IntPtrOp $5 $5 + 2
    ${ElseIf} $4 P<> $3
      IntPtrOp $4 $4 - 2
    ${EndIf}
    System::Call 'kernel32::lstrlenW(p r5) i .r6'
    IntOp $6 $6 + 1
    IntOp $6 $6 * 2
    System::Call 'ntdll::RtlMoveMemory(p r4, p r5, p r6)'
    Call ${UN}WriteSearchPath
  ${EndIf}
  Call ${UN}CloseSearchPath
  System::Store L
FunctionEnd

!macroend

!insertmacro SearchPathInBoth ""
!insertmacro SearchPathInBoth "un."

Function AddToSearchPath ; pops a folder
  System::Store S
  Pop $0
  Call OpenSearchPath
  ${If} $1 P<> 0
  ${AndIf} $4 P= 0
    System::Call 'kernel32::lstrlenW(p r3) i .r5'
    ${If} $5 > 0
      IntOp $5 $5 * 2
      IntPtrOp $5 $3 + $5
      IntPtrOp $5 $5 - 2
      System::Call '*$5(&i2 .r6)'
      ${If} $6 <> 59
        System::Call 'kernel32::lstrcatW(p r3, w ";")'
      ${EndIf}
    ${EndIf}
    System::Call 'kernel32::lstrcatW(p r3, w r0)'
    Call WriteSearchPath
  ${EndIf}
  Call CloseSearchPath
  System::Store L
FunctionEnd

Function IsInSearchPath ; pops a folder, pushes 1 or 0
  System::Store S
  Pop $0
  Call OpenSearchPath
  StrCpy $9 0
  ${If} $1 P<> 0
  ${AndIf} $4 P<> 0
    StrCpy $9 1
  ${EndIf}
  Call CloseSearchPath
  Push $9
  System::Store L
FunctionEnd

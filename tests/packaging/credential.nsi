; Keeps a credential in the Credential Manager (keep), or tells by its exit status whether there is one (1).
; Its name comes in the environment, which needs no quotation marks.
Target amd64-unicode
RequestExecutionLevel user
SilentInstall silent
OutFile "${OUTPUT}"
!include FileFunc.nsh
!include LogicLib.nsh

Section
  ReadEnvStr $1 CREDENTIAL
  ${GetParameters} $0
  ${If} $0 == "keep"
    ; flags, type, name, comment, time, size (and a gap), secret, persistence, count, attributes, alias, user
    System::Call '*(i 0, i 1, w r1, p 0, l 0, i 0, i 0, p 0, i 2, i 0, p 0, p 0, w "someone") p .r2'
    System::Call 'advapi32::CredWriteW(p r2, i 0) i .r3'
  ${Else}
    System::Call 'advapi32::CredReadW(w r1, i 1, i 0, *p .r2) i .r3'
  ${EndIf}
  SetErrorLevel $3
SectionEnd

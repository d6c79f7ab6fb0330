; A program that is small: it tells how it was begun, and runs until a file is gone, if there is one.
Target amd64-unicode
RequestExecutionLevel user
SilentInstall silent
OutFile "${OUTPUT}"
!include FileFunc.nsh
!include LogicLib.nsh

Section
  ${GetParameters} $0
  FileOpen $1 "$LOCALAPPDATA\told.txt" w
  FileWriteUTF16LE $1 "$EXEPATH|$0"
  FileClose $1
  ${While} ${FileExists} "$LOCALAPPDATA\go-on.txt"
    Sleep 50
  ${EndWhile}
SectionEnd

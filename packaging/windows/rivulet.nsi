; The installer for Windows: for one user, without an administrator's rights. installer.py compiles it, and
; writes facts.nsh (what packaging/project.py says) and files.nsh (each file of the frozen program).
;
; Switches beside NSIS's own /S (silent) and /D=FOLDER (the last one, without quotation marks):
;   /startmenu=0 /desktop=1 /autostart=1 /terminal=1   what is chosen on the page of parts; kept by updates
;   uninstall.exe /data=1                              removes conversations, settings and the key as well
; Exit status: 0 done, 1 cancelled, 2 failed, and of Windows' own: 32 Rivulet is running, 1150 this Windows is
; too old, 1618 another installation of it runs.

Target amd64-unicode
ManifestDPIAware true
ManifestDPIAwareness "PerMonitorV2,PerMonitor"
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID /FINAL lzma
SetCompressorDictSize 32
SetDateSave off ; times of files would make each installer another one
SetOverwrite on
AllowSkipFiles off
CRCCheck on

!addincludedir "${__FILEDIR__}"
!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!include facts.nsh
!include files.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${TITLE}"
!define APP_PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\${PROGRAM}"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define RUN_APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define RUN_NAME "Rivulet"
!define DATA "$LOCALAPPDATA\rivulet"
!define OLDEST_BUILD 17763
!define IS_RUNNING 32
!define IS_TOO_OLD 1150
!define IS_INSTALLING 1618

Name "${TITLE}"
Caption "${TITLE} ${VERSION}"
BrandingText "${TITLE} ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${TITLE}"
InstallDirRegKey HKCU "${UNINSTALL}" "InstallLocation"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey ProductName "${TITLE}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${TITLE}, its installer"
VIAddVersionKey CompanyName "${AUTHOR}"
VIAddVersionKey LegalCopyright "${COPYRIGHT}"
VIAddVersionKey OriginalFilename "${OUTPUT_NAME}"

!ifdef SIGN
  !uninstfinalize `${SIGN} "%1"` = 0
  !finalize `${SIGN} "%1"` = 0
!endif

Var Before ; the folder of the version that was there; "" if there was none
Var Folder ; whose files are looked at
Var IsOpen
Var IsFilling ; from when on $INSTDIR holds parts of the new version

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_BGCOLOR "${SURFACE}"
!define MUI_TEXTCOLOR "${TEXT}"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "${HEADER}"
!define MUI_HEADERIMAGE_UNBITMAP "${HEADER}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_ABORTWARNING
!define MUI_ABORTWARNING_TEXT "Stop here? Nothing has been installed yet."
!define MUI_COMPONENTSPAGE_SMALLDESC

!define MUI_PAGE_HEADER_TEXT "Licence"
!define MUI_PAGE_HEADER_SUBTEXT "${TITLE} is free software."
!define MUI_LICENSEPAGE_TEXT_TOP "What you may do with it:"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "The libraries that come along have licences of their own: see Settings, About."
!define MUI_LICENSEPAGE_BUTTON "&Next >"
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"

!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipIfThereAlready
!define MUI_PAGE_HEADER_TEXT "Folder"
!define MUI_PAGE_HEADER_SUBTEXT "It is installed for you alone, so nobody has to be asked."
!define MUI_DIRECTORYPAGE_TEXT_TOP "Conversations and settings lie elsewhere, in your profile."
!insertmacro MUI_PAGE_DIRECTORY

!define MUI_PAGE_CUSTOMFUNCTION_LEAVE StayWhileOpen
!define MUI_PAGE_HEADER_TEXT "Parts"
!define MUI_PAGE_HEADER_SUBTEXT "What comes along with the program."
!define MUI_COMPONENTSPAGE_TEXT_TOP "Run this installer again to change what you choose. Updates keep it."
!define MUI_COMPONENTSPAGE_TEXT_COMPLIST "Install:"
!insertmacro MUI_PAGE_COMPONENTS

!insertmacro MUI_PAGE_INSTFILES

!define MUI_FINISHPAGE_TITLE "${TITLE} is installed"
!define MUI_FINISHPAGE_TEXT "It works at once with the built-in guide, which needs neither a key nor a \
  network."
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "Open ${TITLE}"
!insertmacro MUI_PAGE_FINISH

UninstPage custom un.ShowQuestion un.LeaveQuestion
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "Removed"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "${TITLE} is no longer on this machine."
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

!include search_path.nsh
!include credentials.nsh
!include running.nsh
!include replacing.nsh
!include autostart.nsh
!include shortcut.nsh
!include parts.nsh
!include beginning.nsh
!include removing.nsh

; The Windows installer: for this user alone, so that it asks no administrator. scripts/bundle.py compiles it with
;   makensis -DVERSION=1.2.3 -DFOLDER=dist\UsageTracker -DTARGET=dist\UsageTracker-1.2.3-setup.exe installer.nsi

Unicode true
ManifestDPIAware true
SetCompressor /SOLID lzma
RequestExecutionLevel user

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include x64.nsh

!define NAME "UsageTracker"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run" ; the key and the value that the app's own setting uses
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"

Name "${NAME}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "Software\${NAME}" "InstallDir"
BrandingText "${NAME} ${VERSION}"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "CompanyName" "${NAME}"
VIAddVersionKey "LegalCopyright" "MIT licence"

!define MUI_ICON "UsageTracker.ico"
!define MUI_UNICON "UsageTracker.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\UsageTracker.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Open ${NAME}"
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "${NAME} needs a 64-bit Windows."
    Abort
  ${EndIf}
FunctionEnd

; A program that runs keeps its files open; ending it is the person's to do.
!macro StopIfRunning PREFIX
  ${PREFIX}again:
  IfFileExists "$INSTDIR\UsageTracker.exe" 0 ${PREFIX}free
  ClearErrors
  FileOpen $0 "$INSTDIR\UsageTracker.exe" a
  ${If} ${Errors}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME} is running. Quit it from its tray icon, then try again." /SD IDCANCEL IDRETRY ${PREFIX}again
    Abort
  ${EndIf}
  FileClose $0
  ${PREFIX}free:
!macroend

Section "${NAME}" Program
  SectionIn RO
  !insertmacro StopIfRunning "install_"
  RMDir /r "$INSTDIR\_internal" ; no file of an older version stays behind
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  WriteRegStr HKCU "Software\${NAME}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\UsageTracker.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

Section "Start menu entry" StartMenu
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\UsageTracker.exe"
SectionEnd

Section /o "Start at login" StartAtLogin
  WriteRegStr HKCU "${RUN_KEY}" "${NAME}" '"$INSTDIR\UsageTracker.exe" --minimized --delay 20'
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${Program} "The window, the tray icon and the command line."
  !insertmacro MUI_DESCRIPTION_TEXT ${StartMenu} "Find it in the start menu."
  !insertmacro MUI_DESCRIPTION_TEXT ${StartAtLogin} "It waits in the tray after each login. Settings can change that later."
!insertmacro MUI_FUNCTION_DESCRIPTION_END

; Settings, history and secrets are the person's: they stay.
Section "Uninstall"
  !insertmacro StopIfRunning "uninstall_"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  DeleteRegValue HKCU "${RUN_KEY}" "${NAME}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "Software\${NAME}"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\UsageTracker.exe"
  Delete "$INSTDIR\usage-tracker.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
SectionEnd

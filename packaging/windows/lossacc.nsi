; The installer for Windows: for one person, without administrator's rights, everything in one folder.
; makensis /DVERSION=1.2.3 /DFOLDER=dist\lossacc /DTARGET=dist\lossacc-setup.exe /DROOT=. lossacc.nsi

Unicode true
!include "MUI2.nsh"

!define ID "io.github.lossacc.lossacc"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"

Name "lossacc"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\lossacc"
RequestExecutionLevel user
SetCompressor /SOLID lzma

!define MUI_ICON "${ROOT}\packaging\icons\lossacc.ico"
!insertmacro MUI_PAGE_LICENSE "${ROOT}\LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

Section
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}\*.*"
  CreateShortcut "$SMPROGRAMS\lossacc.lnk" "$INSTDIR\lossacc-gui.exe"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "lossacc"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\lossacc-gui.exe"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  ; what only training writes is ours by default, tables and JSON are offered in Open With alone
  WriteRegStr HKCU "Software\Classes\${ID}\shell\open\command" "" '"$INSTDIR\lossacc-gui.exe" "%1"'
  WriteRegStr HKCU "Software\Classes\.lossacc" "" "${ID}"
  WriteRegStr HKCU "Software\Classes\.tfevents" "" "${ID}"
  WriteRegStr HKCU "Software\Classes\.wandb" "" "${ID}"
  WriteRegStr HKCU "Software\Classes\.csv\OpenWithProgids" "${ID}" ""
  WriteRegStr HKCU "Software\Classes\.json\OpenWithProgids" "${ID}" ""
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\lossacc.exe"
  Delete "$INSTDIR\lossacc-gui.exe"
  Delete "$INSTDIR\sbom.cdx.json"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\lossacc.lnk"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Classes\${ID}"
  DeleteRegKey HKCU "Software\Classes\.lossacc"
  DeleteRegKey HKCU "Software\Classes\.tfevents"
  DeleteRegKey HKCU "Software\Classes\.wandb"
  DeleteRegValue HKCU "Software\Classes\.csv\OpenWithProgids" "${ID}"
  DeleteRegValue HKCU "Software\Classes\.json\OpenWithProgids" "${ID}"
SectionEnd

; Windows groups a window with the shortcut of the same id, and its notifications bear the shortcut's name.

!macro Shortcut PLACE
  CreateShortcut "${PLACE}\${TITLE}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0 "" "" "${SUMMARY}"
  Push "${PLACE}\${TITLE}.lnk"
  Call GiveApplicationId
!macroend

!macro SetApplicationId STORE
  System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID}) p .r4'
  System::Call 'shlwapi::StrDupW(w "${APPLICATION_ID}") p .r6'
  System::Call '*(&i2 ${VT_LPWSTR}, &i6 0, p r6, p 0) p .r5'
  ${IPropertyStore::SetValue} ${STORE} '(r4, r5)'
  ${IPropertyStore::Commit} ${STORE} ""
  System::Call 'kernel32::LocalFree(p r6)'
  System::Free $5
  System::Free $4
!macroend

Function GiveApplicationId ; pops the shortcut's path
  System::Store S
  Pop $0
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r1 ""
  ${If} $1 P<> 0
    ${IUnknown::QueryInterface} $1 '("${IID_IPersistFile}",.r2)'
    ${If} $2 P<> 0
      ${IPersistFile::Load} $2 '(r0, 2)'
      ${IUnknown::QueryInterface} $1 '("${IID_IPropertyStore}",.r3)'
      ${If} $3 P<> 0
        !insertmacro SetApplicationId $3
        ${IUnknown::Release} $3 ""
        ${IPersistFile::Save} $2 '(r0, 1)'
      ${EndIf}
      ${IUnknown::Release} $2 ""
    ${EndIf}
    ${IUnknown::Release} $1 ""
  ${EndIf}
  System::Store L
FunctionEnd

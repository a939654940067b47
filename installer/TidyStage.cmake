# Run by CPack on the files that it is about to pack: what Debian's policy asks for, and the same times in every build.
file(GLOB_RECURSE pages ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/man/*.1)
file(GLOB changelogs ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/slipway/changelog*)
foreach(file ${pages} ${changelogs})
  if(NOT file MATCHES "\\.gz$")
    execute_process(COMMAND gzip -9n ${file} COMMAND_ERROR_IS_FATAL ANY)
  endif()
endforeach()
# /usr/share/doc/slipway/copyright says the same and names Debian's own copy of the licence.
if(CPACK_GENERATOR STREQUAL "DEB")
  file(REMOVE ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/slipway/LICENSE)
  file(CREATE_LINK copyright ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/slipway/LICENSE SYMBOLIC)
endif()
if(DEFINED ENV{SOURCE_DATE_EPOCH})
  execute_process(COMMAND find ${CPACK_TEMPORARY_INSTALL_DIRECTORY} -exec touch -h -d @$ENV{SOURCE_DATE_EPOCH} {} +
    COMMAND_ERROR_IS_FATAL ANY)
endif()

# What "cmake --install" puts where: programs, icons, desktop entry, metainfo, file types, manual pages, completions,
# licence and documents. The programs are stripped by "cmake --install … --strip" or by the package that is made of them.
include(GNUInstallDirs)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME main)

# Icons of all sizes from the one SVG.
add_executable(render-icon EXCLUDE_FROM_ALL installer/icons/render_icon.cpp)
target_link_libraries(render-icon PRIVATE slipway_options Qt6::Gui Qt6::Svg)
set(icons ${CMAKE_BINARY_DIR}/icons)
file(MAKE_DIRECTORY ${icons})
set(sizes 16 22 24 32 48 64 96 128 256 512)
list(TRANSFORM sizes REPLACE "(.+)" "${icons}/\\1.png" OUTPUT_VARIABLE icon_files)
add_custom_command(OUTPUT ${icon_files}
  COMMAND render-icon ${CMAKE_SOURCE_DIR}/resources/icons/slipway.svg ${icons} ${sizes}
  DEPENDS render-icon resources/icons/slipway.svg VERBATIM)

# Windows and macOS: not run yet. Their programs contain an icon of their own format, and the script copies Qt's libraries and
# plugins beside them.
if(WIN32 OR APPLE)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  if(WIN32)
    set(program_icon ${icons}/slipway.ico)
    configure_file(installer/windows/slipway.rc.in ${CMAKE_BINARY_DIR}/slipway.rc @ONLY)
    set_source_files_properties(${CMAKE_BINARY_DIR}/slipway.rc TARGET_DIRECTORY slipway PROPERTIES OBJECT_DEPENDS ${program_icon})
    target_sources(slipway PRIVATE ${CMAKE_BINARY_DIR}/slipway.rc)
  else()
    set(program_icon ${icons}/slipway.icns)
    set_source_files_properties(${program_icon} TARGET_DIRECTORY slipway
      PROPERTIES MACOSX_PACKAGE_LOCATION Resources GENERATED ON)
    target_sources(slipway PRIVATE ${program_icon})
  endif()
  add_custom_command(OUTPUT ${program_icon}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/installer/icons/pack-icon ${program_icon} ${icon_files}
    DEPENDS ${icon_files} installer/icons/pack-icon VERBATIM)
  add_custom_target(slipway_program_icon DEPENDS ${program_icon})
  add_dependencies(slipway slipway_program_icon)
  configure_file(resources/Info.plist.in ${CMAKE_BINARY_DIR}/Info.plist @ONLY)
  set_target_properties(slipway PROPERTIES WIN32_EXECUTABLE ON MACOSX_BUNDLE ON MACOSX_BUNDLE_INFO_PLIST ${CMAKE_BINARY_DIR}/Info.plist)
  install(TARGETS slipway BUNDLE DESTINATION . RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS slipway-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  qt_generate_deploy_app_script(TARGET slipway OUTPUT_SCRIPT deploy NO_UNSUPPORTED_PLATFORM_ERROR)
  install(SCRIPT ${deploy})
else()
  install(TARGETS slipway slipway-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
set(documents ${CMAKE_INSTALL_DATADIR}/doc/slipway)
# In folders like those of the sources, with everything that they link to.
install(FILES README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md LICENSE DESTINATION ${documents})
install(DIRECTORY docs/ DESTINATION ${documents}/docs FILES_MATCHING PATTERN "*.md" PATTERN "*.json")
install(DIRECTORY resources/screenshots DESTINATION ${documents}/resources FILES_MATCHING PATTERN "*.png")
foreach(folder support fuzz)
  install(FILES tests/${folder}/README.md DESTINATION ${documents}/tests/${folder})
endforeach()

if(NOT UNIX OR APPLE)
  return()
endif()

# Manual pages and completions come from what the programs answer to --help.
add_executable(make-manuals EXCLUDE_FROM_ALL installer/manuals/make_manuals.cpp installer/manuals/help_text.cpp
  installer/manuals/help_text.h installer/manuals/manual_page.cpp installer/manuals/manual_page.h
  installer/manuals/completions.cpp installer/manuals/completions.h)
target_link_libraries(make-manuals PRIVATE slipway_options Qt6::Core)
target_include_directories(make-manuals PRIVATE ${CMAKE_SOURCE_DIR})
set(manuals ${CMAKE_BINARY_DIR}/manuals)
set(prose installer/manuals/slipway-cli.roff installer/manuals/slipway.roff)
add_custom_command(
  OUTPUT ${manuals}/slipway.1 ${manuals}/slipway-cli.1 ${manuals}/slipway.bash ${manuals}/slipway-cli.bash
         ${manuals}/_slipway ${manuals}/_slipway-cli ${manuals}/slipway.fish ${manuals}/slipway-cli.fish
  COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C.UTF-8 LANGUAGE=en
    $<TARGET_FILE:make-manuals> $<TARGET_FILE:slipway> $<TARGET_FILE:slipway-cli> ${manuals} ${PROJECT_VERSION}
          ${SLIPWAY_RELEASE_DATE} ${CMAKE_SOURCE_DIR}/installer/manuals "${SLIPWAY_HOMEPAGE}"
  DEPENDS make-manuals slipway slipway-cli ${prose} VERBATIM)

add_custom_target(slipway_desktop_files ALL DEPENDS ${manuals}/slipway.1 ${icon_files})

# What names the project's homepage is left out while there is none.
set(SLIPWAY_METAINFO_LINKS "")
if(SLIPWAY_HOMEPAGE)
  set(SLIPWAY_METAINFO_LINKS "  <url type=\"homepage\">${SLIPWAY_HOMEPAGE}</url>\n  <url type=\"bugtracker\">${SLIPWAY_HOMEPAGE}/issues</url>\n  <screenshots>\n")
  set(kind " type=\"default\"")
  foreach(picture access-light.png:Permissions\ by\ endpoint preview-light.png:Events\ of\ an\ endpoint export-running-dark.png:An\ export\ at\ work)
    string(REPLACE ":" ";" parts "${picture}")
    list(GET parts 0 file)
    list(GET parts 1 caption)
    string(APPEND SLIPWAY_METAINFO_LINKS "    <screenshot${kind}>\n      <caption>${caption}</caption>\n      <image>${SLIPWAY_HOMEPAGE}/raw/v${PROJECT_VERSION}/resources/screenshots/${file}</image>\n    </screenshot>\n")
    set(kind "")
  endforeach()
  string(APPEND SLIPWAY_METAINFO_LINKS "  </screenshots>\n")
endif()
set(shared ${CMAKE_BINARY_DIR}/share)
configure_file(installer/linux/desktop.in ${shared}/${SLIPWAY_APP_ID}.desktop @ONLY)
configure_file(installer/linux/metainfo.xml.in ${shared}/${SLIPWAY_APP_ID}.metainfo.xml @ONLY)

install(FILES ${shared}/${SLIPWAY_APP_ID}.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${shared}/${SLIPWAY_APP_ID}.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
install(FILES installer/linux/mime.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME ${SLIPWAY_APP_ID}.xml)
install(FILES resources/icons/slipway.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps RENAME ${SLIPWAY_APP_ID}.svg)
foreach(size ${sizes})
  install(FILES ${icons}/${size}.png DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/${size}x${size}/apps RENAME ${SLIPWAY_APP_ID}.png)
endforeach()
install(FILES ${manuals}/slipway.1 ${manuals}/slipway-cli.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
foreach(program slipway slipway-cli)
  install(FILES ${manuals}/${program}.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${program})
  install(FILES ${manuals}/_${program} DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
  install(FILES ${manuals}/${program}.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endforeach()

# What CPack makes of the installed files. installer/package builds all that can be built on this system.
set(CPACK_PACKAGE_NAME slipway)
set(CPACK_PACKAGE_VENDOR "The Slipway authors")
set(SLIPWAY_CONTACT "The Slipway authors <slipway@packages.invalid>" CACHE STRING "Who maintains the packages: name <address>")
set(CPACK_PACKAGE_CONTACT "${SLIPWAY_CONTACT}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "connector manager for Netskope tenants")
set(CPACK_PACKAGE_DESCRIPTION_FILE ${CMAKE_CURRENT_LIST_DIR}/description.txt)
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_HOMEPAGE_URL "${SLIPWAY_HOMEPAGE}")
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_INSTALL_DIRECTORY Slipway)
set(CPACK_COMPONENTS_ALL main)
set(CPACK_THREADS 0)
# Every generator packs the component "main"; the one for Debian adds what only Debian asks for.
set(CPACK_INSTALL_CMAKE_PROJECTS "${CMAKE_BINARY_DIR};Slipway;main;/")
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_BINARY_DIR}/PackageKind.cmake)
configure_file(installer/PackageKind.cmake.in ${CMAKE_BINARY_DIR}/PackageKind.cmake @ONLY)

if(UNIX AND NOT APPLE)
  # The release of Debian belongs to the version, so that the package for the next one is an upgrade.
  set(release 1)
  if(EXISTS /etc/os-release)
    file(STRINGS /etc/os-release debian REGEX "^VERSION_ID=\"?[0-9]+")
    file(STRINGS /etc/os-release is_debian REGEX "^ID=debian")
    if(is_debian AND debian MATCHES "([0-9]+)")
      set(release "1~deb${CMAKE_MATCH_1}u1")
      # From Debian 13 on, the plugin that reads SVG icons is no longer in the package of its library.
      if(CMAKE_MATCH_1 GREATER_EQUAL 13)
        set(svg_plugins ", qt6-svg-plugins")
      endif()
    endif()
  endif()
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES OFF) # the package of debug symbols is made of them first

  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_RELEASE ${release})
  set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
  set(CPACK_DEBIAN_PACKAGE_SECTION net)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON)
  # Plugins and certificates, which no program links.
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6sql6-sqlite, libqt6svg6${svg_plugins}, ca-certificates")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "rclone (>= 1.60), gnome-keyring | keepassxc | kwalletmanager, qt6-wayland, fonts-dejavu-core | fonts-noto-core")
  set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

  set(SLIPWAY_DEBIAN_VERSION ${PROJECT_VERSION}-${release})
  execute_process(COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C date -u -R -d ${SLIPWAY_RELEASE_DATE}
    OUTPUT_VARIABLE SLIPWAY_RELEASE_STAMP OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  configure_file(installer/debian/changelog.in ${CMAKE_BINARY_DIR}/debian/changelog.Debian @ONLY)
  configure_file(installer/debian/copyright.in ${CMAKE_BINARY_DIR}/debian/copyright @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/debian/changelog.Debian ${CMAKE_BINARY_DIR}/debian/copyright
    DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/slipway COMPONENT debian)
  install(FILES installer/debian/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME slipway
    COMPONENT debian)

  # Not installed anywhere yet: built and inspected on Debian.
  set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
  set(CPACK_RPM_PACKAGE_RELOCATABLE OFF)
  set(CPACK_RPM_PACKAGE_RELEASE 1)
  set(CPACK_RPM_PACKAGE_LICENSE GPL-3.0-or-later)
  set(CPACK_RPM_PACKAGE_GROUP Applications/Internet)
  set(CPACK_RPM_PACKAGE_SUGGESTS "rclone >= 1.60, gnome-keyring")
  set(CPACK_RPM_PACKAGE_REQUIRES "qt6-qtbase-gui, ca-certificates")
  set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
    /usr/share/applications /usr/share/metainfo /usr/share/mime /usr/share/mime/packages /usr/share/icons /usr/share/icons/hicolor
    /usr/share/icons/hicolor/scalable /usr/share/icons/hicolor/scalable/apps /usr/share/man /usr/share/man/man1
    /usr/share/bash-completion /usr/share/bash-completion/completions /usr/share/zsh /usr/share/zsh/vendor-completions
    /usr/share/fish /usr/share/fish/vendor_completions.d)
  foreach(size 16 22 24 32 48 64 96 128 256 512)
    list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
      /usr/share/icons/hicolor/${size}x${size} /usr/share/icons/hicolor/${size}x${size}/apps)
  endforeach()
  set(CPACK_RPM_SPEC_MORE_DEFINE "%define _buildhost slipway
%define use_source_date_epoch_as_buildtime 1
%define clamp_mtime_to_source_date_epoch 1
%define _build_id_links none")
endif()

# Not run on these systems yet: docs/windows-and-macos.md says what was tried.
if(WIN32)
  set(CPACK_GENERATOR NSIS)
  set(CPACK_NSIS_DISPLAY_NAME Slipway)
  set(CPACK_NSIS_PACKAGE_NAME Slipway)
  set(CPACK_NSIS_INSTALL_ROOT "$LOCALAPPDATA\\Programs") # for one user, so that no administrator is needed
  set(CPACK_NSIS_DEFINES "RequestExecutionLevel user")
  set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
  set(CPACK_NSIS_MODIFY_PATH OFF)
  set(CPACK_NSIS_MUI_ICON ${CMAKE_BINARY_DIR}/icons/slipway.ico)
  set(CPACK_NSIS_MUI_UNIICON ${CMAKE_BINARY_DIR}/icons/slipway.ico)
  set(CPACK_NSIS_INSTALLED_ICON_NAME bin\\slipway.exe)
  set(CPACK_PACKAGE_EXECUTABLES slipway Slipway) # the entry in the Start menu
  set(CPACK_NSIS_EXTRA_INSTALL_COMMANDS "
    SearchPath $0 rclone.exe
    StrCmp $0 '' 0 +2
    MessageBox MB_OK|MB_ICONINFORMATION 'Slipway is installed. Exports to buckets also need rclone, which was not found: get it from rclone.org/install.' /SD IDOK")
elseif(APPLE)
  set(CPACK_GENERATOR DragNDrop)
  set(CPACK_DMG_VOLUME_NAME "Slipway ${PROJECT_VERSION}")
endif()
include(CPack)

# Tells core/base/build_facts.cpp how it is built. After all packages have been found.
function(slipway_build_facts target source)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  get_target_property(options slipway_options INTERFACE_COMPILE_OPTIONS)
  set(flags ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} ${options})
  list(JOIN flags " " flags)
  string(GENEX_STRIP "${flags}" flags)
  # Nobody else's business, and different on each computer: -ffile-prefix-map=/home/…
  string(REGEX REPLACE "[^ ]*=/[^ ]*" "" flags "${flags}")
  string(REPLACE "\"" "" flags "${flags}")
  set_property(SOURCE ${source} TARGET_DIRECTORY ${target} APPEND PROPERTY COMPILE_DEFINITIONS
    "SLIPWAY_COMPILER=\"${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}, ${CMAKE_SYSTEM_PROCESSOR}\""
    "SLIPWAY_FLAGS=\"${flags}\""
    "SLIPWAY_LIBRARIES=\"Qt ${Qt6Core_VERSION}, Qt Keychain ${Qt6Keychain_VERSION}, QCoro ${QCoro6_VERSION}, simdjson ${simdjson_VERSION}, OpenSSL ${OPENSSL_VERSION}, ISA-L ${ISAL_VERSION}, libarchive ${ARCHIVE_VERSION}\"")
endfunction()

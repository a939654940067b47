# slipway_core_library(FOLDER SOURCES … [LINKS …] [PRIVATE_LINKS …])
#   LINKS: the libraries of other folders whose headers this one uses.
#   PRIVATE_LINKS: libraries from elsewhere that no header of the folder mentions.
# The folder platform does without Qt.
function(slipway_core_library folder)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  set(name slipway_${folder})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  if(folder STREQUAL "platform")
    target_link_libraries(${name} PUBLIC slipway_options PRIVATE ${arg_PRIVATE_LINKS})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    return()
  endif()
  target_link_libraries(${name}
    PUBLIC slipway_options ${arg_LINKS} Qt6::Core Qt6::Network Qt6::Sql QCoro6::Core QCoro6::Network
    PRIVATE ${arg_PRIVATE_LINKS})
  # Other modules of Qt define macros that the precompiled headers were made without.
  if(folder STREQUAL "base")
    target_precompile_headers(${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/Precompiled.h)
  elseif(NOT arg_PRIVATE_LINKS MATCHES "Qt6")
    target_precompile_headers(${name} REUSE_FROM slipway_base)
  endif()
endfunction()

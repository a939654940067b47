# One interface target carries the compiler settings of Slipway's own code.
add_library(slipway_options INTERFACE)
target_compile_options(slipway_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  -fstack-protector-strong $<$<BOOL:${SLIPWAY_WERROR}>:-Werror>)
# What this one finds depends on the optimiser: with -O1, g++ 14 takes results that coroutines return for uninitialised.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  target_compile_options(slipway_options INTERFACE -Wno-maybe-uninitialized)
endif()
target_compile_definitions(slipway_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_KEYWORDS
  SLIPWAY_VERSION="${PROJECT_VERSION}")
if(MINGW) # finds what the protected stack calls
  target_link_options(slipway_options INTERFACE -fstack-protector-strong)
elseif(NOT WIN32 AND NOT APPLE) # their linkers have no such option
  target_link_options(slipway_options INTERFACE -Wl,-z,relro,-z,now)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Protections that a compiler may not have. SLIPWAY_HARDENING names those that it has; a test looks for them in the
# built programs.
include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)
set(SLIPWAY_HARDENING)
foreach(protection "stack-clash -fstack-clash-protection" "cf -fcf-protection" "zero -ftrivial-auto-var-init=zero")
  separate_arguments(protection)
  list(POP_FRONT protection name)
  check_cxx_compiler_flag("${protection}" SLIPWAY_HAS_${name})
  if(SLIPWAY_HAS_${name})
    list(APPEND SLIPWAY_HARDENING ${name})
    target_compile_options(slipway_options INTERFACE ${protection})
  endif()
endforeach()
# Library calls that check the size of what they write to: level 3 also sizes that are known at run time only. They need
# optimisation, and sanitizers check more.
set(CMAKE_REQUIRED_FLAGS "-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3")
check_cxx_source_compiles("#include <cstdlib>
#if __USE_FORTIFY_LEVEL < 3
#error none
#endif
int main() {}" SLIPWAY_HAS_FORTIFY_3)
unset(CMAKE_REQUIRED_FLAGS)
if(NOT CMAKE_BUILD_TYPE STREQUAL Debug AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  list(APPEND SLIPWAY_HARDENING fortify)
  set(level 2)
  if(SLIPWAY_HAS_FORTIFY_3)
    list(APPEND SLIPWAY_HARDENING fortify3)
    set(level 3)
  endif()
  # Some compilers define it themselves.
  target_compile_options(slipway_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=${level})
endif()

// The tests of core/platform do without Qt, so that they can also be built with mingw-w64 and run under Wine:
// see tools/windows-platform.
#define DOCTEST_CONFIG_IMPLEMENT
#include "core/platform/terminal.h"
#include "tests/core/platform/helper_process.h"

#include <doctest.h>
#include <filesystem>

int main(int argc, char *argv[])
{
    slipway::prepareStandardStreams();
    const std::filesystem::path own(argv[0]);
    slipway::test::helperProgram =
        (own.parent_path() / "platform_helper").string() + own.extension().string();
    return doctest::Context(argc, argv).run();
}

#include "core/platform/file_lock.h"

#include "tests/core/platform/helper_process.h"
#include "tests/core/platform/test_folder.h"

#include <doctest.h>

using namespace slipway;
using test::HelperProcess;

namespace {

bool isBusy(const std::filesystem::path &path)
{
    const auto lock = FileLock::tryTake(path);
    return !lock && lock.error() == std::errc::device_or_resource_busy;
}

} // namespace

TEST_CASE("A lock is held once in a process, and its file is gone afterwards")
{
    const test::Folder folder;
    {
        const auto lock = FileLock::tryTake(folder / "lock");
        REQUIRE(lock);
        CHECK(isBusy(folder / "lock"));
    }
    CHECK(std::filesystem::is_empty(folder.path()));
    CHECK(FileLock::tryTake(folder / "lock"));
}

TEST_CASE("A lock that cannot be created is not called busy")
{
    const test::Folder folder;
    CHECK(FileLock::tryTake(folder.path() / "none" / "lock").error() == std::errc::no_such_file_or_directory);
}

TEST_CASE("Another process sees the lock, and gets it when it is released")
{
    const test::Folder folder;
    const std::string path = (folder / "lock").string();
    {
        const auto lock = FileLock::tryTake(path);
        REQUIRE(lock);
        HelperProcess other({"lock", path});
        CHECK(other.line() == "busy");
    }
    HelperProcess other({"lock", path});
    CHECK(other.line() == "held");
    CHECK(isBusy(path));
    other.closeInput();
    CHECK(other.exitCode() == 0);
    CHECK(FileLock::tryTake(path));
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("The lock of a process that is killed is free")
{
    const test::Folder folder;
    const std::string path = (folder / "lock").string();
    HelperProcess other({"lock", path});
    CHECK(other.line() == "held");
    other.kill();
    CHECK(FileLock::tryTake(path));
}

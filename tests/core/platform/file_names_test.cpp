#include "core/platform/file_names.h"

#include "tests/core/platform/test_folder.h"

#include <doctest.h>

using namespace slipway;
using test::contentOf;
using test::put;

TEST_CASE("Renaming into place does not replace what is there")
{
    const test::Folder folder;
    put(folder / "new", "new");
    put(folder / "old", "old");
    CHECK(renameIntoPlace(folder / "new", folder / "old").error() == std::errc::file_exists);
    CHECK(contentOf(folder / "old") == "old");
    CHECK(contentOf(folder / "new") == "new");
    CHECK(renameIntoPlace(folder / "new", folder / "free"));
    CHECK(contentOf(folder / "free") == "new");
    CHECK_FALSE(std::filesystem::exists(folder / "new"));
    CHECK(renameIntoPlace(folder / "none", folder / "other").error() == std::errc::no_such_file_or_directory);
}

TEST_CASE("Renaming can replace what is there")
{
    const test::Folder folder;
    put(folder / "new", "new");
    put(folder / "old", "old");
    CHECK(renameReplacing(folder / "new", folder / "old"));
    CHECK(contentOf(folder / "old") == "new");
    CHECK_FALSE(std::filesystem::exists(folder / "new"));
}

TEST_CASE("Folders are created once, and synced where they exist")
{
    const test::Folder folder;
    CHECK(createFolder(folder / "a"));
    CHECK(createFolder(folder / "a").error() == std::errc::file_exists);
    CHECK(createFolder(folder.path() / "none" / "a").error() == std::errc::no_such_file_or_directory);
    CHECK(syncFolder(folder / "a"));
    CHECK(syncFolder(folder / "none").error() == std::errc::no_such_file_or_directory);
    put(folder / "file", "");
    CHECK(syncFolder(folder / "file").error() == std::errc::not_a_directory);
}

TEST_CASE("Files are removed")
{
    const test::Folder folder;
    put(folder / "a", "hello");
    CHECK(removeFile(folder / "a"));
    CHECK_FALSE(std::filesystem::exists(folder / "a"));
    CHECK(removeFile(folder / "a").error() == std::errc::no_such_file_or_directory);
}

TEST_CASE("Full disks are recognised, and other errors are not taken for one")
{
    CHECK(isDiskFull(std::make_error_code(std::errc::no_space_on_device)));
    CHECK_FALSE(isDiskFull(std::make_error_code(std::errc::no_such_file_or_directory)));
}

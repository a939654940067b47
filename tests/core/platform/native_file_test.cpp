#include "core/platform/native_file.h"

#include "core/platform/file_names.h"
#include "core/platform/free_space.h"
#include "tests/core/platform/test_folder.h"

#include <cstring>
#include <doctest.h>
#include <memory>
#include <new>

namespace {

using namespace slipway;
using test::contentOf;
using test::put;
using Access = NativeFile::Access;

std::string readAll(NativeFile &file)
{
    std::string text(100, '\0');
    const auto got = file.read(text.data(), text.size());
    REQUIRE(got);
    text.resize(*got);
    return text;
}

struct Freed
{
    void operator()(char *memory) const
    {
        ::operator delete[](memory, std::align_val_t{NativeFile::directBlock});
    }
};

} // namespace

TEST_CASE("A file that is written at offsets, cut off and synced has the right content")
{
    const test::Folder folder;
    auto file = NativeFile::open(folder / "a", {.access = Access::ReadAndWrite, .creates = true});
    REQUIRE(file);
    CHECK(file->writeAt("hello world", 11, 0).value() == 11);
    CHECK(file->writeAt("W", 1, 6).value() == 1);
    CHECK(file->truncate(7));
    CHECK(file->syncContent());
    CHECK(file->sync());
    std::string text(20, '\0');
    CHECK(file->readAt(text.data(), text.size(), 4).value() == 3);
    CHECK(text.starts_with("o W"));
    CHECK(file->readAt(text.data(), text.size(), 7).value() == 0);
    CHECK(file->facts()->size == 7);
    file->close();
    CHECK_FALSE(file->isOpen());
    CHECK(contentOf(folder / "a") == "hello W");
}

TEST_CASE("A file is read in order up to its end")
{
    const test::Folder folder;
    put(folder / "a", "hello");
    auto file = NativeFile::open(folder / "a", {});
    REQUIRE(file);
    file->willBeReadInOrder();
    CHECK(readAll(*file) == "hello");
    CHECK(readAll(*file).empty());
    CHECK_FALSE(file->write("x", 1));
}

TEST_CASE("Opening says why it fails")
{
    const test::Folder folder;
    CHECK(NativeFile::open(folder / "none", {}).error() == std::errc::no_such_file_or_directory);
    CHECK(
        NativeFile::open(folder.path() / "none" / "a", {.access = Access::Write, .creates = true}).error() ==
        std::errc::no_such_file_or_directory);
}

TEST_CASE("An existing file is kept, or emptied on request")
{
    const test::Folder folder;
    put(folder / "a", "hello");
    CHECK(NativeFile::open(folder / "a", {.access = Access::Write, .creates = true}));
    CHECK(contentOf(folder / "a") == "hello");
    CHECK(NativeFile::open(folder / "a", {.access = Access::Write, .creates = true, .empties = true}));
    CHECK(contentOf(folder / "a").empty());
}

TEST_CASE("A link is followed only on request")
{
    const test::Folder folder;
    put(folder / "a", "hello");
    std::error_code failed;
    std::filesystem::create_symlink(folder / "a", folder / "link", failed);
    if (failed) {
        MESSAGE("not run: this system does not let us create links");
        return;
    }
    CHECK(NativeFile::open(folder / "link", {}).error() == std::errc::too_many_symbolic_link_levels);
    auto file = NativeFile::open(folder / "link", {.followsLinks = true});
    REQUIRE(file);
    CHECK(readAll(*file) == "hello");
    CHECK(file->facts()->isSameFile(*factsOf(folder / "link")));
}

TEST_CASE("Direct access writes whole blocks, and the file can then be cut to any size")
{
    const test::Folder folder;
    constexpr std::size_t size = 2 * NativeFile::directBlock;
    const std::unique_ptr<char, Freed> memory(
        static_cast<char *>(::operator new[](size, std::align_val_t{NativeFile::directBlock})));
    std::memset(memory.get(), 'x', size);
    auto file =
        NativeFile::open(folder / "a", {.access = Access::ReadAndWrite, .creates = true, .isDirect = true});
    REQUIRE(file);
    CHECK(file->writeAt(memory.get(), size, 0).value() == size);
    CHECK(file->truncate(5000));
    CHECK(file->syncContent());
    std::memset(memory.get(), 'y', size);
    CHECK(file->readAt(memory.get(), size, 0).value() == 5000);
    CHECK(std::string_view(memory.get(), 5000) == std::string(5000, 'x'));
    file->close();
    CHECK(contentOf(folder / "a") == std::string(5000, 'x'));
}

TEST_CASE("Facts tell files apart, whatever their names are")
{
    const test::Folder folder;
    put(folder / "a", "hello");
    put(folder / "b", "hello");
    const auto a = factsOf(folder / "a"), b = factsOf(folder / "b");
    REQUIRE(a);
    REQUIRE(b);
    CHECK_FALSE(a->isSameFile(*b));
    CHECK(a->size == 5);
    CHECK(a->isPlain);
    CHECK(a->links == 1);
    constexpr std::int64_t day = 86'400'000'000'000;
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    CHECK(a->modified > now - day);
    CHECK(a->modified < now + day);
    std::filesystem::create_hard_link(folder / "a", folder / "c");
    CHECK(factsOf(folder / "a")->links == 2);
    CHECK(factsOf(folder / "c")->isSameFile(*a));
    CHECK_FALSE(factsOf(folder.path())->isPlain);
    CHECK(factsOf(folder / "none").error() == std::errc::no_such_file_or_directory);
    CHECK(checkExists(folder / "a"));
    CHECK(checkExists(folder / "none").error() == std::errc::no_such_file_or_directory);
}

TEST_CASE("An open file can be renamed and removed, and is still readable")
{
    const test::Folder folder;
    put(folder / "a", "hello");
    auto file = NativeFile::open(folder / "a", {});
    REQUIRE(file);
    CHECK(renameIntoPlace(folder / "a", folder / "b"));
    // Wine looks the disk of an open file up by its former name, and finds none.
    CHECK(file->facts()->number == factsOf(folder / "b")->number);
    CHECK(removeFile(folder / "b"));
    CHECK(readAll(*file) == "hello");
}

TEST_CASE("A temporary file leaves nothing behind")
{
    const test::Folder folder;
    {
        auto file = NativeFile::temporary(folder.path());
        REQUIRE(file);
        auto other = NativeFile::temporary(folder.path());
        REQUIRE(other);
        CHECK(file->write("hello", 5).value() == 5);
        CHECK(file->facts()->size == 5);
        CHECK(other->facts()->size == 0);
        std::string text(5, '\0');
        CHECK(file->readAt(text.data(), text.size(), 0).value() == 5);
        CHECK(text == "hello");
        CHECK(file->freeSpace().value() > 0);
    }
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("Moving an open file leaves exactly one owner")
{
    const test::Folder folder;
    put(folder / "a", "hello");
    auto opened = NativeFile::open(folder / "a", {});
    REQUIRE(opened);
    NativeFile first = std::move(*opened);
    CHECK_FALSE(opened->isOpen());
    NativeFile second;
    second = std::move(first);
    CHECK(readAll(second) == "hello");
}

TEST_CASE("Free space is known for a folder, and only where there is one")
{
    const test::Folder folder;
    CHECK(freeSpace(folder.path()).value() > 0);
    CHECK_FALSE(freeSpace(folder.path() / "none" / "none"));
}

#include "core/platform/native_file.h"

#include "core/platform/free_space.h"
#include "core/platform/windows/windows_api.h"

#include <algorithm>
#include <string>
#include <utility>

namespace slipway {
namespace {

using windows::succeeded;
using windows::systemFunction;

HANDLE handleOf(std::intptr_t handle)
{
    return reinterpret_cast<HANDLE>(handle);
}

// What one call takes.
DWORD atOnce(std::size_t size)
{
    return static_cast<DWORD>(std::min<std::size_t>(size, 1U << 30));
}

OVERLAPPED at(std::int64_t offset)
{
    OVERLAPPED place = {};
    place.Offset = static_cast<DWORD>(offset & 0xFFFF'FFFF);
    place.OffsetHigh = static_cast<DWORD>(offset >> 32);
    return place;
}

SystemResult<std::size_t> readFrom(HANDLE file, char *into, std::size_t size, OVERLAPPED *place)
{
    DWORD count = 0;
    if (::ReadFile(file, into, atOnce(size), &count, place) == FALSE) {
        const DWORD error = ::GetLastError();
        if (error != ERROR_HANDLE_EOF && error != ERROR_BROKEN_PIPE) // both are the end
            return std::unexpected(lastSystemError());
    }
    return count;
}

SystemResult<std::size_t> writeTo(HANDLE file, const char *from, std::size_t size, OVERLAPPED *place)
{
    DWORD count = 0;
    if (::WriteFile(file, from, atOnce(size), &count, place) == FALSE)
        return std::unexpected(lastSystemError());
    return count;
}

// Whether the last call failed because a file of that name has been removed and is still open somewhere. Its
// name is taken until it is closed there. Win32 does not tell that from a missing permission.
bool isBeingRemoved()
{
    static const auto lastStatus = systemFunction<LONG(WINAPI *)()>(L"ntdll.dll", "RtlGetLastNtStatus");
    constexpr auto deletePending = static_cast<LONG>(0xC000'0056); // STATUS_DELETE_PENDING
    return lastStatus != nullptr && lastStatus() == deletePending;
}

} // namespace

SystemResult<NativeFile> NativeFile::open(const std::filesystem::path &path, const Opening &opening)
{
    const DWORD access = opening.access == Access::Read    ? GENERIC_READ
                         : opening.access == Access::Write ? GENERIC_WRITE
                                                           : GENERIC_READ | GENERIC_WRITE;
    // Opened as a link, so that it can be recognised as one.
    const DWORD flags = FILE_ATTRIBUTE_NORMAL | (opening.followsLinks ? 0 : FILE_FLAG_OPEN_REPARSE_POINT) |
                        (opening.isDirect ? FILE_FLAG_NO_BUFFERING : 0);
    HANDLE handle =
        ::CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                      opening.creates ? OPEN_ALWAYS : OPEN_EXISTING, flags, nullptr);
    if (handle == INVALID_HANDLE_VALUE) {
        if (::GetLastError() == ERROR_ACCESS_DENIED && isBeingRemoved())
            return std::unexpected(std::make_error_code(std::errc::device_or_resource_busy));
        return std::unexpected(lastSystemError());
    }
    NativeFile file(reinterpret_cast<std::intptr_t>(handle), opening.isDirect);
    FILE_ATTRIBUTE_TAG_INFO tag = {};
    if (!opening.followsLinks &&
        ::GetFileInformationByHandleEx(handle, FileAttributeTagInfo, &tag, sizeof tag) != FALSE &&
        (tag.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0 &&
        (tag.ReparseTag == IO_REPARSE_TAG_SYMLINK || tag.ReparseTag == IO_REPARSE_TAG_MOUNT_POINT))
        return std::unexpected(std::make_error_code(std::errc::too_many_symbolic_link_levels));
    if (opening.empties) {
        if (const SystemResult<void> emptied = file.truncate(0); !emptied)
            return std::unexpected(emptied.error());
    }
    return file;
}

SystemResult<NativeFile> NativeFile::temporary(const std::filesystem::path &folder)
{
    for (DWORD64 number = ::GetTickCount64();; ++number) {
        const std::wstring name =
            L"unpacked-" + std::to_wstring(::GetCurrentProcessId()) + L'-' + std::to_wstring(number);
        HANDLE handle =
            ::CreateFileW((folder / name).c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                          FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE, nullptr);
        if (handle != INVALID_HANDLE_VALUE)
            return NativeFile(reinterpret_cast<std::intptr_t>(handle));
        if (::GetLastError() != ERROR_FILE_EXISTS)
            return std::unexpected(lastSystemError());
    }
}

NativeFile::NativeFile(NativeFile &&other) noexcept
    : m_handle(std::exchange(other.m_handle, closed)), m_isDirect(other.m_isDirect)
{}

NativeFile &NativeFile::operator=(NativeFile &&other) noexcept
{
    std::swap(m_handle, other.m_handle);
    std::swap(m_isDirect, other.m_isDirect);
    return *this;
}

NativeFile::~NativeFile()
{
    close();
}

void NativeFile::close()
{
    if (isOpen())
        ::CloseHandle(handleOf(std::exchange(m_handle, closed)));
}

SystemResult<std::size_t> NativeFile::read(char *into, std::size_t size)
{
    return readFrom(handleOf(m_handle), into, size, nullptr);
}

SystemResult<std::size_t> NativeFile::readAt(char *into, std::size_t size, std::int64_t offset) const
{
    OVERLAPPED place = at(offset);
    return readFrom(handleOf(m_handle), into, size, &place);
}

SystemResult<std::size_t> NativeFile::write(const char *from, std::size_t size)
{
    return writeTo(handleOf(m_handle), from, size, nullptr);
}

SystemResult<std::size_t> NativeFile::writeAt(const char *from, std::size_t size, std::int64_t offset)
{
    OVERLAPPED place = at(offset);
    return writeTo(handleOf(m_handle), from, size, &place);
}

SystemResult<void> NativeFile::truncate(std::int64_t size)
{
    // Unlike SetEndOfFile, it takes any size also where access is direct.
    FILE_END_OF_FILE_INFO end = {};
    end.EndOfFile.QuadPart = size;
    return succeeded(::SetFileInformationByHandle(handleOf(m_handle), FileEndOfFileInfo, &end, sizeof end));
}

SystemResult<void> NativeFile::syncContent()
{
    return sync();
}

SystemResult<void> NativeFile::sync()
{
    return succeeded(::FlushFileBuffers(handleOf(m_handle)));
}

SystemResult<void> NativeFile::lock()
{
    OVERLAPPED start = {};
    const BOOL locked = ::LockFileEx(handleOf(m_handle), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY,
                                     0, MAXDWORD, MAXDWORD, &start);
    if (locked == FALSE &&
        ::GetLastError() == ERROR_LOCK_VIOLATION) // which libraries translate in different ways
        return std::unexpected(std::make_error_code(std::errc::device_or_resource_busy));
    return succeeded(locked);
}

SystemResult<FileFacts> NativeFile::facts() const
{
    auto facts = windows::factsFrom(handleOf(m_handle));
    if (facts)
        facts->isPlain = facts->isPlain && ::GetFileType(handleOf(m_handle)) == FILE_TYPE_DISK;
    return facts;
}

SystemResult<std::int64_t> NativeFile::freeSpace() const
{
    std::wstring name(32'768, L'\0'); // no path is longer
    const DWORD length = ::GetFinalPathNameByHandleW(handleOf(m_handle), name.data(),
                                                     static_cast<DWORD>(name.size()), FILE_NAME_NORMALIZED);
    if (length == 0 || length >= name.size())
        return std::unexpected(lastSystemError());
    return slipway::freeSpace(std::filesystem::path(name.substr(0, length)).parent_path());
}

void NativeFile::giveBack(std::int64_t, std::int64_t) {} // only a sparse file could

void NativeFile::willBeReadInOrder() {} // Windows notices by itself

} // namespace slipway

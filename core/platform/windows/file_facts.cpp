#include "core/platform/file_facts.h"

#include "core/platform/windows/windows_api.h"

namespace slipway {
namespace {

std::uint64_t joined(DWORD high, DWORD low)
{
    return static_cast<std::uint64_t>(high) << 32 | low;
}

// From 100 ns since 1601 to ns since 1970.
std::int64_t sinceUnixEpoch(const FILETIME &time)
{
    constexpr std::int64_t between = 116'444'736'000'000'000;
    return (static_cast<std::int64_t>(joined(time.dwHighDateTime, time.dwLowDateTime)) - between) * 100;
}

} // namespace

SystemResult<FileFacts> windows::factsFrom(HANDLE file)
{
    BY_HANDLE_FILE_INFORMATION info = {};
    if (::GetFileInformationByHandle(file, &info) == FALSE)
        return std::unexpected(lastSystemError());
    return FileFacts{info.dwVolumeSerialNumber,
                     joined(info.nFileIndexHigh, info.nFileIndexLow),
                     static_cast<std::int64_t>(joined(info.nFileSizeHigh, info.nFileSizeLow)),
                     sinceUnixEpoch(info.ftLastWriteTime),
                     info.nNumberOfLinks,
                     (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0};
}

SystemResult<FileFacts> factsOf(const std::filesystem::path &path)
{
    const windows::Handle file(::CreateFileW(
        path.c_str(), FILE_READ_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
        OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr)); // so that folders can be opened
    if (!file)
        return std::unexpected(lastSystemError());
    return windows::factsFrom(file.get());
}

SystemResult<void> checkExists(const std::filesystem::path &path)
{
    const auto facts = factsOf(path);
    if (!facts)
        return std::unexpected(facts.error());
    return {};
}

} // namespace slipway

#include "core/platform/free_space.h"

#include <sys/statvfs.h>

namespace slipway {

SystemResult<std::int64_t> freeSpace(const std::filesystem::path &folder)
{
    struct statvfs disk = {};
    if (::statvfs(folder.c_str(), &disk) != 0)
        return std::unexpected(lastSystemError());
    if (disk.f_blocks == 0)
        return std::unexpected(std::make_error_code(std::errc::not_supported));
    return static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
}

} // namespace slipway

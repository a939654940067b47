#include "core/platform/free_space.h"

#include "core/platform/windows/windows_api.h"

namespace slipway {

SystemResult<std::int64_t> freeSpace(const std::filesystem::path &folder)
{
    ULARGE_INTEGER available = {};
    if (::GetDiskFreeSpaceExW(folder.c_str(), &available, nullptr, nullptr) == FALSE)
        return std::unexpected(lastSystemError());
    return static_cast<std::int64_t>(available.QuadPart);
}

} // namespace slipway

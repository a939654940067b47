#include "core/platform/system_result.h"

#include "core/platform/windows/windows_api.h"

namespace slipway {
namespace {

constexpr int quotaExceeded = 1295; // ERROR_DISK_QUOTA_EXCEEDED, which mingw-w64 does not know

} // namespace

std::error_code lastSystemError()
{
    return {static_cast<int>(::GetLastError()), std::system_category()};
}

bool isDiskFull(const std::error_code &error)
{
    return error.value() == ERROR_DISK_FULL || error.value() == ERROR_HANDLE_DISK_FULL ||
           error.value() == quotaExceeded || error == std::errc::no_space_on_device;
}

} // namespace slipway

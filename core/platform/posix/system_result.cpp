#include "core/platform/system_result.h"

#include <cerrno>

namespace slipway {

std::error_code lastSystemError()
{
    return {errno, std::system_category()};
}

bool isDiskFull(const std::error_code &error)
{
    return error.value() == ENOSPC || error.value() == EDQUOT;
}

} // namespace slipway

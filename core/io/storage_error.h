// What a failed file operation means, in words for people.
#pragma once
#include "core/base/error.h"

#include <system_error>

namespace slipway {

// The error for a failed file operation: DiskFull, or Storage with the reason in words. `reason`: from
// core/platform, or a std::errc.
[[nodiscard]] Error storageError(const QString &what, const QString &path, const std::error_code &reason);
// Storage: `path` is a folder, a pipe, a device or a socket, where a file of an export belongs.
[[nodiscard]] Error notAFileError(const QString &path);

} // namespace slipway

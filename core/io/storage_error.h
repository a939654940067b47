// What a failed file operation means to a person.
#pragma once
#include "core/base/error.h"

namespace slipway {

// The error for a failed file operation, from errno: DiskFull, or Storage with the reason in words.
[[nodiscard]] Error storageError(const QString &what, const QString &path, int errorNumber);

} // namespace slipway

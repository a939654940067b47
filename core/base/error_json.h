// The one form that an error has in JSON output, wherever it occurs.
//
// Threads: any.
#pragma once
#include "core/base/error.h"

#include <QJsonObject>

namespace slipway {

// {"kind": "token-refused", "message": …, "next_step": …, "details": …}. Known secrets are masked.
[[nodiscard]] QJsonObject errorJson(const Error &error);

} // namespace slipway

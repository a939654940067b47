// The one form that an error has in JSON output, wherever it occurs.
//
// Threads: any.
#pragma once
#include "core/base/error.h"

#include <QJsonObject>

namespace slipway {

// {"kind": "token-refused", "message": …, "next_step": …, "details": …}. Known secrets are masked.
[[nodiscard]] QJsonObject errorJson(const Error &error);
// The same error again. Unknown kinds become Internal, and missing texts are empty.
[[nodiscard]] Error errorFromJson(const QJsonObject &json);

// Internal for a word that is unknown.
[[nodiscard]] ErrorKind errorKindFromName(const QString &name);

} // namespace slipway

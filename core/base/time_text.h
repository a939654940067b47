// Times as people write them on a command line or in a form, and as they are shown.
#pragma once
#include "core/base/error.h"

namespace slipway {

// RFC 3339 ("2026-11-01T00:00:00Z", with an offset, or a bare date, read as midnight UTC) or epoch seconds.
// Returns epoch seconds. BadInput names the text and shows an example.
[[nodiscard]] Result<qint64> parseTime(const QString &text);

// "2026-11-01T00:00:00Z"
[[nodiscard]] QString isoUtc(qint64 epochSeconds);

} // namespace slipway

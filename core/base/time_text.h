// Times as machines write them: in manifests, in the state file and in JSON. For times that people
// write, see time_words.h.
#pragma once
#include "core/base/error.h"

namespace slipway {

// Returns epoch seconds from ISO 8601 with a zone ("2026-11-01T00:00:00Z", "…+02:00"), a bare date
// (midnight UTC) or a number of epoch seconds; fractions are dropped. BadInput quotes the text and
// shows an example, also for milliseconds and for a time without a zone.
[[nodiscard]] Result<qint64> parseTime(const QString &text);

// "2026-11-01T00:00:00Z"
[[nodiscard]] QString isoUtc(qint64 epochSeconds);

} // namespace slipway

// Times as people write, copy and paste them: on the command line and into the fields of the window.
//
// What the tools of colleagues print is read: RFC 3339 and ISO 8601, basic forms included, RFC 2822, epoch
// seconds down to nanoseconds, and times relative to now. What could mean two things is refused with the
// reason. No text is ever taken for a time before the year 2000, so that a slip does not become 1970.
#pragma once
#include "core/base/error.h"

#include <QTimeZone>
#include <optional>

namespace slipway {

// The range is [start, end) in whole seconds: a fraction of a start is rounded down and that of an end up, so
// that nothing between the two texts is left out. A whole second stays as it is.
enum class TimeEdge { Start, End };

struct TimeReading
{
    TimeEdge edge = TimeEdge::Start;
    // What "now", "-1h" and "today" refer to, in epoch seconds. Both ends of a range share one.
    qint64 now = 0;
    // The zone of a text that names none. Without it, a date is its midnight in UTC and a time of day is
    // refused, because the local time of two computers differs.
    std::optional<QTimeZone> zone = {};
};

// Epoch seconds. BadInput says what is wrong with the text and gives an example.
[[nodiscard]] Result<qint64> readTime(const QString &text, const TimeReading &reading);

} // namespace slipway

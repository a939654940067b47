// Times as people type or paste them, on the command line and in the window.
//
// Understands what common tools print: RFC 3339 and ISO 8601 including the basic forms, RFC 2822,
// epoch time in seconds to nanoseconds, and times relative to now. Ambiguous text is refused with
// the reason. No text is ever read as a time before the year 2000, so that a typing error does not
// become 1970.
#pragma once
#include "core/base/error.h"

#include <QTimeZone>
#include <optional>

namespace slipway {

// A range is [start, end) in whole seconds: a start with a fraction is rounded down and an end up,
// so that nothing between the two is left out. Whole seconds stay as they are.
enum class TimeEdge { Start, End };

struct TimeReading
{
    TimeEdge edge = TimeEdge::Start;
    // What "now", "-1h" and "today" refer to, in epoch seconds. Both ends of a range share one.
    qint64 now = 0;
    // The zone for text that names none. Without it, a date means midnight UTC and a time of day is
    // refused, because the local times of two computers may differ.
    std::optional<QTimeZone> zone = {};
};

// Epoch seconds. BadInput says what is wrong with the text and gives an example.
[[nodiscard]] Result<qint64> readTime(const QString &text, const TimeReading &reading);

} // namespace slipway

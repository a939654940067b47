// How many events there are in each stretch of time, for a chart.
#pragma once
#include "core/events/documents/event_document.h"
#include "core/events/filter/event_filter.h"

#include <functional>
#include <stop_token>

namespace slipway {

struct EventsOverTime
{
    qint64 from = 0;                   // epoch seconds of the first stretch's start, a multiple of `seconds`
    qint64 seconds = 1;                // of each stretch: 1 s to 30 days, so that there are at most about 100
    std::vector<qint64> all, matching; // counts by stretch; same length
    qint64 withoutTime = 0;            // events that have no usable `timestamp`
};

// `timestamp` is epoch seconds; milliseconds and RFC 3339 are understood too. Times before 1990 or after 2100
// are ignored, because they would squeeze all others into one stretch. Works on all processors and blocks.
// Empty: stopped.
[[nodiscard]] std::optional<EventsOverTime> eventsOverTime(const EventDocumentPtr &document,
                                                           const EventFilter &filter, std::stop_token stop);

// A condition for [from, to) in epoch seconds, as text for the filter box.
[[nodiscard]] QString timeCondition(qint64 from, qint64 to);

} // namespace slipway

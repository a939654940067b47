// The keys of one page's events, as the journal has them.
//
// Threads: any, one object at a time.
#pragma once
#include "core/exporting/journal/event_keys.h"

#include <QtGlobal>

namespace slipway {

struct PageKeys
{
    qint64 sequence = 0;        // of the page
    qint64 hwm = 0, latest = 0; // its mark, and the time of its latest event, epoch seconds
    std::vector<EventKey128> keys;
    // Of events that came again, and are on an earlier page.
    std::vector<EventKey128> again = {};

    // What has to be known after a restart: those without an `_id` that came again would be counted twice.
    [[nodiscard]] std::vector<EventKey128> forJournal() const;
};

} // namespace slipway

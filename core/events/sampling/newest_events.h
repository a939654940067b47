// The newest events of an endpoint, for a table. Uses the index slipway-preview and never that of another
// consumer; API v1 has no index.
#pragma once
#include "core/events/documents/event_sample.h"
#include "core/netskope/iterator.h"

#include <functional>

namespace slipway {

// Asks for the tenant's most current page (`tail`). Where the tenant does not know it, or where it does not
// have `wanted` events, it goes back from there or from now, but at most seven days, and for at most some
// minutes; the note says how far back it went. API v1 has no `tail`.
//
// `progress`: how many events it has, and the time (epoch seconds) since which it has all of them. `begun`:
// called at most once, with the first events that arrive; others may belong after them or between them. When
// stopped, it returns what it has; Cancelled if that is not even the last hour.
[[nodiscard]] QCoro::Task<Result<EventSample>>
fetchNewest(ConnectionSettings settings, Endpoint endpoint, int wanted, std::stop_token stop,
            std::function<void(qint64, qint64)> progress = {},
            std::function<void(const EventSample &)> begun = {});

} // namespace slipway

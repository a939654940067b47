// The newest events of an endpoint, for a table. Uses the index slipway-preview, never a consumer's; API v1
// has none.
#pragma once
#include "core/events/documents/event_fields.h"
#include "core/netskope/iterator.h"

#include <functional>

namespace slipway {

// A batch of events: their exact text, and the fields that occur.
struct EventSample
{
    Endpoint endpoint;        // its id is the kind of its events, whatever the API
    QList<QByteArray> events; // exact text, newest first
    QStringList fields;       // top-level names, the useful ones for this endpoint first, then as they occur
    QString note; // for people: "Newest events: 500, since 26 Nov, 02:10.", or why there are fewer
};

// Goes back from now until it has `wanted` events, for seven days or some minutes at most; the note says how
// far back that was. `progress`: how many it has, and since when it has all (epoch seconds). Stopped, it
// returns what it has; Cancelled when that is not even the last hour.
[[nodiscard]] QCoro::Task<Result<EventSample>> fetchNewest(ConnectionSettings settings, Endpoint endpoint,
                                                           int wanted, std::stop_token stop,
                                                           std::function<void(qint64, qint64)> progress = {});

} // namespace slipway

Q_DECLARE_METATYPE(slipway::EventSample)

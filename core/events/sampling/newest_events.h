// The newest events of an endpoint, for a table. Uses the index slipway-preview and never that of another
// consumer; API v1 has no index.
#pragma once
#include "core/events/documents/event_fields.h"
#include "core/netskope/iterator.h"

#include <functional>

namespace slipway {

// A batch of events: their exact text, and the fields that occur.
struct EventSample
{
    Endpoint endpoint;        // its id is the type of its events, whatever the API
    QList<QByteArray> events; // exact text, newest first
    QStringList fields; // top-level names: first those that are useful for this endpoint, then the others as
                        // they occur
    QString note;       // for people: "Newest events: 500, since 26 Nov, 02:10.", or why there are fewer
};

// Goes back from now until it has `wanted` events, but at most seven days, and for at most some minutes; the
// note says how far back it went. `progress`: how many events it has, and the time (epoch seconds) since
// which it has all of them. When stopped, it returns what it has; Cancelled if that is not even the last
// hour.
[[nodiscard]] QCoro::Task<Result<EventSample>> fetchNewest(ConnectionSettings settings, Endpoint endpoint,
                                                           int wanted, std::stop_token stop,
                                                           std::function<void(qint64, qint64)> progress = {});

} // namespace slipway

Q_DECLARE_METATYPE(slipway::EventSample)

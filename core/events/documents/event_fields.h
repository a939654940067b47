// Single fields of an event's text.
//
// Threads: any.
#pragma once
#include <QByteArray>
#include <QStringList>

namespace slipway {

// The text of a table cell for a top-level field of an event: strings without quotes and with escapes
// resolved, numbers exactly as they were sent (ids above 2^53 survive), objects and arrays as compact JSON,
// and "" for absent or null.
[[nodiscard]] QString fieldText(const QByteArray &event, const QString &field);
// The same for several fields of one event at once, in the order of `fields`.
[[nodiscard]] QStringList fieldTexts(const QByteArray &event, const QStringList &fields);
// The top-level names of one event, in the order in which they occur.
[[nodiscard]] QStringList fieldNames(const QByteArray &event);
// Fields to show first for an endpoint ("timestamp", "user", "app", …).
[[nodiscard]] QStringList firstFields(const QString &endpointId);

} // namespace slipway

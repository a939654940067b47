// Single fields of an event's text.
//
// Threads: any.
#pragma once
#include <QByteArray>
#include <QStringList>

namespace slipway {

// A cell: the text to show for a top-level field of an event. Strings without quotes and with escapes
// resolved; numbers exactly as sent (ids above 2^53 survive); objects and arrays as compact JSON; absent or
// null: "".
[[nodiscard]] QString fieldText(const QByteArray &event, const QString &field);
// All fields of one event at once, in the order of `fields`; the same rules.
[[nodiscard]] QStringList fieldTexts(const QByteArray &event, const QStringList &fields);
// The top-level names of one event, as they occur.
[[nodiscard]] QStringList fieldNames(const QByteArray &event);
// Fields to show first for an endpoint ("timestamp", "user", "app", …).
[[nodiscard]] QStringList firstFields(const QString &endpointId);

} // namespace slipway

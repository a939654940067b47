// Conditions as text that the filter reads back as they are meant.
//
// Threads: any.
#pragma once
#include <QString>

namespace slipway {

// A name or value as it has to be spelled in a filter: without quotes if possible, otherwise in quotes.
[[nodiscard]] QString filterText(const QString &value);
// A value, given as raw JSON, in the same way; empty: null.
[[nodiscard]] QString filterValue(const QByteArray &rawValue);
// A correctly quoted condition that is true for events whose `field` (a path) has this value, given as raw
// JSON (empty: absent), or for all others.
[[nodiscard]] QString onlyThis(const QString &field, const QByteArray &rawValue);
[[nodiscard]] QString notThis(const QString &field, const QByteArray &rawValue);
// A filter that requires `text` and `condition`.
[[nodiscard]] QString narrowedFilter(const QString &text, const QString &condition);

} // namespace slipway

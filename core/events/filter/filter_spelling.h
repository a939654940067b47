// Conditions as text that the filter reads back as they are meant.
//
// Threads: any.
#pragma once
#include <QString>

namespace slipway {

// A name or value as the filter's text has to spell it: bare where it can be, else in quotes.
[[nodiscard]] QString filterText(const QString &value);
// A value, given as raw JSON, in the same way; empty: null.
[[nodiscard]] QString filterValue(const QByteArray &rawValue);
// A condition that is true for events whose `field` (a path) has this value, given as raw JSON (empty:
// absent), or for all others. Correctly quoted.
[[nodiscard]] QString onlyThis(const QString &field, const QByteArray &rawValue);
[[nodiscard]] QString notThis(const QString &field, const QByteArray &rawValue);
// `text` and also `condition`.
[[nodiscard]] QString narrowedFilter(const QString &text, const QString &condition);

} // namespace slipway

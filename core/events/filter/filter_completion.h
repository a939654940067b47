// What could be typed next in the filter box.
#pragma once
#include <QString>
#include <QStringList>
#include <functional>

namespace slipway {

struct FilterCompletion
{
    qsizetype start = 0, length = 0; // the part of the text that a candidate replaces
    QStringList candidates;          // ready to insert, quoted where needed; empty: nothing to offer
};

// For a cursor at `cursor` (UTF-16 units). `fields` are the known field names, best first; `valuesOf` gives
// frequent values of a field as filter text, or none (the function may be empty). First come the fields whose
// names begin with what has been typed, then those that contain it.
[[nodiscard]] FilterCompletion
completeFilter(const QString &text, qsizetype cursor, const QStringList &fields,
               const std::function<QStringList(const QString &field)> &valuesOf = {});

} // namespace slipway

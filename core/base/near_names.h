// What somebody may have meant who gave a name that is not known.
#pragma once
#include <QStringList>

namespace slipway {

// Of `known`, at most `most`, the nearest first: those that differ by a slip or two of the fingers, then
// those that contain the name or are contained in it. Case does not count. Often empty.
[[nodiscard]] QStringList nearNames(const QString &name, const QStringList &known, qsizetype most = 3);

} // namespace slipway

// Suggests what an unknown name may have been meant to be.
#pragma once
#include <QStringList>

namespace slipway {

// Returns up to `most` of the `known` names, the nearest first: those that differ by one or two
// typing errors, then those that contain the name or are contained in it. Ignores case. Often
// empty.
[[nodiscard]] QStringList nearNames(const QString &name, const QStringList &known, qsizetype most = 3);

} // namespace slipway

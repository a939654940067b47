// Suggests what an unknown name may have been meant to be.
#pragma once
#include <QStringList>

namespace slipway {

// Returns up to `most` of the `known` names, the nearest first: those that differ by one or two
// typing errors, then those that contain the name or are contained in it. Ignores case. Often
// empty.
[[nodiscard]] QStringList nearNames(const QString &name, const QStringList &known, qsizetype most = 3);
// The next step after a name that is not among those saved: "Did you mean Acme?", or at most ten of the
// names that exist.
[[nodiscard]] QString stepAfterUnknownName(const QString &name, const QStringList &known);

} // namespace slipway

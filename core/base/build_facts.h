// How this program was built: what a ticket needs besides its version.
#pragma once
#include <QList>
#include <QString>

namespace slipway {

// Name and value, for a person: the compiler, the kind of build, the compiler's flags (without paths), and
// the versions of the libraries that it was built with.
[[nodiscard]] QList<std::pair<QString, QString>> buildFacts();

} // namespace slipway

// How this program was built: what a bug report needs besides the version.
#pragma once
#include <QList>
#include <QString>

namespace slipway {

// Names and values for people: the compiler, the build type, the compiler flags (without paths),
// and the versions of the libraries that it was built with.
[[nodiscard]] QList<std::pair<QString, QString>> buildFacts();

} // namespace slipway

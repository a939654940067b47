// The tables and style sheets that are built into the program, from resources/.
//
// Threads: any.
#pragma once
#include <QByteArray>
#include <QJsonObject>

namespace slipway {

// The content of resources/NAME. A missing one is a fault of the build and ends the program, with its name.
[[nodiscard]] QByteArray resourceFile(const char *name);

// The same for a table that is one JSON object.
[[nodiscard]] QJsonObject resourceObject(const char *name);

} // namespace slipway

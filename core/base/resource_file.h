// The tables and style sheets from resources/, which are built into the program.
//
// Threads: any.
#pragma once
#include <QByteArray>
#include <QJsonObject>

namespace slipway {

// The content of resources/NAME. A missing file is a build error: the program ends with a message
// that names it.
[[nodiscard]] QByteArray resourceFile(const char *name);

// The same for a table that consists of one JSON object.
[[nodiscard]] QJsonObject resourceObject(const char *name);

} // namespace slipway

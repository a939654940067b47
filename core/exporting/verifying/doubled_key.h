// Whether an object in a JSON text has two fields with the same name. Readers differ in which one they take,
// so such a file could say one thing to Slipway and another to the next program.
#pragma once
#include <QByteArray>
#include <optional>

namespace slipway {

struct KeyScan
{
    // The first name that occurs twice in the same object, even if the two are escaped differently. It is
    // only certain for valid JSON.
    std::optional<QString> doubled;
    // An object has more fields, or the text has more values or nests more deeply, than any manifest has.
    // Reading it could take many times its size in memory; the rest was not looked at.
    bool isExcessive = false;
};

// Any text; the time is linear in its length.
[[nodiscard]] KeyScan scanKeys(const QByteArray &json);

} // namespace slipway

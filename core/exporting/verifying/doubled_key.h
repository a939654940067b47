// Whether an object of a JSON text has two fields of one name. Each reader takes another one of them, so that
// a file could say one thing to Slipway and another to somebody else.
#pragma once
#include <QByteArray>
#include <optional>

namespace slipway {

// The first name that occurs twice in the same object, escapes or not; nothing where there is none. `json`
// must be valid JSON. Takes time in proportion to the text.
[[nodiscard]] std::optional<QString> doubledKey(const QByteArray &json);

} // namespace slipway

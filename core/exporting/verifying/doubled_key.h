// Whether an object in a JSON text has two fields with the same name. Readers differ in which one they take,
// so such a file could say one thing to Slipway and another to the next program.
#pragma once
#include <QByteArray>
#include <optional>

namespace slipway {

// The first name that occurs twice in the same object, even if the two are escaped differently; empty if
// there is none. `json` must be valid JSON. The time is linear in its length.
[[nodiscard]] std::optional<QString> doubledKey(const QByteArray &json);

} // namespace slipway

// The order in which a person lists names: "Acme 2" before "Acme 10", upper and lower case alike.
#pragma once
#include <QString>

namespace slipway {

[[nodiscard]] bool comesBefore(const QString &one, const QString &other);

} // namespace slipway

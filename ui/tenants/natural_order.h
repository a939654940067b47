// Sorts names as a person would: "Acme 2" before "Acme 10", regardless of upper and lower case.
#pragma once
#include <QString>

namespace slipway {

[[nodiscard]] bool comesBefore(const QString &one, const QString &other);

} // namespace slipway

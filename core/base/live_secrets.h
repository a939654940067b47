// The secrets alive in this process, for what looks for them.
#pragma once
#include "core/base/secret_forms.h"

#include <QString>
#include <functional>

namespace slipway {

// Calls `look` for each secret alive until it returns false. `look` must not make or drop a secret.
// Thread-safe.
void forEachLiveSecret(const std::function<bool(const SecretForms &)> &look);

// Replaces every live secret, in each of its forms, by "••••", and nothing else: events, checksums and ids
// are not taken for secrets because they look like some. For what a person reads as a whole; scrubbed() is
// for error texts and logs. Thread-safe.
[[nodiscard]] QString withoutSecrets(const QString &text);

} // namespace slipway

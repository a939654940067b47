// Access to all secrets that exist in this process, for code that searches for them.
#pragma once
#include "core/base/secret_forms.h"

#include <QString>
#include <functional>

namespace slipway {

// Calls `look` for each existing secret until it returns false. `look` must not create or destroy a
// secret. Thread-safe.
void forEachLiveSecret(const std::function<bool(const SecretForms &)> &look);

// Replaces every existing secret, in each of its forms, by "••••", and nothing else: unlike
// scrubbed(), it does not guess, so events, checksums and ids that merely look like secrets stay.
// For text shown to people in full; scrubbed() is for error texts and logs. Thread-safe.
[[nodiscard]] QString withoutSecrets(const QString &text);

} // namespace slipway

// Internal to core/base: the secrets alive in this process, for what looks for them.
#pragma once
#include <QByteArrayList>

namespace slipway {

// Deep copies: wipe them after use. Thread-safe.
[[nodiscard]] QByteArrayList liveSecrets();

} // namespace slipway

// Internal to core/secrets: KWallet on the session bus.
#pragma once
#include "core/secrets/keychain_backend.h"

#ifdef Q_OS_LINUX
namespace slipway {

// KDE's own interface. Whether a wallet of version 5 or 6 is meant is found out at each operation.
[[nodiscard]] std::unique_ptr<KeychainBackend> makeKWallet();

} // namespace slipway
#endif

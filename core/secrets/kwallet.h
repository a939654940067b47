// Internal to core/secrets: KWallet on the session bus.
#pragma once
#include "core/secrets/keychain_backend.h"

#ifdef Q_OS_LINUX
namespace slipway {

// Uses KDE's own interface. Each operation finds out whether to use version 5 or 6 of the wallet.
[[nodiscard]] std::unique_ptr<KeychainBackend> makeKWallet();

} // namespace slipway
#endif

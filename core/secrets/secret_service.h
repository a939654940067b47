// Internal to core/secrets: the Secret Service on the session bus.
#pragma once
#include "core/secrets/keychain_backend.h"

#ifdef Q_OS_LINUX
namespace slipway {

// freedesktop.org's Secret Service: GNOME Keyring, KeePassXC and others.
[[nodiscard]] std::unique_ptr<KeychainBackend> makeSecretService();

} // namespace slipway
#endif

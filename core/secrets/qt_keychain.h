// The system's keychain through Qt Keychain: always on Windows and macOS, and on Linux where
// SLIPWAY_KEYCHAIN=qtkeychain asks for it. Otherwise Slipway asks the keychains of Linux itself: see
// keychain.h.
//
// Threads: as for any Keychain.
#pragma once
#include "core/secrets/keychain.h"

namespace slipway {

// Through Qt Keychain. It neither says that it waits nor can be cancelled, and looks into one kind of
// keychain only.
[[nodiscard]] std::unique_ptr<Keychain> makeQtKeychain();

} // namespace slipway

// The system's keychain through Qt Keychain: always on Windows and macOS, and on Linux if
// SLIPWAY_KEYCHAIN=qtkeychain is set. Otherwise Slipway talks to the Linux keychains itself: see
// keychain.h.
//
// Threads: as for any Keychain.
#pragma once
#include "core/secrets/keychain.h"

namespace slipway {

// Qt Keychain does not report that it is waiting, cannot be cancelled, and searches only one kind
// of keychain.
[[nodiscard]] std::unique_ptr<Keychain> makeQtKeychain();

} // namespace slipway

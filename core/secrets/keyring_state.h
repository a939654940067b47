// Asks the Secret Service itself how it stands with the keyring, because libsecret answers "no such entry"
// where a locked keyring was not unlocked, and a person would then paste a token that is stored already.
//
// Source: freedesktop.org, Secret Service API 0.2 (ReadAlias; the property Locked of a collection).
// Threads: the caller's, which needs an event loop.
#pragma once
#include <QCoroTask>

namespace slipway {

enum class KeyringState {
    NoService, // nothing answers on the session bus
    NoKeyring, // a service, but no default keyring to put secrets into
    Locked,
    Unlocked,
    Unknown, // not a Secret Service platform, or an answer that says neither
};

// Within three seconds. Never unlocks, never prompts.
[[nodiscard]] QCoro::Task<KeyringState> keyringState();

} // namespace slipway

// The user's own folders, by the XDG base directory specification (version 0.8).
#pragma once
#include <QString>

namespace slipway {

// $XDG_DATA_HOME, else $HOME/.local/share; $XDG_CACHE_HOME, else $HOME/.cache. A variable that is empty or
// not an absolute path does not count, as the specification has it. Empty: neither is set, and no other place
// is guessed.
[[nodiscard]] QString userDataFolder();
[[nodiscard]] QString userCacheFolder();

} // namespace slipway

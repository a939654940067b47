// The user's own folders, by the XDG base directory specification (version 0.8).
#pragma once
#include <QString>

namespace slipway {

// $XDG_DATA_HOME, else $HOME/.local/share; $XDG_CACHE_HOME, else $HOME/.cache. A variable that is
// empty or not an absolute path is ignored, as the specification demands. Returns an empty string
// if neither is set; no other place is guessed.
[[nodiscard]] QString userDataFolder();
[[nodiscard]] QString userCacheFolder();

} // namespace slipway

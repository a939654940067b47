// What the dialogs for tokens say beside "Keep for this session only".
#pragma once
#include "core/base/error.h"

namespace slipway {

// The keychain's error, whose next step then also offers to keep the token for this session.
[[nodiscard]] Error withSessionHint(Error error);

} // namespace slipway

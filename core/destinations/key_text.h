// Detects stray characters that were copied along with a bucket's keys and settings. A store would
// only answer that the signature is wrong.
#pragma once
#include "core/destinations/destination.h"

namespace slipway {

// BadInput names the field and the character: at either end a Windows line ending, a space, a
// quotation mark or an invisible character; inside a key anything that is not printable ASCII.
// Passwords and passphrases, which people choose, and documents are not checked. Never shows a part
// of a key.
[[nodiscard]] Result<void> checkKeyTexts(const DestinationAccess &access);

} // namespace slipway

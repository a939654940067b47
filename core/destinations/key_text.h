// Keys and settings of a bucket with something at their ends that came along when they were copied: a store
// only answers that the signature is wrong.
#pragma once
#include "core/destinations/destination.h"

namespace slipway {

// BadInput names the field and the character: a line end of a Windows file, a blank, a quotation mark, an
// invisible character at an end; anything that is not printable ASCII inside a key. Passwords and
// passphrases, which people choose, and documents are left alone. Never shows a part of a key.
[[nodiscard]] Result<void> checkKeyTexts(const DestinationAccess &access);

} // namespace slipway

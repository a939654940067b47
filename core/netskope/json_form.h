// Whether a JSON value is well formed, inside too. simdjson's on-demand reader looks only at what it is asked
// for: a value that is skipped may have brackets that do not match and words that are none.
#pragma once
#include <simdjson.h>

namespace slipway {

// Walks the whole value. Escapes and control characters within strings are not looked at.
[[nodiscard]] simdjson::error_code checkForm(simdjson::ondemand::value value);

} // namespace slipway

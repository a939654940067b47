// Converts a simdjson value into a FieldValue. Internal to core/events, because it includes simdjson's
// header.
#pragma once
#include "core/events/json/field_reader.h"

#include <simdjson.h>

namespace slipway {

// False if the value is malformed.
[[nodiscard]] bool readValue(simdjson::ondemand::value value, FieldValue &out);

} // namespace slipway

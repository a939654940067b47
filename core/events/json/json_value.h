// A value of simdjson's as a FieldValue. Internal to core/events: it brings simdjson's header along.
#pragma once
#include "core/events/json/field_reader.h"

#include <simdjson.h>

namespace slipway {

// False when the value is broken.
[[nodiscard]] bool readValue(simdjson::ondemand::value value, FieldValue &out);

} // namespace slipway

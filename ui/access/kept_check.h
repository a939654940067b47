// A check of the history as the access page shows it after a restart: what was found then, with what can be
// said of it without asking again.
#pragma once
#include "core/diagnosis/check_record.h"

namespace slipway {

// A result without a time where the record is of another address or of a profile that is no longer known.
[[nodiscard]] CheckResult resultOf(const CheckRecord &record, const EndpointCatalogue &catalogue,
                                   ApiVersion api);

} // namespace slipway

// A check from the history, in the form in which the access page shows it after a restart: what was
// found at the time, with the explanations that can be given without asking the tenant again.
#pragma once
#include "core/diagnosis/history/check_record.h"

namespace slipway {

// The result has no valid time if the record's profile is no longer known.
[[nodiscard]] CheckResult resultOf(const CheckRecord &record, const EndpointCatalogue &catalogue,
                                   ApiVersion api);

} // namespace slipway

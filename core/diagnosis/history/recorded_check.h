// A check from the history, in the form in which the access page shows it after a restart: what was found at
// the time, explained in the language in use.
#pragma once
#include "core/diagnosis/history/check_record.h"

namespace slipway {

// Checks of earlier versions have less in them: neither causes nor the errors of the connection, for example.
// If the profile of the record is no longer known, the result has no time.
[[nodiscard]] CheckResult resultOf(const CheckRecord &record, const EndpointCatalogue &catalogue,
                                   ApiVersion api);

// The whole result as text in the language in use; for a check of an earlier version, or one whose profile
// is no longer known, the text as it was stored.
[[nodiscard]] QString shownText(const CheckRecord &record, const EndpointCatalogue &catalogue);

} // namespace slipway

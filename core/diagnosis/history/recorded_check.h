// A check from the history, in the form in which the access page shows it after a restart: what was found at
// the time, explained in the language in use.
#pragma once
#include "core/diagnosis/history/check_record.h"

namespace slipway {

// Checks of earlier versions have less in them: neither causes nor the errors of the connection, for example.
// The result has no valid time if the record's profile is no longer known.
[[nodiscard]] CheckResult resultOf(const CheckRecord &record, const EndpointCatalogue &catalogue,
                                   ApiVersion api);

// The whole result as text in the language in use. For a check of an earlier version, and for one whose
// profile is no longer known, it is the text that was stored.
[[nodiscard]] QString shownText(const CheckRecord &record, const EndpointCatalogue &catalogue);

} // namespace slipway

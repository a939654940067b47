// Each check of the command line goes into the history, as those of the window do.
#pragma once
#include "app/cli/command.h"
#include "core/diagnosis/check_result.h"

namespace slipway::cli {

// A history that cannot be written is a message, not a failed check.
void keepCheck(const CheckResult &result, const TenantConnection &connection);
// Its refusals count against those that a least-privilege audit may still cause in this hour.
void keepRefusals(const CheckResult &result, const TenantConnection &connection);

} // namespace slipway::cli

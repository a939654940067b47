// Adds every check run on the command line to the history, as the window does with its checks.
#pragma once
#include "app/cli/command.h"
#include "core/diagnosis/check_result.h"

namespace slipway::cli {

// As slipway::keepCheck(). If the history cannot be written, a message is printed; the check does not fail.
void keepCheck(const CheckResult &result, const TenantConnection &connection);
// Counts the check's refused requests against the number that a least-privilege audit may still
// cause this hour.
void keepRefusals(const CheckResult &result, const TenantConnection &connection);

} // namespace slipway::cli

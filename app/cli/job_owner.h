// Finds the saved tenant that a job belongs to.
#pragma once
#include "app/cli/command.h"

namespace slipway::cli {

// The id of the tenant whose token in the keychain is the one for this job. NotFound if there is no
// such tenant, BadInput if its address has changed since.
[[nodiscard]] Result<QString> savedOwner(const JobSnapshot &job);

} // namespace slipway::cli

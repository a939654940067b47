// The saved tenant that a job belongs to.
#pragma once
#include "app/cli/command.h"

namespace slipway::cli {

// The id of the tenant whose token the keychain has for the job. NotFound, or BadInput where it moved since.
[[nodiscard]] Result<QString> savedOwner(const JobSnapshot &job);

} // namespace slipway::cli

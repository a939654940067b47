// Finds the saved tenant that a job belongs to.
#pragma once
#include "app/cli/command.h"

namespace slipway::cli {

// The id of the tenant whose token in the keychain is the one for this job. NotFound if there is no
// such tenant, BadInput if its address has changed since.
[[nodiscard]] Result<QString> savedOwner(const JobSnapshot &job);

// How a job that goes on, or is continued, reaches its tenant: with the proxy and the CA file that the saved
// tenant has now, as in the window. Those that it was started with are used if its tenant is not saved, or is
// at another address now. Says so on standard error if the proxy is another one than before.
[[nodiscard]] ConnectionSettings connectionOfJob(const JobSnapshot &job, const Secret &token);

} // namespace slipway::cli

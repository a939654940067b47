// From the command line's words to a bucket and its credentials.
#pragma once
#include "app/cli/command.h"
#include "core/destinations/destination.h"

namespace slipway::cli {

// "s3://bucket/prefix" with the credentials of a saved destination for that bucket or of the environment; or
// a saved destination by its name. Credentials never come from an argument.
[[nodiscard]] Result<DestinationAccess> accessByUrl(const QString &url);
[[nodiscard]] Result<DestinationAccess> accessByName(const QString &name);
// For a job that goes on: its destination as it is saved now, else as the job has it.
[[nodiscard]] Result<DestinationAccess> accessOf(const Destination &destination);

} // namespace slipway::cli

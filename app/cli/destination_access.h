// From the command line's words to a bucket and its credentials.
#pragma once
#include "app/cli/command.h"
#include "core/destinations/destination.h"

namespace slipway::cli {

// "s3://bucket/prefix" with the credentials of a saved destination for that bucket or of the environment; or
// a saved destination by its name. Credentials never come from an argument.
[[nodiscard]] Result<DestinationAccess> accessByUrl(const QString &url);
[[nodiscard]] Result<DestinationAccess> accessByPlace(const Destination &place); // or a saved one, moved
[[nodiscard]] Result<DestinationAccess> accessByName(const QString &name);
// The saved destination alone.
[[nodiscard]] Result<Destination> savedDestination(const QString &name);
// With the address of `place` and its options, where it is in that destination's bucket or folder; else
// BadInput.
[[nodiscard]] Result<Destination> movedTo(const Destination &saved, const Destination &place);
// "name = value" lines or JSON, see parseCredentials(); asks for them at a terminal.
[[nodiscard]] Result<DestinationSecrets> credentialsFromStdin(const DestinationKind &kind);
// For a job that goes on: its destination as it is saved now, else as the job has it.
[[nodiscard]] Result<DestinationAccess> accessOf(const Destination &destination);

} // namespace slipway::cli

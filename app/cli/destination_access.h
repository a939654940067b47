// Turns command-line arguments into a bucket and its credentials.
#pragma once
#include "app/cli/command.h"
#include "core/destinations/destination.h"

namespace slipway::cli {

// By URL ("s3://bucket/prefix") with the credentials of a saved destination for that bucket or from
// the environment, or a saved destination by its name. Credentials never come from an argument.
[[nodiscard]] Result<DestinationAccess> accessByUrl(const QString &url);
[[nodiscard]] Result<DestinationAccess> accessByPlace(const Destination &place); // or a saved one, moved
[[nodiscard]] Result<DestinationAccess> accessByName(const QString &name);
// Like destinationFromUrl(), for a URL among the arguments: the error says which of them should be revoked if
// it contains a password.
[[nodiscard]] Result<Destination> destinationFromArgument(const QString &url);
// The saved destination without its credentials.
[[nodiscard]] Result<Destination> savedDestination(const QString &name);
// As movedTo(); BadInput unless `place` is inside the bucket or folder of `saved`.
[[nodiscard]] Result<Destination> savedAt(const Destination &saved, const Destination &place);
// Reads "name = value" lines or JSON, see parseCredentials(). On a terminal it prompts for them.
[[nodiscard]] Result<DestinationSecrets> credentialsFromStdin(const DestinationKind &kind);
// For a job that is resumed: its destination as saved now, else as stored with the job.
[[nodiscard]] Result<DestinationAccess> accessOf(const Destination &destination);

} // namespace slipway::cli

// The credentials of destinations as they come from outside: from the environment variables that
// the vendors' own tools read (AWS_ACCESS_KEY_ID, AZURE_STORAGE_KEY, …), or piped in by the user.
#pragma once
#include "core/destinations/destination.h"

#include <QProcessEnvironment>

namespace slipway {

// Fills in from the environment what `access` lacks, unless it contradicts what is there: options
// and secrets by the names in the kind's table, AZURE_STORAGE_CONNECTION_STRING, and AWS_CA_BUNDLE
// as the CA file.
void completeFromEnvironment(DestinationAccess &access, const QProcessEnvironment &environment);

// The secrets that apply when the user enters some of a destination's secrets and leaves the others
// as stored. Stored secrets that belong to a replaced one, or are an alternative to a new one, are
// dropped: new keys do not keep an old session's token, and an old SAS does not take precedence
// over a new account key.
[[nodiscard]] DestinationSecrets merged(const DestinationSecrets &stored, const DestinationSecrets &entered);

// Parses credentials that the user pipes in: lines "access_key = …" or "AWS_ACCESS_KEY_ID=…", with
// or without "export", quotes, a section line and a byte order mark, as in AWS's own files; or a
// JSON object; or the file itself for a Google service account; or a single bare line if the kind
// has only one secret. BadInput never repeats the text.
[[nodiscard]] Result<DestinationSecrets> parseCredentials(const DestinationKind &kind,
                                                          const QByteArray &text);

} // namespace slipway

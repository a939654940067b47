// The credentials of destinations as they come from outside: the environment names that the ecosystems' own
// tools read (AWS_ACCESS_KEY_ID, AZURE_STORAGE_KEY, …), or what a person pipes in.
#pragma once
#include "core/destinations/destination.h"

#include <QProcessEnvironment>

namespace slipway {

// Fills in what neither `access` has nor contradicts from the environment: options and secrets by the names
// in the kind's table, AZURE_STORAGE_CONNECTION_STRING, and AWS_CA_BUNDLE as the CA file.
void completeFromEnvironment(DestinationAccess &access, const QProcessEnvironment &environment);

// What counts when a person enters some of a destination's secrets and leaves others as they are stored.
// Those that belong to, or stand instead of, what is replaced go: new keys do not keep an old session's
// token, and a new account key does not stand behind an old SAS.
[[nodiscard]] DestinationSecrets merged(const DestinationSecrets &stored, const DestinationSecrets &entered);

// As a person pipes them in: lines "access_key = …" or "AWS_ACCESS_KEY_ID=…", with or without "export",
// quotes, a section line and a byte order mark, as AWS's own files have them; or a JSON object; for a Google
// service account the file itself; one bare line where the kind has only one secret that is missing. BadInput
// never repeats the text.
[[nodiscard]] Result<DestinationSecrets> parseCredentials(const DestinationKind &kind,
                                                          const QByteArray &text);

} // namespace slipway

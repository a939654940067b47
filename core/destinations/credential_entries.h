// How the credentials of saved destinations are stored in the keychain.
//
// Each secret has its own entries, none longer than 1200 bytes: Windows allows 2560 per entry, and
// a Google service account alone has about 2400. One more entry, the head, lists them. New secrets
// are written beside the old ones, then the head, and only then are the old ones removed: wherever
// a write is interrupted, either all secrets are the old ones or all are the new ones.
//
// Threads: that of the store.
#pragma once
#include "core/destinations/destination.h"
#include "core/secrets/token_store.h"

namespace slipway {

// The head: "io.slipway/<destination uuid>/credentials", unique on the machine. Earlier versions
// kept all secrets in it, and those are still read.
[[nodiscard]] QString credentialsKey(const QString &destinationId);

// NotFound if there are none; those from the environment or a profile may then be enough. Storage
// if some are missing. Other errors: those of TokenStore.
[[nodiscard]] QCoro::Task<Result<DestinationSecrets>> readCredentials(TokenStore &store,
                                                                      QString destinationId);
// Replaces all of them. Empty `secrets` remove every entry.
[[nodiscard]] QCoro::Task<Result<void>> writeCredentials(TokenStore &store, QString destinationId,
                                                         DestinationSecrets secrets);

} // namespace slipway

// Where the credentials of saved destinations rest in the keychain.
//
// Each secret has entries of its own, none longer than 1200 bytes: Windows takes 2560 in one, and a Google
// service account alone has about 2400. One more entry, the head, tells which they are. New secrets are
// written beside the old ones, then the head, and only then the old ones go: whatever interrupts a write, all
// secrets are those from before or all are the new ones.
//
// Threads: that of the store.
#pragma once
#include "core/destinations/destination.h"
#include "core/secrets/token_store.h"

namespace slipway {

// The head: "io.slipway/<destination uuid>/credentials", unique on the machine. Former versions kept all
// secrets in it, and those are still read.
[[nodiscard]] QString credentialsKey(const QString &destinationId);

// NotFound when there are none; then those of the environment or a profile may do. Storage when some are
// missing. Else those of TokenStore.
[[nodiscard]] QCoro::Task<Result<DestinationSecrets>> readCredentials(TokenStore &store,
                                                                      QString destinationId);
// Replaces all of them. No secrets at all remove every entry.
[[nodiscard]] QCoro::Task<Result<void>> writeCredentials(TokenStore &store, QString destinationId,
                                                         DestinationSecrets secrets);

} // namespace slipway

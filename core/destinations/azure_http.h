// Access to Azure's Blob service without rclone: its addresses, headers and errors. See store_request.h
// for the requests.
//
// Threads: any.
#pragma once
#include "core/destinations/destination.h"
#include "core/destinations/store_request.h"

namespace slipway {

// The account's address, or the container's if the SAS URL is that of a container, without a
// trailing slash and without the SAS: "https://acme.blob.core.windows.net".
[[nodiscard]] QByteArray azureAddress(const DestinationAccess &access);
// The container's address in either case.
[[nodiscard]] QByteArray azureContainer(const DestinationAccess &access);
// What rclone needs besides the account's name: "blob.core.windows.net", or the corresponding part
// of the endpoint.
[[nodiscard]] QString azureSuffix(const Destination &destination);

// The headers that every request has.
[[nodiscard]] QList<std::pair<QByteArray, QByteArray>> azureHeaders();
// A refusal is an error from rclone_error.h with the store's code in its details.
[[nodiscard]] Result<void> azureResult(const Result<StoreAnswer> &answer, const Destination &destination);

} // namespace slipway

// Access to Azure's Blob service without rclone: its addresses, requests and errors.
//
// Threads: any with an event loop.
#pragma once
#include "core/destinations/destination.h"

#include <QCoroTask>
#include <chrono>
#include <stop_token>

class QNetworkAccessManager;
class QNetworkReply;
class QNetworkRequest;

namespace slipway {

// The account's address, or the container's if the SAS URL is that of a container, without a
// trailing slash and without the SAS: "https://acme.blob.core.windows.net".
[[nodiscard]] QByteArray azureAddress(const DestinationAccess &access);
// The container's address in either case.
[[nodiscard]] QByteArray azureContainer(const DestinationAccess &access);
// What rclone needs besides the account's name: "blob.core.windows.net", or the corresponding part
// of the endpoint.
[[nodiscard]] QString azureSuffix(const Destination &destination);

// Prepares `network` for direct requests: sets the destination's proxy, or the system's, and its
// certificate authorities.
[[nodiscard]] QCoro::Task<Result<void>> prepareAzure(QNetworkAccessManager &network, Destination destination,
                                                     QByteArray address, std::stop_token stop);
[[nodiscard]] QNetworkRequest azureRequest(const Destination &destination, const QByteArray &url);
// Waits until the request ends, and gives up after `patience` without a byte in either direction. A
// refusal is an error from rclone_error.h with the store's code in its details. Qt's own error
// texts are not used, since they contain the address and with it the SAS.
[[nodiscard]] QCoro::Task<Result<void>> endOfAzure(QNetworkReply &reply, Destination destination,
                                                   std::stop_token stop,
                                                   std::chrono::seconds patience = std::chrono::minutes(1));

} // namespace slipway

// Azure's Blob service without rclone: where it is, and how it answers.
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

// The account's address without a slash at its end, or the container's where the SAS URL is that of a
// container: "https://acme.blob.core.windows.net". Without the SAS.
[[nodiscard]] QByteArray azureAddress(const DestinationAccess &access);
// That of the container, in any case.
[[nodiscard]] QByteArray azureContainer(const DestinationAccess &access);
// What rclone wants beside the account's name: "blob.core.windows.net" or what stands for it in the endpoint.
[[nodiscard]] QString azureSuffix(const Destination &destination);

// For requests of one's own: the destination's proxy or the system's, and its authorities.
[[nodiscard]] QCoro::Task<Result<void>> prepareAzure(QNetworkAccessManager &network, Destination destination,
                                                     QByteArray address, std::stop_token stop);
[[nodiscard]] QNetworkRequest azureRequest(const Destination &destination, const QByteArray &url);
// Waits for the end, and gives up after `patience` without a byte in either direction. A refusal is an error
// of rclone_error.h with the store's code in its details; texts of Qt's own are not used, since they hold the
// address and with it the SAS.
[[nodiscard]] QCoro::Task<Result<void>> endOfAzure(QNetworkReply &reply, Destination destination,
                                                   std::stop_token stop,
                                                   std::chrono::seconds patience = std::chrono::minutes(1));

} // namespace slipway

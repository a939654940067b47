// Requests that Slipway sends to a store itself, without rclone: one HTTP/1.1 request on one connection,
// which is then closed. A request is never sent twice, and redirects are not followed.
//
// Threads: any with an event loop.
#pragma once
#include "core/destinations/destination.h"
#include "core/net/proxy_handshake.h"

#include <QCoroTask>
#include <QHash>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>

namespace slipway {

class PacedFile;

struct StoreRequest
{
    QByteArray method = "GET";
    QByteArray url; // encoded; sent exactly so, since a SAS that is decoded and encoded again might differ
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    PacedFile *body = nullptr;                     // open; must outlive the request
    std::function<void(qint64)> sent = {};         // bytes of the body that were sent so far
    std::optional<SignInWays> ways = std::nullopt; // at a proxy; if not set, all that Slipway itself can
    std::chrono::milliseconds patience = std::chrono::minutes(1); // without a byte in either direction
};

struct StoreAnswer
{
    int status = 0;
    QHash<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;                       // its first 64 KiB; none for HEAD
};

// Any status counts as an answer. Errors: the connection errors of rclone_error.h, those of the proxy
// (ErrorKind::Proxy), those of routeTo() and of the CA file, Cancelled. None of them contains the URL.
[[nodiscard]] QCoro::Task<Result<StoreAnswer>> sendToStore(Destination destination, StoreRequest request,
                                                           std::stop_token stop);

} // namespace slipway

// Asks an SSH server for its host keys, as ssh-keyscan does, to explain why rclone refused it.
//
// The answer is not authenticated: a man in the middle could repeat another server's public key. So
// use it only in messages, and never as a reason to trust the server.
//
// Source: RFC 4253 (packets, key exchange), RFC 5656 and RFC 8731 (ECDH). The key exchange ends
// when the server has shown its key: there is no login, and no shared secret is computed.
#pragma once
#include "core/base/error.h"

#include <QByteArrayList>
#include <QCoroTask>
#include <chrono>
#include <stop_token>

namespace slipway {

struct ShownHostKey
{
    QByteArrayList offered; // the server's algorithms for host keys, in its order
    QByteArray type;        // of the key that it showed; empty if it has none of the requested ones
    QByteArray blob;
};

// `algorithms`: those to ask for, the preferred one first. Errors: ConnectionRefused,
// ConnectionLost, or BadAnswer if it does not answer like an SSH server; Cancelled. Threads: any
// with an event loop.
[[nodiscard]] QCoro::Task<Result<ShownHostKey>>
askForHostKey(QString host, int port, QByteArrayList algorithms, std::stop_token stop,
              std::chrono::milliseconds limit = std::chrono::seconds(10));

// In the order in which rclone 1.60 and its Go library ask for them.
[[nodiscard]] QByteArrayList usualHostKeyAlgorithms();

} // namespace slipway

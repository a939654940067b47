// One run of rclone as a child process that never outlives Slipway.
//
// Threads: any with an event loop; the process belongs to it.
#pragma once
#include "core/destinations/destination.h"

#include <QCoroTask>
#include <QProcessEnvironment>
#include <chrono>
#include <functional>
#include <stop_token>

namespace slipway {

inline constexpr std::chrono::milliseconds progressInterval(250);

struct RcloneCall
{
    QStringList arguments; // command, paths and options; never a secret
    QByteArray input;      // for its standard input
    std::chrono::milliseconds limit = std::chrono::minutes(2);
    std::function<void(qint64 bytes)> sent;                // each progressInterval: bytes transferred so far
    std::function<void(const QByteArray &output)> receive; // else the output is collected and returned
};

struct RcloneOutput
{
    QByteArray bytes;
};

// What it printed, or its error as a value: see rclone_error.h; Cancelled; Timeout; NotFound when there is no
// rclone. At a stop it is told to end, and killed 700 ms later.
[[nodiscard]] QCoro::Task<Result<RcloneOutput>>
runRclone(Destination destination, QProcessEnvironment environment, RcloneCall call, std::stop_token stop);

} // namespace slipway

// One run of rclone as a child process that never outlives Slipway.
//
// Threads: any with an event loop; the process belongs to that thread.
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
    std::function<void(qint64 bytes)> sent;                // every progressInterval: bytes transferred so far
    std::function<void(const QByteArray &output)> receive; // if not set, the output is collected and returned
};

struct RcloneOutput
{
    QByteArray bytes;
};

// Returns what rclone printed, or its error: see rclone_error.h; Cancelled; Timeout; NotFound if
// there is no rclone. When stopped, rclone is asked to end, and killed after 700 ms.
[[nodiscard]] QCoro::Task<Result<RcloneOutput>>
runRclone(Destination destination, QProcessEnvironment environment, RcloneCall call, std::stop_token stop);

} // namespace slipway

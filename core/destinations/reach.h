// Whether anything answers where a destination is, for the kinds whose libraries in rclone 1.60 try for long
// before they say that nothing does: Azure's for a minute and a half, Google's for twenty seconds.
//
// Threads: any with an event loop.
#pragma once
#include "core/destinations/destination.h"

#include <QCoroTask>
#include <stop_token>

namespace slipway {

// Of Azure with a SAS also whether the container is there, since rclone would make one of a mistyped name.
// Success at once for the other kinds. Errors: those of rclone_error.h about the way there; Cancelled.
[[nodiscard]] QCoro::Task<Result<void>> reach(DestinationAccess access, std::stop_token stop);

} // namespace slipway

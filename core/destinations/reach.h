// Checks quickly whether a destination answers at all. This is for the kinds whose libraries in
// rclone 1.60 keep trying for a long time before they report that nothing answers: Azure's for a
// minute and a half, Google's for twenty seconds.
//
// Threads: any with an event loop.
#pragma once
#include "core/destinations/destination.h"

#include <QCoroTask>
#include <stop_token>

namespace slipway {

// For Azure with a SAS, also checks that the container exists, since rclone would create one for a
// mistyped name. Succeeds immediately for the other kinds. Errors: the connection errors of
// rclone_error.h; Cancelled.
[[nodiscard]] QCoro::Task<Result<void>> reach(DestinationAccess access, std::stop_token stop);

} // namespace slipway

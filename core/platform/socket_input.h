// Whether a connected socket has something to read, without reading it.
//
// Threads: that of the socket.
#pragma once
#include "core/platform/system_result.h"

#include <cstdint>

namespace slipway {

// True if bytes, the end of the connection or an error wait to be read. Does not wait. `socket`: a
// descriptor, or a SOCKET on Windows, where Winsock has been started.
[[nodiscard]] SystemResult<bool> hasSocketInput(std::intptr_t socket);

} // namespace slipway

#include "core/platform/socket_input.h"

#include <winsock2.h>

namespace slipway {

SystemResult<bool> hasSocketInput(std::intptr_t socket)
{
    fd_set watched = {};
    watched.fd_count = 1;
    watched.fd_array[0] = static_cast<SOCKET>(socket);
    timeval now = {};
    const int ready = ::select(0, &watched, nullptr, nullptr, &now);
    if (ready == SOCKET_ERROR)
        return std::unexpected(std::error_code(::WSAGetLastError(), std::system_category()));
    return ready > 0;
}

} // namespace slipway

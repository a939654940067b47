#include "core/platform/socket_input.h"

#include <cerrno>
#include <poll.h>

namespace slipway {

SystemResult<bool> hasSocketInput(std::intptr_t socket)
{
    pollfd watched{static_cast<int>(socket), POLLIN, 0};
    int ready = -1;
    do
        ready = ::poll(&watched, 1, 0);
    while (ready < 0 && errno == EINTR);
    if (ready < 0)
        return std::unexpected(lastSystemError());
    return ready > 0;
}

} // namespace slipway

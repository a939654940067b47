#include "core/platform/exit_limit.h"

#include <cstdlib>
#include <thread>

namespace slipway {

void endWithin(std::chrono::milliseconds limit, int exitCode)
{
    std::thread([limit, exitCode] {
        std::this_thread::sleep_for(limit);
        std::_Exit(exitCode);
    }).detach();
}

} // namespace slipway

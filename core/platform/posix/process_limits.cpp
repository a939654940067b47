#include "core/platform/process_limits.h"

#include <algorithm>
#include <csignal>
#include <limits>
#include <sys/resource.h>
#include <sys/stat.h>

namespace slipway {

int raiseOpenFileLimit(int wanted)
{
    struct rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted; // unknown: assume the best, as without asking
    const auto least = static_cast<rlim_t>(wanted);
    if (limit.rlim_cur < least) {
        struct rlimit raised = limit;
        raised.rlim_cur = std::min(least, limit.rlim_max);
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, std::numeric_limits<int>::max()));
}

void protectProcess()
{
    ::umask(077);
    std::signal(SIGXFSZ, SIG_IGN);
}

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
}

} // namespace slipway

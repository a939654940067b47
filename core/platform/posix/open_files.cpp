#include "core/platform/open_files.h"

#include <algorithm>
#include <limits>
#include <sys/resource.h>

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

} // namespace slipway

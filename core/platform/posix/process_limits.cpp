#include "core/platform/process_limits.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <limits>
#include <sys/resource.h>
#include <sys/stat.h>

namespace slipway {
namespace {

// The limit for open files before it was raised for the first time; 0: it has not been.
std::atomic<rlim_t> limitAtStart{0};

bool raiseTo(rlim_t wanted, struct rlimit &limit)
{
    struct rlimit raised = limit;
    raised.rlim_cur = std::min(wanted, limit.rlim_max);
    if (::setrlimit(RLIMIT_NOFILE, &raised) != 0)
        return false;
    rlim_t never = 0;
    limitAtStart.compare_exchange_strong(never, limit.rlim_cur);
    limit = raised;
    return true;
}

} // namespace

int raiseOpenFileLimit(int wanted)
{
    struct rlimit limit = {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;                   // unknown: assume the best, as without asking
    constexpr rlim_t mostOnMac = 10'240; // OPEN_MAX of macOS, which refuses more whatever the hard limit is
    const auto least = static_cast<rlim_t>(wanted);
    if (limit.rlim_cur < least && !raiseTo(least, limit) && limit.rlim_cur < mostOnMac && least > mostOnMac)
        (void)raiseTo(mostOnMac, limit);
    return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, std::numeric_limits<int>::max()));
}

void protectProcess()
{
    ::umask(077);
    std::signal(SIGXFSZ, SIG_IGN);
}

void setChildLimits()
{
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
    rlimit files{};
    if (const rlim_t atStart = limitAtStart.load(); atStart > 0 && ::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = atStart;
        (void)::setrlimit(RLIMIT_NOFILE, &files);
    }
}

} // namespace slipway

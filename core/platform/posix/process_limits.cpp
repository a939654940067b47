#include "core/platform/process_limits.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <limits>
#include <string_view>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

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

#ifdef __linux__
// Variables that slipway-cli, Slipway and rclone read secrets from. A proxy's password is behind its user
// name.
bool isSecretVariable(std::string_view entry)
{
    constexpr auto secrets = std::to_array<std::string_view>(
        {"NETSKOPE_API_TOKEN", "SSHPASS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
         "AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN"});
    constexpr auto proxies = std::to_array<std::string_view>(
        {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"});
    const std::size_t end = entry.find('=');
    if (end == std::string_view::npos || end + 1 == entry.size())
        return false;
    const auto isName = [&](std::string_view name) { return name == entry.substr(0, end); };
    return std::ranges::any_of(secrets, isName) ||
           (std::ranges::any_of(proxies, isName) && entry.find('@', end) != std::string_view::npos);
}
#endif

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
#ifdef __linux__
    for (char **entry = environ; entry && *entry; ++entry) {
        if (isSecretVariable(*entry))
            (void)::prctl(PR_SET_DUMPABLE, 0);
    }
#endif
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

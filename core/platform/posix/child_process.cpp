#include "core/platform/child_process.h"

#include "core/platform/process_limits.h"

#include <csignal>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <unistd.h>

namespace slipway {

std::int64_t ownProcessId()
{
    return ::getpid();
}

void prepareChild(std::int64_t parentId)
{
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    if (::getppid() != parentId) // killed before that call
        ::_exit(127);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::setpgid(0, 0);
    setChildLimits();
}

SystemResult<void> adoptChild(std::int64_t)
{
    return {};
}

} // namespace slipway

// Preloaded into slipway-cli as a control: the calls that keep its secrets out of dumps succeed and do
// nothing, so that a test which looks for a secret in a dump has to find it there.
#include <cstdarg>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" int madvise(void *address, size_t size, int advice) noexcept
{
    if (advice == MADV_DONTDUMP)
        return 0;
    return static_cast<int>(::syscall(SYS_madvise, address, size, advice));
}

extern "C" int prctl(int option, ...) noexcept
{
    va_list rest;
    va_start(rest, option);
    unsigned long values[4];
    for (unsigned long &value : values)
        value = va_arg(rest, unsigned long);
    va_end(rest);
    if (option == PR_SET_DUMPABLE)
        return 0;
    return static_cast<int>(::syscall(SYS_prctl, option, values[0], values[1], values[2], values[3]));
}

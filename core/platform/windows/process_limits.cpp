#include "core/platform/process_limits.h"

#include "core/platform/windows/windows_api.h"

namespace slipway {

int raiseOpenFileLimit(int wanted)
{
    return wanted;
}

void protectProcess()
{
    // A drive without a disk is an error to report, and not a box that waits for somebody.
    ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
}

void setChildLimits() {}

} // namespace slipway

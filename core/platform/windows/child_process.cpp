#include "core/platform/child_process.h"

#include "core/platform/windows/windows_api.h"

namespace slipway {
namespace {

// Its only handle is ours and is not inherited: the system closes it when this process ends, and then ends
// all who are in it.
HANDLE jobOfChildren()
{
    static const HANDLE job = [] {
        HANDLE made = ::CreateJobObjectW(nullptr, nullptr);
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {};
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
        if (made != nullptr)
            ::SetInformationJobObject(made, JobObjectExtendedLimitInformation, &limits, sizeof limits);
        return made;
    }();
    return job;
}

} // namespace

std::int64_t ownProcessId()
{
    return ::GetCurrentProcessId();
}

SystemResult<void> adoptChild(std::int64_t processId)
{
    const windows::Handle child(
        ::OpenProcess(PROCESS_SET_QUOTA | PROCESS_TERMINATE, FALSE, static_cast<DWORD>(processId)));
    if (!child)
        return std::unexpected(lastSystemError());
    return windows::succeeded(::AssignProcessToJobObject(jobOfChildren(), child.get()));
}

} // namespace slipway

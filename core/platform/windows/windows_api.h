// Windows' own header, without the macros that get in the way, and what its callers share.
#pragma once
#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include "core/platform/file_facts.h"
#include "core/platform/system_result.h"

#include <windows.h>

namespace slipway::windows {

[[nodiscard]] inline SystemResult<void> succeeded(BOOL result)
{
    if (result == FALSE)
        return std::unexpected(lastSystemError());
    return {};
}

// A handle that is closed at the end of its scope. Both null and INVALID_HANDLE_VALUE mean that there is
// none.
class Handle
{
public:
    explicit Handle(HANDLE handle) : m_handle(handle) {}
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    ~Handle()
    {
        if (*this)
            ::CloseHandle(m_handle);
    }
    explicit operator bool() const { return m_handle != nullptr && m_handle != INVALID_HANDLE_VALUE; }
    [[nodiscard]] HANDLE get() const { return m_handle; }

private:
    HANDLE m_handle;
};

// A function for which there may be no import library, or which older systems do not have; null: this one
// does not have it.
template<class Function>
[[nodiscard]] Function systemFunction(const wchar_t *library, const char *name)
{
    return reinterpret_cast<Function>(
        reinterpret_cast<void *>(::GetProcAddress(::GetModuleHandleW(library), name)));
}

[[nodiscard]] SystemResult<FileFacts> factsFrom(HANDLE file);

} // namespace slipway::windows

#include "core/platform/secret_pages.h"

#include "core/platform/secret_memory.h"
#include "core/platform/windows/windows_api.h"

#include <new>

namespace slipway {
namespace {

std::size_t wholePages(std::size_t size)
{
    static const std::size_t page = [] {
        SYSTEM_INFO info = {};
        ::GetSystemInfo(&info);
        return static_cast<std::size_t>(info.dwPageSize);
    }();
    return (size + page - 1) / page * page;
}

} // namespace

SecretPages allocateSecretPages(std::size_t size)
{
    const std::size_t reserved = wholePages(size);
    void *pages = ::VirtualAlloc(nullptr, reserved, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    if (pages == nullptr)
        throw std::bad_alloc();
    // Either may fail (a limit, an old system), which is no reason not to have the token at all.
    (void)::VirtualLock(pages, reserved);
    // Windows 10 has them since version 1703.
    static const auto exclude = windows::systemFunction<HRESULT(WINAPI *)(const void *, DWORD)>(
        L"kernel32.dll", "WerRegisterExcludedMemoryBlock");
    if (exclude != nullptr)
        (void)exclude(pages, static_cast<DWORD>(reserved));
    return {static_cast<char *>(pages), reserved};
}

void freeSecretPages(const SecretPages &pages)
{
    static const auto include = windows::systemFunction<HRESULT(WINAPI *)(const void *)>(
        L"kernel32.dll", "WerUnregisterExcludedMemoryBlock");
    if (include != nullptr)
        (void)include(pages.bytes);
    ::VirtualFree(pages.bytes, 0, MEM_RELEASE);
}

void overwrite(char *bytes, std::size_t size)
{
    if (size > 0)
        ::SecureZeroMemory(bytes, size);
}

} // namespace slipway

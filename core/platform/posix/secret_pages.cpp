#include "core/platform/secret_pages.h"

#include "core/platform/secret_memory.h"

#include <new>
#include <string.h> // explicit_bzero
#include <sys/mman.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace slipway {
namespace {

std::size_t wholePages(std::size_t size)
{
    static const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (size + page - 1) / page * page;
}

void keepOutOfDumps()
{
#ifdef __linux__
    // 0 means "never"; no setting in /proc can turn it into "dumped for root".
    [[maybe_unused]] static const bool once = ::prctl(PR_SET_DUMPABLE, 0) == 0;
#endif
}

} // namespace

SecretPages allocateSecretPages(std::size_t size)
{
    keepOutOfDumps();
    const std::size_t reserved = wholePages(size);
    void *pages = ::mmap(nullptr, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        throw std::bad_alloc();
    // Each of these may fail (a limit, an old kernel), which is no reason not to have the token at
    // all.
    (void)::mlock(pages, reserved);
#ifdef MADV_DONTDUMP
    (void)::madvise(pages, reserved, MADV_DONTDUMP);
#endif
#ifdef MADV_WIPEONFORK
    (void)::madvise(pages, reserved, MADV_WIPEONFORK);
#endif
    return {static_cast<char *>(pages), reserved};
}

void freeSecretPages(const SecretPages &pages)
{
    ::munmap(pages.bytes, pages.size);
}

void overwrite(char *bytes, std::size_t size)
{
    if (size == 0)
        return;
#ifdef __APPLE__
    ::memset_s(bytes, size, 0, size);
#else
    ::explicit_bzero(bytes, size);
#endif
}

} // namespace slipway

#include "core/platform/secret_memory.h"

#include <cstring>
#include <new>
#include <string.h> // explicit_bzero
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>
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

std::size_t sum(std::initializer_list<std::string_view> parts)
{
    std::size_t size = 0;
    for (const std::string_view part : parts)
        size += part.size();
    return size;
}

} // namespace

SecretMemory::SecretMemory(std::size_t size)
{
    if (size == 0)
        return;
    keepOutOfDumps();
    m_reserved = wholePages(size);
    void *pages = ::mmap(nullptr, m_reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        throw std::bad_alloc();
    // Each of these may fail (a limit, an old kernel), which is no reason not to have the token at
    // all.
    (void)::mlock(pages, m_reserved);
#ifdef MADV_DONTDUMP
    (void)::madvise(pages, m_reserved, MADV_DONTDUMP);
#endif
#ifdef MADV_WIPEONFORK
    (void)::madvise(pages, m_reserved, MADV_WIPEONFORK);
#endif
    m_bytes = static_cast<char *>(pages);
    m_size = size;
}

SecretMemory::SecretMemory(std::initializer_list<std::string_view> parts) : SecretMemory(sum(parts))
{
    std::size_t at = 0;
    for (const std::string_view part : parts) {
        if (!part.empty())
            std::memcpy(m_bytes + at, part.data(), part.size());
        at += part.size();
    }
}

SecretMemory::SecretMemory(SecretMemory &&other) noexcept
    : m_bytes(std::exchange(other.m_bytes, nullptr)), m_size(std::exchange(other.m_size, 0)),
      m_reserved(std::exchange(other.m_reserved, 0))
{}

SecretMemory &SecretMemory::operator=(SecretMemory &&other) noexcept
{
    std::swap(m_bytes, other.m_bytes);
    std::swap(m_size, other.m_size);
    std::swap(m_reserved, other.m_reserved);
    return *this;
}

SecretMemory::~SecretMemory()
{
    if (!m_bytes)
        return;
    overwrite(m_bytes, m_reserved);
    ::munmap(m_bytes, m_reserved);
}

void SecretMemory::truncate(std::size_t size)
{
    if (size >= m_size)
        return;
    overwrite(m_bytes + size, m_size - size);
    m_size = size;
}

void overwrite(char *bytes, std::size_t size)
{
    if (size > 0)
        ::explicit_bzero(bytes, size);
}

void forbidCoreDumps()
{
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
}

} // namespace slipway

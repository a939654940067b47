#include "core/platform/secret_memory.h"

#include "core/platform/secret_pages.h"

#include <cstring>
#include <utility>

namespace slipway {
namespace {

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
    const SecretPages pages = allocateSecretPages(size);
    m_bytes = pages.bytes;
    m_reserved = pages.size;
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
    freeSecretPages({m_bytes, m_reserved});
}

void SecretMemory::truncate(std::size_t size)
{
    if (size >= m_size)
        return;
    overwrite(m_bytes + size, m_size - size);
    m_size = size;
}

} // namespace slipway

#include "core/events/json/text_search.h"

#include <cstdint>
#include <cstring>

namespace slipway {
namespace {

// A vector of the compiler's: the same source serves SSE2 and NEON.
using Bytes = unsigned char __attribute__((vector_size(16)));

Bytes load(const char *place)
{
    Bytes bytes;
    std::memcpy(&bytes, place, sizeof bytes);
    return bytes;
}

Bytes all(unsigned char byte)
{
    return Bytes{} + byte;
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// How common a byte is in event JSON, the most common first; bytes that are not listed are the rarest.
int commonness(char c)
{
    static constexpr std::string_view order = "\"e:a,to_ nisrcdl0up1m23gy.4b5f6h789v-ETSCxkAMDwNP";
    const size_t place = order.find(c);
    return place == std::string_view::npos ? 0 : static_cast<int>(order.size() - place);
}

} // namespace

TextSearch::TextSearch(std::string_view needle, Case sensitivity)
    : m_needle(needle), m_anyCase(sensitivity == Case::AsciiOnly)
{
    if (m_anyCase) {
        for (char &c : m_needle)
            c = lower(c);
    }
    const auto isRarer = [&](size_t a, size_t b) {
        return commonness(m_needle[a]) < commonness(m_needle[b]);
    };
    for (size_t i = 1; i < m_needle.size(); ++i) {
        if (isRarer(i, m_first))
            m_first = i;
    }
    m_second = m_first == 0 && m_needle.size() > 1 ? 1 : 0;
    for (size_t i = 0; i < m_needle.size(); ++i) {
        if (i != m_first && isRarer(i, m_second))
            m_second = i;
    }
}

bool TextSearch::isAt(const char *place) const
{
    if (!m_anyCase)
        return std::memcmp(place, m_needle.data(), m_needle.size()) == 0;
    for (size_t i = 0; i < m_needle.size(); ++i) {
        if (lower(place[i]) != m_needle[i])
            return false;
    }
    return true;
}

size_t TextSearch::find(std::string_view text, size_t from) const
{
    if (from > text.size() || text.size() - from < m_needle.size())
        return npos;
    if (m_needle.empty())
        return from;
    const char *begin = text.data();
    const size_t last = text.size() - m_needle.size(); // last place where the needle could start
    // With bit 0x20 set, both cases of a letter are the same byte (and some other byte too: isAt() decides).
    const auto mask = [&](char c) {
        return all(m_anyCase && isLetter(c) ? static_cast<unsigned char>(0x20)
                                            : static_cast<unsigned char>(0));
    };
    const Bytes firstMask = mask(m_needle[m_first]), secondMask = mask(m_needle[m_second]);
    const Bytes first = all(static_cast<unsigned char>(m_needle[m_first]));
    const Bytes second = all(static_cast<unsigned char>(m_needle[m_second]));
    size_t at = from;
    for (; at + sizeof(Bytes) - 1 <= last; at += sizeof(Bytes)) {
        const auto equal = ((load(begin + at + m_first) | firstMask) == first) &
                           ((load(begin + at + m_second) | secondMask) == second);
        std::uint64_t half[2];
        std::memcpy(half, &equal, sizeof half);
        if ((half[0] | half[1]) == 0)
            continue;
        for (size_t i = 0; i < sizeof(Bytes); ++i) {
            if (equal[i] && isAt(begin + at + i))
                return at + i;
        }
    }
    for (; at <= last; ++at) {
        if (isAt(begin + at))
            return at;
    }
    return npos;
}

} // namespace slipway

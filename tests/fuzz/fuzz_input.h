// What the fuzzers have in common: bytes with the padding that readers of events need, and a way to say what
// is wrong.
#pragma once
#include "core/events/json/event_padding.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace slipway::fuzz {

// A copy of its own, so that the sanitizer notices each byte that is read beyond the padding.
class PaddedText
{
public:
    explicit PaddedText(std::string_view text)
        : m_size(text.size()), m_bytes(std::make_unique<char[]>(text.size() + eventPadding))
    {
        std::memcpy(m_bytes.get(), text.data(), m_size);
        std::memset(m_bytes.get() + m_size, ' ', eventPadding);
    }
    [[nodiscard]] std::string_view view() const { return {m_bytes.get(), m_size}; }

private:
    std::size_t m_size;
    std::unique_ptr<char[]> m_bytes;
};

// Takes the bytes up to the first line break from the front of the input.
[[nodiscard]] inline std::string_view takeLine(std::string_view &input)
{
    const std::size_t end = input.find('\n');
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return line;
}

// Ends the run with this input as the finding.
inline void require(bool isRight, const char *what, const std::string &details = {})
{
    if (isRight)
        return;
    std::fprintf(stderr, "WRONG: %s\n%s\n", what, details.c_str());
    std::abort();
}

} // namespace slipway::fuzz

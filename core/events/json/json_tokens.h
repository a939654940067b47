// Finds the tokens of a JSON text, a few hundred at a time: where operators, strings and scalars begin. It
// never looks back and needs the same few kilobytes for any text, so a body full of commas costs no more
// memory than a page of events.
//
// On the way it notes what a string may not hold: control characters and escapes that JSON does not have.
// Bytes above ASCII are only noticed, not checked.
//
// The caller keeps an index into the window of tokens, in a variable of its own: that keeps it in a register,
// and this decides the speed.
//
//     size_t at = tokens.seek(0);
//     while (!tokens.isEnd(at)) {
//         look(tokens.token(at), tokens.place(at));
//         at = tokens.ready(at + 1);
//     }
//
// Threads: one. The text outlives this.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace slipway {

class JsonTokens
{
public:
    // Which instructions it uses; Best is what this computer has. The others are for tests.
    enum class Instructions { Best, Avx2, Sse2, Portable };

    // What is wrong inside a string.
    struct Flaw
    {
        size_t place = 0;
        bool isEscape = false; // otherwise a control character
    };

    // Places are 32 bits wide.
    static constexpr size_t largestText = 0xffff'ffff - 64;

    // So many tokens from an index that ready() returned may be looked at.
    static constexpr size_t lookAhead = 8;

    // The text has at most largestText bytes.
    explicit JsonTokens(std::string_view text, Instructions instructions = Instructions::Best);

    // Goes on from there, outside of strings, and forgets the flaw. Returns the index of the first token.
    [[nodiscard]] size_t seek(size_t place);
    // Makes lookAhead tokens available from `at` on; returns the index that `at` has now. Behind the end of
    // the text the tokens are '\0' at the text's size.
    [[nodiscard]] size_t ready(size_t at)
    {
        if (at >= m_refillAt) [[unlikely]]
            return refill(at);
        return at;
    }

    // Its first character; of a string, the quote.
    [[nodiscard]] char token(size_t at) const { return m_characters[at]; }
    // Four of them, in the memory's order.
    [[nodiscard]] uint32_t fourTokens(size_t at) const
    {
        uint32_t four = 0;
        std::memcpy(&four, m_characters.data() + at, sizeof four);
        return four;
    }
    // Where it begins in the text.
    [[nodiscard]] size_t place(size_t at) const { return m_places[at]; }
    [[nodiscard]] bool isEnd(size_t at) const { return m_places[at] == m_text.size(); }
    // Whether a string and a colon are next.
    [[nodiscard]] bool isName(size_t at) const { return token(at) == '"' && token(at + 1) == ':'; }
    // The text of a string or scalar, without the blanks behind it.
    [[nodiscard]] std::string_view scalar(size_t at) const
    {
        size_t end = place(at + 1);
        while (m_text[end - 1] == ' ' || m_text[end - 1] == '\n' || m_text[end - 1] == '\r' ||
               m_text[end - 1] == '\t')
            --end;
        return m_text.substr(place(at), end - place(at));
    }

    // The first one since the last seek(). The tokens are read ahead, so it may lie behind the token at hand.
    [[nodiscard]] const std::optional<Flaw> &flaw() const { return m_flaw; }
    // Whether there was a byte above ASCII so far, or a little ahead.
    [[nodiscard]] bool hasSeenHighBytes() const { return m_highBytes != 0; }

private:
    static constexpr size_t blockSize = 64, window = 512;
    struct Reader; // the loops for each set of instructions

    size_t refill(size_t at);
    [[gnu::noinline]] void noteFlaws(uint64_t controls, uint64_t escaped, size_t block);

    std::string_view m_text;
    void (*m_read)(JsonTokens &);
    size_t m_readTo = 0;                                  // up to here the blocks are read
    uint64_t m_inString = 0, m_escaped = 0, m_scalar = 0; // what the block before hands on
    uint64_t m_highBytes = 0;
    std::optional<Flaw> m_flaw;
    size_t m_count = 0;    // of tokens in the window
    size_t m_refillAt = 0; // from this index on fewer than lookAhead are left
    // Not initialised: only what was written is read.
    std::array<uint32_t, 2 * lookAhead + window + blockSize> m_places;
    std::array<char, 2 * lookAhead + window + blockSize> m_characters;
};

} // namespace slipway

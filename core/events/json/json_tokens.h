// Finds the tokens of a JSON text, a few hundred at a time: where operators, strings and scalars begin. It
// never goes back and needs the same few kilobytes for any text, so a body full of commas takes no more
// memory than a page of events.
//
// On the way it records what a string must not contain: control characters, and escapes that JSON does not
// have. Bytes above ASCII are only noted, not checked.
//
// The caller keeps an index into the window of tokens in a variable of its own. This keeps it in a register,
// which is decisive for the speed.
//
//     size_t at = tokens.seek(0);
//     while (!tokens.isEnd(at)) {
//         look(tokens.token(at), tokens.place(at));
//         at = tokens.ready(at + 1);
//     }
//
// Threads: one. The text must outlive this object.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stop_token>
#include <string_view>

namespace slipway {

class JsonTokens
{
public:
    // Which instructions it uses; Best means the best that this computer has. The others are for tests.
    enum class Instructions { Best, Avx2, Sse2, Portable };

    // What is wrong inside a string.
    struct Flaw
    {
        size_t place = 0;
        bool isEscape = false; // otherwise a control character
    };

    // Places are 32 bits wide.
    static constexpr size_t largestText = 0xffff'ffff - 64;

    // How many tokens may be looked at from an index that ready() returned.
    static constexpr size_t lookAhead = 8;

    // The text has at most largestText bytes. Once a stop is requested, the text soon seems to end.
    explicit JsonTokens(std::string_view text, Instructions instructions = Instructions::Best,
                        const std::stop_token &stop = {});

    // Continues from `place`, which must be outside of strings, and forgets the flaw. Returns the index of
    // the first token.
    [[nodiscard]] size_t seek(size_t place);
    // Makes lookAhead tokens available from `at` on, and returns the new index of the token that was at `at`.
    // After the end of the text, tokens are '\0' at the size of the text.
    [[nodiscard]] size_t ready(size_t at)
    {
        if (at >= m_refillAt) [[unlikely]]
            return refill(at);
        return at;
    }

    // The first character of a token; for a string, the quote.
    [[nodiscard]] char token(size_t at) const { return m_characters[at]; }
    // The first characters of four tokens, in memory order.
    [[nodiscard]] uint32_t fourTokens(size_t at) const
    {
        uint32_t four = 0;
        std::memcpy(&four, m_characters.data() + at, sizeof four);
        return four;
    }
    // Where the token begins in the text.
    [[nodiscard]] size_t place(size_t at) const { return m_places[at]; }
    [[nodiscard]] bool isEnd(size_t at) const { return m_places[at] == m_text.size(); }
    // Whether a string and then a colon come next.
    [[nodiscard]] bool isName(size_t at) const { return token(at) == '"' && token(at + 1) == ':'; }
    // The text of a string or scalar, without the blanks after it.
    [[nodiscard]] std::string_view scalar(size_t at) const
    {
        size_t end = place(at + 1);
        while (m_text[end - 1] == ' ' || m_text[end - 1] == '\n' || m_text[end - 1] == '\r' ||
               m_text[end - 1] == '\t')
            --end;
        return m_text.substr(place(at), end - place(at));
    }

    // The first flaw since the last seek(). Tokens are read ahead, so it may lie after the current token.
    [[nodiscard]] const std::optional<Flaw> &flaw() const { return m_flaw; }
    // Whether there has been a byte above ASCII so far, or a little ahead.
    [[nodiscard]] bool hasSeenHighBytes() const { return m_highBytes != 0; }
    // The same for control characters, among them line breaks; also those between tokens.
    [[nodiscard]] bool hasSeenControls() const { return m_controls != 0; }

private:
    static constexpr size_t blockSize = 64, window = 512;
    struct Reader; // the loops for each set of instructions

    size_t refill(size_t at);
    [[gnu::noinline]] void noteFlaws(uint64_t controls, uint64_t escaped, size_t block);

    std::string_view m_text;
    std::stop_token m_stop;
    void (*m_read)(JsonTokens &);
    size_t m_readTo = 0;                                  // blocks up to here have been read
    uint64_t m_inString = 0, m_escaped = 0, m_scalar = 0; // carried over from the previous block
    uint64_t m_highBytes = 0, m_controls = 0;
    std::optional<Flaw> m_flaw;
    size_t m_count = 0;    // of tokens in the window
    size_t m_refillAt = 0; // from this index on, fewer than lookAhead are left
    // Not initialised: only what was written is read.
    std::array<uint32_t, 2 * lookAhead + window + blockSize> m_places;
    std::array<char, 2 * lookAhead + window + blockSize> m_characters;
};

} // namespace slipway

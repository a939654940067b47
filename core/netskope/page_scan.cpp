#include "core/netskope/page_scan.h"

#include <algorithm>
#include <bitset>
#include <charconv>
#include <cstring>
#include <memory>

namespace slipway {
namespace {

using simdjson::error_code;

constexpr size_t deepest = 1024; // simdjson's own limit

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// RFC 8259, section 6; of any length.
bool isNumber(std::string_view text)
{
    size_t at = 0;
    const auto digits = [&] {
        const size_t begin = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        return at > begin;
    };
    if (at < text.size() && text[at] == '-')
        ++at;
    const bool leadingZero = at < text.size() && text[at] == '0';
    const size_t begin = at;
    if (!digits() || (leadingZero && at - begin > 1))
        return false;
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (!digits())
            return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            ++at;
        if (!digits())
            return false;
    }
    return at == text.size();
}

bool isScalar(std::string_view text)
{
    switch (text.front()) {
    case 't':
        return text == "true";
    case 'f':
        return text == "false";
    case 'n':
        return text == "null";
    default:
        return isNumber(text);
    }
}

// Of a number in its text; nothing where it is none, or too large for a time.
std::optional<qint64> wholeNumber(std::string_view text)
{
    const char *end = text.data() + text.size();
    qint64 number = 0;
    if (const auto read = std::from_chars(text.data(), end, number);
        read.ec == std::errc() && read.ptr == end)
        return number;
    double fraction = 0;
    const auto read = std::from_chars(text.data(), end, fraction);
    if (read.ec == std::errc() && read.ptr == end && fraction > -9e15 && fraction < 9e15)
        return static_cast<qint64>(fraction);
    return std::nullopt;
}

// The tokens of one text, from the first to the last. A token is an operator, or the first character of a
// string or scalar. Between a string's end and the next token there are only blanks: anything else would be a
// token.
class Tokens
{
public:
    // The text outlives this.
    [[nodiscard]] error_code read(std::string_view text)
    {
        static thread_local std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
        m_text = text;
        if (text.empty())
            return simdjson::EMPTY;
        if (!stage || stage->capacity() < text.size()) {
            // Pages differ a little: with room to spare the memory is made once.
            const size_t wanted = std::max<size_t>(text.size() + text.size() / 4, 1 << 16);
            if (const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
                    std::min(wanted, simdjson::SIMDJSON_MAXSIZE_BYTES), deepest, stage))
                return error;
        }
        const error_code error = stage->stage1(reinterpret_cast<const uint8_t *>(text.data()), text.size(),
                                               simdjson::stage1_mode::regular);
        m_at = stage->structural_indexes.get();
        m_end = m_at + stage->n_structural_indexes;
        return error;
    }

    [[nodiscard]] bool atEnd() const { return m_at == m_end; }
    [[nodiscard]] char token() const { return m_at < m_end ? m_text[*m_at] : '\0'; }
    [[nodiscard]] const char *place() const { return m_text.data() + *m_at; }
    void next() { ++m_at; }

    // A name and its colon; leaves the tokens at the value.
    [[nodiscard]] bool takeName()
    {
        if (m_end - m_at < 3 || m_text[m_at[0]] != '"' || m_text[m_at[1]] != ':')
            return false;
        m_at += 2;
        return true;
    }
    // Whether the name that begins at `place` is `quoted` (with its closing quote).
    [[nodiscard]] bool isName(const char *place, std::string_view quoted) const
    {
        const auto left = static_cast<size_t>(m_text.data() + m_text.size() - place);
        return left > quoted.size() && std::memcmp(place + 1, quoted.data(), quoted.size()) == 0;
    }

    // The text of the string or scalar at hand, blanks behind it left out.
    [[nodiscard]] std::string_view text() const
    {
        size_t end = m_at + 1 < m_end ? m_at[1] : m_text.size();
        while (m_text[end - 1] == ' ' || m_text[end - 1] == '\n' || m_text[end - 1] == '\r' ||
               m_text[end - 1] == '\t')
            --end;
        return m_text.substr(*m_at, end - *m_at);
    }

    // One value, with all that is in it; leaves the tokens behind it.
    [[nodiscard]] error_code takeValue()
    {
        switch (token()) {
        case '"':
            next();
            return simdjson::SUCCESS;
        case '{':
        case '[':
            return takeNested();
        case '\0':
            return simdjson::TAPE_ERROR;
        default:
            if (!isScalar(text()))
                return simdjson::TAPE_ERROR;
            next();
            return simdjson::SUCCESS;
        }
    }

private:
    [[nodiscard]] error_code takeNested()
    {
        std::bitset<deepest> isObject;
        size_t depth = 0;
        for (;;) {
            // At a value.
            const char begin = token();
            if (begin == '{' || begin == '[') {
                next();
                if (token() != (begin == '{' ? '}' : ']')) {
                    if (depth == deepest)
                        return simdjson::DEPTH_ERROR;
                    isObject[depth++] = begin == '{';
                    if (begin == '{' && !takeName())
                        return simdjson::TAPE_ERROR;
                    continue;
                }
                next();
            } else if (const auto error = takeValue()) {
                return error;
            }
            // Behind a value.
            while (depth > 0 && token() == (isObject[depth - 1] ? '}' : ']')) {
                next();
                --depth;
            }
            if (depth == 0)
                return simdjson::SUCCESS;
            if (token() != ',')
                return simdjson::TAPE_ERROR;
            next();
            if (isObject[depth - 1] && !takeName())
                return simdjson::TAPE_ERROR;
        }
    }

    std::string_view m_text;
    const uint32_t *m_at = nullptr, *m_end = nullptr;
};

// Calls `field` with the place of each name, the tokens at its value, which it takes.
template<typename Field>
error_code takeObject(Tokens &tokens, const Field &field)
{
    if (tokens.token() != '{')
        return tokens.atEnd() ? simdjson::EMPTY : simdjson::INCORRECT_TYPE;
    tokens.next();
    if (tokens.token() == '}') {
        tokens.next();
        return simdjson::SUCCESS;
    }
    for (;;) {
        const char *name = tokens.atEnd() ? nullptr : tokens.place();
        if (!tokens.takeName())
            return simdjson::TAPE_ERROR;
        if (const error_code error = field(name))
            return error;
        const char behind = tokens.token();
        if (behind != ',' && behind != '}')
            return simdjson::TAPE_ERROR;
        tokens.next();
        if (behind == '}')
            return simdjson::SUCCESS;
    }
}

error_code takeEvent(Tokens &tokens, EventKey &key)
{
    return takeObject(tokens, [&](const char *name) {
        if (tokens.isName(name, "_id\"") && tokens.token() == '"') {
            const std::string_view text = tokens.text();
            key.id = text.substr(1, text.size() - 2);
        } else if (tokens.isName(name, "timestamp\"") && tokens.token() != '{' && tokens.token() != '[') {
            key.timestamp = tokens.atEnd() ? std::nullopt : wholeNumber(tokens.text());
        }
        return tokens.takeValue();
    });
}

error_code takeEvents(Tokens &tokens, PageScan &page)
{
    tokens.next(); // [
    if (tokens.token() == ']')
        return simdjson::SUCCESS;
    for (;;) {
        if (tokens.atEnd())
            return simdjson::TAPE_ERROR;
        const char *begin = tokens.place();
        EventKey key;
        page.where = "an event";
        if (const error_code error = takeEvent(tokens, key))
            return error;
        page.where = "\"result\"";
        if (tokens.atEnd())
            return simdjson::TAPE_ERROR;
        const char *end = tokens.place();
        while (end[-1] != '}') // only blanks
            --end;
        page.events.emplace_back(begin, static_cast<size_t>(end - begin));
        page.keys.push_back(key);
        if (tokens.token() == ']')
            return simdjson::SUCCESS;
        if (tokens.token() != ',')
            return simdjson::TAPE_ERROR;
        tokens.next();
    }
}

} // namespace

error_code scanPage(std::string_view body, std::string_view list, PageScan &page)
{
    const std::string quoted = std::string(list) + '"';
    Tokens tokens;
    if (const error_code error = tokens.read(body))
        return error;
    const char *copied = body.data(); // up to here the envelope has the text
    const error_code error = takeObject(tokens, [&](const char *name) {
        if (tokens.token() != '[' || !tokens.isName(name, quoted))
            return tokens.takeValue();
        const char *begin = tokens.place() + 1;
        page.envelope.append(copied, begin - copied);
        if (const error_code inside = takeEvents(tokens, page))
            return inside;
        page.where = "the envelope";
        copied = tokens.place();
        tokens.next();
        return simdjson::SUCCESS;
    });
    if (error)
        return error;
    if (!tokens.atEnd()) {
        page.where = "what follows the envelope";
        return simdjson::TAPE_ERROR;
    }
    page.envelope.append(copied, body.data() + body.size() - copied);
    return simdjson::SUCCESS;
}

error_code scanEvent(std::string_view event, EventKey &key)
{
    Tokens tokens;
    if (const error_code error = tokens.read(event))
        return error;
    if (const error_code error = takeEvent(tokens, key))
        return error;
    return tokens.atEnd() ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

} // namespace slipway

#include "core/events/json/word_search.h"

#include "core/events/json/utf8_text.h"

#include <algorithm>
#include <optional>

namespace slipway {
namespace {

// The closing quote of the string that `at` is inside of.
size_t nextQuote(std::string_view event, size_t at)
{
    while ((at = event.find_first_of("\"\\", at)) != std::string_view::npos) {
        if (event[at] == '"')
            return at;
        at += 2;
    }
    return at;
}

// Only the closing quote of a name is followed by a colon.
bool endsName(std::string_view event, size_t quote)
{
    size_t at = quote + 1;
    while (at < event.size() && (event[at] == ' ' || event[at] == '\t'))
        ++at;
    return at < event.size() && event[at] == ':';
}

bool isAllAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
}

void appendUtf8(std::string &out, char32_t code)
{
    // Not QString::fromUcs4(), which drops a byte order mark.
    const QByteArray bytes = QStringView(QChar::fromUcs4(code)).toUtf8();
    out.append(bytes.constData(), static_cast<size_t>(bytes.size()));
}

// The text inside a string token. An invalid escape stays as it is.
std::string unescaped(std::string_view text)
{
    std::string out;
    const auto unit = [&](size_t at) -> std::optional<char32_t> {
        if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u')
            return std::nullopt;
        bool isHex = false;
        const uint code = QByteArray(text.data() + at + 2, 4).toUInt(&isHex, 16);
        return isHex ? std::optional<char32_t>(code) : std::nullopt;
    };
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 >= text.size()) {
            out += text[at];
            continue;
        }
        if (const auto code = unit(at)) {
            const auto low = *code >= 0xd800 && *code < 0xdc00 ? unit(at + 6) : std::nullopt;
            if (low && *low >= 0xdc00 && *low < 0xe000) {
                appendUtf8(out, 0x10000 + ((*code - 0xd800) << 10) + (*low - 0xdc00));
                at += 11;
            } else if (*code >= 0xd800 && *code < 0xe000) {
                out += text.substr(at, 6); // a lone surrogate is shown as it was sent
                at += 5;
            } else {
                appendUtf8(out, *code);
                at += 5;
            }
            continue;
        }
        static constexpr std::string_view letters = "bfnrt", codes = "\b\f\n\r\t";
        const size_t found = letters.find(text[++at]);
        out += found == std::string_view::npos ? text[at] : codes[found];
    }
    return out;
}

} // namespace

WordSearch::WordSearch(const QString &word)
    : m_word(word),
      m_isAscii(std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < 0x80; })),
      m_raw(word.toStdString(), TextSearch::Case::AsciiOnly)
{}

bool WordSearch::isIn(std::string_view event) const
{
    // If the word itself does not occur, and nothing that could be another spelling of it either, there is
    // nothing to read.
    const bool isPlain = event.find('\\') == std::string_view::npos && (m_isAscii || isAllAscii(event));
    if (isPlain && m_raw.find(event) == TextSearch::npos)
        return false;
    // One pass over the event: what is between strings, then a string, and so on.
    for (size_t at = 0;;) {
        const size_t open = event.find('"', at);
        const std::string_view between = event.substr(at, open == std::string_view::npos ? open : open - at);
        if (isInText(between))
            return true;
        if (open == std::string_view::npos)
            return false;
        const size_t close = nextQuote(event, open + 1); // npos: the text breaks off
        const bool isName = close != std::string_view::npos && endsName(event, close);
        const std::string_view inside = event.substr(
            open + 1, close == std::string_view::npos ? std::string_view::npos : close - open - 1);
        if (!isName &&
            (inside.find('\\') == std::string_view::npos ? isInText(inside) : isInText(unescaped(inside))))
            return true;
        if (close == std::string_view::npos)
            return false;
        at = close + 1;
    }
}

bool WordSearch::isInText(std::string_view text) const
{
    // Letters beyond ASCII may be there in another case.
    return m_raw.find(text) != TextSearch::npos ||
           (!m_isAscii && !isAllAscii(text) && utf8Text(text).contains(m_word, Qt::CaseInsensitive));
}

} // namespace slipway

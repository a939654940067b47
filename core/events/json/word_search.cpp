#include "core/events/json/word_search.h"

#include <algorithm>
#include <optional>

namespace slipway {
namespace {

// The closing quote of the string that contains `at`, or the next quote if it is outside of strings.
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

void appendUtf8(std::string &out, char32_t code)
{
    const QByteArray bytes = QString::fromUcs4(&code, 1).toUtf8();
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

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

WordSearch::WordSearch(const QString &word)
    : m_word(word),
      m_isAscii(std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < 0x80; })),
      m_raw(word.toStdString(), TextSearch::Case::AsciiOnly)
{}

bool WordSearch::isIn(std::string_view event) const
{
    // A quote or backslash in a value is written with an escape: only the unescaped text can have the word.
    const bool canBeRaw = !m_word.contains(u'"') && !m_word.contains(u'\\');
    size_t at = 0;
    while (canBeRaw && (at = m_raw.find(event, at)) != TextSearch::npos) {
        const size_t quote = nextQuote(event, at);
        if (quote == std::string_view::npos || !endsName(event, quote))
            return true;
        at = quote + 1;
    }
    if (event.find('\\') != std::string_view::npos && isInEscapedStrings(event))
        return true;
    if (m_isAscii)
        return false;
    // Letters beyond ASCII in another case: rare enough to fold the whole event.
    if (std::all_of(event.begin(), event.end(), [](char c) { return static_cast<signed char>(c) >= 0; }))
        return false;
    const QString whole = fromUtf8(event);
    for (qsizetype found = -1; (found = whole.indexOf(m_word, found + 1, Qt::CaseInsensitive)) >= 0;) {
        const std::string rest = QStringView(whole).mid(found).toUtf8().toStdString();
        const size_t quote = nextQuote(rest, 0);
        if (quote == std::string_view::npos || !endsName(rest, quote))
            return true;
    }
    return false;
}

bool WordSearch::isInEscapedStrings(std::string_view event) const
{
    size_t at = 0;
    while ((at = event.find('\\', at)) != std::string_view::npos) {
        // The first backslash of its string, so the quote before it opens the string.
        const size_t open = event.rfind('"', at);
        const size_t close = nextQuote(event, at);
        if (open == std::string_view::npos || close == std::string_view::npos)
            return false;
        if (!endsName(event, close)) {
            const std::string text = unescaped(event.substr(open + 1, close - open - 1));
            if (m_raw.find(text) != TextSearch::npos ||
                (!m_isAscii && fromUtf8(text).contains(m_word, Qt::CaseInsensitive)))
                return true;
        }
        at = close + 1;
    }
    return false;
}

} // namespace slipway

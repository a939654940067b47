// A JSON reader by the letter of RFC 8259, to hold the fast ones against. It is slow and builds a tree.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway::fuzz {

struct Json
{
    enum class Type { Null, Boolean, Number, String, Object, Array };
    Type type = Type::Null;
    std::string_view raw;      // as in the text
    std::string text;          // String: with its escapes resolved
    bool isSpelledWell = true; // false: this string, or something inside, has an escape that JSON lacks, or
                               // half of a surrogate pair
    std::vector<Json> names;   // Object: one String for each item
    std::vector<Json> items;   // Object and Array
    [[nodiscard]] const Json *find(std::string_view name) const // the first of this name
    {
        for (size_t i = 0; i < names.size(); ++i) {
            if (names[i].text == name)
                return &items[i];
        }
        return nullptr;
    }
};

// Whether the bytes are UTF-8 without surrogates and overlong forms.
[[nodiscard]] inline bool isUtf8(std::string_view text)
{
    for (size_t at = 0; at < text.size();) {
        const auto byte = [&](size_t i) {
            return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
        };
        const unsigned first = byte(0);
        const size_t more = first < 0x80                     ? 0
                            : first >= 0xc2 && first <= 0xdf ? 1
                            : first >= 0xe0 && first <= 0xef ? 2
                            : first >= 0xf0 && first <= 0xf4 ? 3
                                                             : 4;
        if (more == 4)
            return false;
        for (size_t i = 1; i <= more; ++i) {
            if ((byte(i) & 0xc0) != 0x80)
                return false;
        }
        if ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
            (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f))
            return false;
        at += more + 1;
    }
    return true;
}

class JsonOracle
{
public:
    explicit JsonOracle(std::string_view text) : m_text(text) {}
    // Whether the whole text is one value; `json` is only complete if so.
    [[nodiscard]] bool read(Json &json)
    {
        if (!isUtf8(m_text))
            return false;
        skipBlanks();
        if (!readValue(json, 0))
            return false;
        skipBlanks();
        return m_at == m_text.size();
    }
    // The text nests more deeply than anything is compared.
    [[nodiscard]] bool isTooDeep() const { return m_isTooDeep; }

private:
    static constexpr int mostLevels = 1000;

    [[nodiscard]] char next() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool take(char c)
    {
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    void skipBlanks()
    {
        while (m_at < m_text.size() &&
               std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos)
            ++m_at;
    }
    size_t takeDigits()
    {
        const size_t begin = m_at;
        while (next() >= '0' && next() <= '9')
            ++m_at;
        return m_at - begin;
    }
    bool readNumber()
    {
        take('-');
        const bool isZero = next() == '0';
        const size_t digits = takeDigits();
        if (digits == 0 || (isZero && digits > 1) || (take('.') && takeDigits() == 0))
            return false;
        if (take('e') || take('E')) {
            if (!take('+'))
                take('-');
            return takeDigits() > 0;
        }
        return true;
    }
    bool readFour(uint32_t &unit) const // the digits after \u at m_at
    {
        unit = 0;
        for (size_t i = 2; i < 6; ++i) {
            const size_t place = m_at + i < m_text.size()
                                     ? std::string_view("0123456789abcdefABCDEF").find(m_text[m_at + i])
                                     : std::string_view::npos;
            if (place == std::string_view::npos)
                return false;
            unit = unit * 16 + static_cast<uint32_t>(place > 15 ? place - 6 : place);
        }
        return true;
    }
    static void append(std::string &text, uint32_t point)
    {
        const auto put = [&](uint32_t byte) { text += static_cast<char>(byte); };
        if (point < 0x80) {
            put(point);
        } else if (point < 0x800) {
            put(0xc0 | point >> 6);
            put(0x80 | (point & 63));
        } else if (point < 0x10000) {
            put(0xe0 | point >> 12);
            put(0x80 | (point >> 6 & 63));
            put(0x80 | (point & 63));
        } else {
            put(0xf0 | point >> 18);
            put(0x80 | (point >> 12 & 63));
            put(0x80 | (point >> 6 & 63));
            put(0x80 | (point & 63));
        }
    }
    void readEscape(Json &json) // at the backslash
    {
        static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        const char letter = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
        const size_t place = letter == '\0' ? std::string_view::npos : letters.find(letter);
        if (place != std::string_view::npos) {
            json.text += meanings[place];
            m_at += 2;
            return;
        }
        uint32_t unit = 0;
        if (letter != 'u' || !readFour(unit)) {
            json.isSpelledWell = false;
            m_at += m_at + 1 < m_text.size() && letter != '"' ? 2 : 1;
            return;
        }
        m_at += 6;
        if (unit >= 0xd800 && unit < 0xdc00) {
            uint32_t low = 0;
            if (next() == '\\' && m_at + 1 < m_text.size() && m_text[m_at + 1] == 'u' && readFour(low) &&
                low >= 0xdc00 && low < 0xe000) {
                m_at += 6;
                append(json.text, 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                return;
            }
        }
        if (unit >= 0xd800 && unit < 0xe000)
            json.isSpelledWell = false;
        else
            append(json.text, unit);
    }
    bool readString(Json &json)
    {
        json.type = Json::Type::String;
        const size_t begin = m_at;
        if (!take('"'))
            return false;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (static_cast<unsigned char>(c) < 0x20)
                return false;
            if (c == '\\') {
                readEscape(json);
                continue;
            }
            ++m_at;
            if (c == '"') {
                json.raw = m_text.substr(begin, m_at - begin);
                return true;
            }
            json.text += c;
        }
        return false;
    }
    bool readItems(Json &json, int level)
    {
        const bool isObject = take('{');
        const char end = isObject ? '}' : ']';
        json.type = isObject ? Json::Type::Object : Json::Type::Array;
        if (!isObject)
            ++m_at;
        skipBlanks();
        if (take(end))
            return true;
        for (;;) {
            skipBlanks();
            if (isObject) {
                if (!readString(json.names.emplace_back()))
                    return false;
                json.isSpelledWell = json.isSpelledWell && json.names.back().isSpelledWell;
                skipBlanks();
                if (!take(':'))
                    return false;
                skipBlanks();
            }
            if (!readValue(json.items.emplace_back(), level + 1))
                return false;
            json.isSpelledWell = json.isSpelledWell && json.items.back().isSpelledWell;
            skipBlanks();
            if (take(end))
                return true;
            if (!take(','))
                return false;
        }
    }
    bool readValue(Json &json, int level)
    {
        const size_t begin = m_at;
        if (level > mostLevels) {
            m_isTooDeep = true;
            return false;
        }
        bool isRight = false;
        const auto isWord = [&](std::string_view word) {
            return m_text.substr(m_at, word.size()) == word && (m_at += word.size(), true);
        };
        if (next() == '{' || next() == '[') {
            isRight = readItems(json, level);
        } else if (next() == '"') {
            isRight = readString(json);
        } else if (isWord("true") || isWord("false")) {
            json.type = Json::Type::Boolean;
            isRight = true;
        } else if (isWord("null")) {
            isRight = true;
        } else {
            json.type = Json::Type::Number;
            isRight = readNumber();
        }
        json.raw = m_text.substr(begin, m_at - begin);
        return isRight;
    }

    std::string_view m_text;
    size_t m_at = 0;
    bool m_isTooDeep = false;
};

} // namespace slipway::fuzz

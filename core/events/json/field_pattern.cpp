#include "core/events/json/field_pattern.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace slipway {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// The size of the string with which `text` starts, with its quotes; 0 if it is cut off or not correct.
size_t stringSize(std::string_view text, bool &hasHighBytes)
{
    unsigned all = 0;
    for (size_t at = 1; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        all |= c;
        if (c == '"') {
            hasHighBytes = hasHighBytes || all >= 0x80;
            return at + 1;
        }
        if (c < 0x20)
            return 0;
        if (c == '\\') {
            if (++at == text.size())
                return 0;
            if (text[at] == 'u') {
                const std::string_view digits = text.substr(at + 1, 4);
                if (digits.size() < 4 || !std::ranges::all_of(digits, isHexDigit))
                    return 0;
                at += 4;
            } else if (std::string_view("\"\\/bfnrt").find(text[at]) == std::string_view::npos) {
                return 0;
            }
        }
    }
    return 0;
}

// The same for a number.
size_t numberSize(std::string_view text)
{
    const auto digits = [&](size_t at) {
        size_t end = at;
        while (end < text.size() && isDigit(text[end]))
            ++end;
        return end;
    };
    const size_t first = text.starts_with('-') ? 1 : 0;
    size_t end = digits(first);
    if (end == first || (text[first] == '0' && end > first + 1))
        return 0;
    if (end < text.size() && text[end] == '.') {
        const size_t fraction = end + 1;
        end = digits(fraction);
        if (end == fraction)
            return 0;
    }
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        size_t exponent = end + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-'))
            ++exponent;
        end = digits(exponent);
        if (end == exponent)
            return 0;
    }
    return end;
}

size_t literalSize(std::string_view text)
{
    for (const std::string_view literal : {"true", "false", "null"}) {
        if (text.starts_with(literal))
            return literal.size();
    }
    return 0;
}

// The same for an object or a list of up to 64 levels, which must follow the grammar to the letter.
size_t containerSize(std::string_view text, bool &hasHighBytes)
{
    enum class Next { FirstName, Name, Colon, FirstItem, Value, End };
    std::uint64_t objects = 0; // one bit for each level: whether it is an object
    int depth = 0;
    Next next = Next::Value;
    for (size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            ++at;
            continue;
        }
        const bool isInObject = (objects & 1) != 0;
        const bool mayEnd = next == Next::End || next == (isInObject ? Next::FirstName : Next::FirstItem);
        if (mayEnd && c == (isInObject ? '}' : ']')) {
            ++at;
            if (--depth == 0)
                return at;
            objects >>= 1;
            next = Next::End;
            continue;
        }
        size_t size = 1;
        switch (next) {
        case Next::FirstName:
        case Next::Name:
            size = c == '"' ? stringSize(text.substr(at), hasHighBytes) : 0;
            next = Next::Colon;
            break;
        case Next::Colon:
            size = c == ':' ? 1 : 0;
            next = Next::Value;
            break;
        case Next::End:
            size = c == ',' ? 1 : 0;
            next = isInObject ? Next::Name : Next::Value;
            break;
        case Next::FirstItem:
        case Next::Value:
            if (c == '{' || c == '[') {
                if (++depth > 64)
                    return 0;
                objects = objects << 1 | (c == '{' ? 1U : 0U);
                next = c == '{' ? Next::FirstName : Next::FirstItem;
                break;
            }
            size = c == '"'                 ? stringSize(text.substr(at), hasHighBytes)
                   : c == '-' || isDigit(c) ? numberSize(text.substr(at))
                                            : literalSize(text.substr(at));
            next = Next::End;
            break;
        }
        if (size == 0)
            return 0;
        at += size;
    }
    return 0;
}

// How many bytes two texts have in common at their beginnings.
size_t commonSize(std::string_view a, std::string_view b)
{
    const size_t size = std::min(a.size(), b.size());
    size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
        std::uint64_t ofA = 0, ofB = 0;
        std::memcpy(&ofA, a.data() + at, sizeof ofA);
        std::memcpy(&ofB, b.data() + at, sizeof ofB);
        if (ofA != ofB) {
            static_assert(std::endian::native == std::endian::little);
            return at + static_cast<size_t>(std::countr_zero(ofA ^ ofB)) / 8;
        }
    }
    while (at < size && a[at] == b[at])
        ++at;
    return at;
}

} // namespace

std::optional<FieldValue> leadingValue(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    FieldValue value;
    size_t size = 0;
    bool hasHighBytes = false;
    switch (text.front()) {
    case '"':
        value.type = JsonType::String;
        size = stringSize(text, hasHighBytes);
        break;
    case '{':
        value.type = JsonType::Object;
        size = containerSize(text, hasHighBytes);
        break;
    case '[':
        value.type = JsonType::Array;
        size = containerSize(text, hasHighBytes);
        break;
    case 't':
    case 'f':
        value.type = JsonType::Boolean;
        size = literalSize(text);
        break;
    case 'n':
        value.type = JsonType::Null;
        size = literalSize(text);
        break;
    default:
        value.type = JsonType::Number;
        size = numberSize(text);
        break;
    }
    if (size == 0 || (hasHighBytes && !simdjson::validate_utf8(text.data(), size)))
        return std::nullopt;
    value.raw = text.substr(0, size);
    return value;
}

bool FieldPattern::learn(std::string_view event, const std::vector<FieldReader::Field> &fields)
{
    clear();
    if (fields.empty() || event.size() > largest)
        return false;
    m_text = event;
    for (const FieldReader::Field &field : fields) {
        const auto first = static_cast<size_t>(field.value.raw.data() - event.data());
        m_fields.push_back({first, first + field.value.raw.size(), field.value.type});
    }
    return true;
}

void FieldPattern::clear()
{
    m_text.clear();
    m_fields.clear();
    m_changes.clear();
}

const std::vector<FieldPattern::Change> *FieldPattern::compare(std::string_view event)
{
    m_changes.clear();
    if (m_fields.empty())
        return nullptr;
    const std::string_view text = m_text;
    size_t at = 0, place = 0; // in the pattern and in the event
    size_t field = 0;
    for (;;) {
        const size_t same = commonSize(text.substr(at), event.substr(place));
        if (at + same == text.size() && place + same == event.size())
            return &m_changes;
        const size_t difference = at + same;
        // The last field whose value begins at the difference or before it. A number may only differ in being
        // longer.
        while (field < m_fields.size() && m_fields[field].last < difference)
            ++field;
        if (field == m_fields.size() || m_fields[field].first > difference || m_fields[field].first < at)
            return nullptr;
        place += m_fields[field].first - at;
        const std::optional<FieldValue> value = leadingValue(event.substr(place));
        if (!value)
            return nullptr;
        m_changes.push_back({field, *value});
        place += value->raw.size();
        at = m_fields[field].last;
        // After a value comes what came after it before: a comma, a brace or a blank.
        if (place == event.size() || event[place] != text[at])
            return nullptr;
        ++field;
    }
}

void FieldPattern::follow(std::string_view event)
{
    // Unsigned, and therefore correct when a value becomes shorter, too.
    size_t shift = 0, field = 0;
    for (const Change &change : m_changes) {
        for (; field < change.field; ++field) {
            m_fields[field].first += shift;
            m_fields[field].last += shift;
        }
        Field &changed = m_fields[field++];
        changed.first += shift;
        shift = changed.first + change.value.raw.size() - changed.last;
        changed.last += shift;
        changed.type = change.value.type;
    }
    for (; shift != 0 && field < m_fields.size(); ++field) {
        m_fields[field].first += shift;
        m_fields[field].last += shift;
    }
    m_changes.clear();
    m_text = event;
}

} // namespace slipway

#include "core/events/json/raw_field.h"

#include <algorithm>
#include <cstring>

namespace slipway {
namespace {

bool isPlain(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
    });
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

size_t afterBlanks(std::string_view text, size_t at)
{
    while (at < text.size() && isBlank(text[at]))
        ++at;
    return at;
}

// Whether only empty objects begin between the event's own brace and `end`. Braces inside strings count as
// well, which costs no more than a parse.
bool isTopLevel(std::string_view event, size_t end)
{
    size_t at = event.find('{');
    if (at == std::string_view::npos)
        return false;
    while ((at = event.find('{', at + 1)) < end) {
        if (at + 1 >= event.size() || event[at + 1] != '}')
            return false;
    }
    return true;
}

// Between two strings there may be what looks like a name in quotes: {"a":"x",":1}. Such a name begins with
// what can follow a string.
bool mayStandBetweenStrings(const std::string &name)
{
    return name.empty() || isBlank(name.front()) || name.find_first_of(",:]}") == 0;
}

// Whether a name with an escape, which may be the same name in another spelling, is in `text`.
bool hasEscapedName(std::string_view text)
{
    for (size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
        while (at < text.size() && text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        const size_t colon = at < text.size() ? afterBlanks(text, at + 1) : text.size();
        if (colon < text.size() && text[colon] == ':')
            return true;
        at = colon;
    }
    return false;
}

} // namespace

RawField::RawField(const std::string &name)
    : m_isPlain(isPlain(name) && !mayStandBetweenStrings(name)), m_key('"' + name + '"')
{}

std::optional<FieldValue> RawField::find(std::string_view event) const
{
    if (!m_isPlain)
        return std::nullopt;
    size_t at = 0;
    for (;;) {
        at = m_key.find(event, at);
        if (at == TextSearch::npos) {
            // A backslash could hide an escaped spelling of the name.
            return event.find('\\') == std::string_view::npos ? std::optional(FieldValue()) : std::nullopt;
        }
        const size_t colon = afterBlanks(event, at + m_key.needle().size());
        if (colon < event.size() && event[colon] == ':') {
            // After a backslash it is text within a string. The first of several fields of a name counts.
            if ((at > 0 && event[at - 1] == '\\') || !isTopLevel(event, at) ||
                hasEscapedName(event.substr(0, at)))
                return std::nullopt;
            at = afterBlanks(event, colon + 1);
            break;
        }
        at += m_key.needle().size();
    }
    if (at >= event.size())
        return std::nullopt;
    FieldValue value;
    if (event[at] == '"') {
        const size_t end = event.find('"', at + 1);
        if (end == std::string_view::npos)
            return std::nullopt;
        value.raw = event.substr(at, end + 1 - at);
        value.text = event.substr(at + 1, end - at - 1);
        value.type = JsonType::String;
        return isPlain(value.text) ? std::optional(value) : std::nullopt;
    }
    const size_t end = std::min(event.find_first_of(",} \t\r\n", at), event.size());
    value.raw = value.text = event.substr(at, end - at);
    if (value.raw == "true" || value.raw == "false") {
        value.type = JsonType::Boolean;
    } else if (value.raw == "null") {
        value.type = JsonType::Null;
        value.text = {};
    } else if (!value.raw.empty() && (value.raw[0] == '-' || (value.raw[0] >= '0' && value.raw[0] <= '9'))) {
        value.type = JsonType::Number;
    } else {
        return std::nullopt;
    }
    return value;
}

} // namespace slipway

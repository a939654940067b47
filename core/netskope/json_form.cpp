#include "core/netskope/json_form.h"

#include <cstring>
#include <string_view>

namespace slipway {
namespace {

namespace od = simdjson::ondemand;

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

std::string_view trimmed(std::string_view token)
{
    while (!token.empty() &&
           (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t'))
        token.remove_suffix(1);
    return token;
}

bool isScalar(std::string_view token)
{
    return token == "null" || token == "true" || token == "false" || isNumber(token);
}

// A string and nothing behind it: simdjson lets a backslash between values hide a quote.
bool isString(std::string_view token)
{
    if (token.size() < 2 || token.back() != '"')
        return false;
    for (size_t at = 1; at < token.size();) {
        const auto *found = static_cast<const char *>(std::memchr(token.data() + at, '"', token.size() - at));
        const size_t quote = static_cast<size_t>(found - token.data());
        size_t backslashes = 0;
        while (token[quote - 1 - backslashes] == '\\')
            ++backslashes;
        if (backslashes % 2 == 0)
            return quote + 1 == token.size();
        at = quote + 1;
    }
    return false;
}

} // namespace

simdjson::error_code checkForm(od::value value)
{
    const std::string_view raw = value.raw_json_token(); // up to the next token
    const std::string_view token = trimmed(raw);
    const char next = *(raw.data() + raw.size());
    const bool isEnded =
        next == ',' || next == '}' || next == ']'; // not a colon: skipping would go on behind it
    switch (token.empty() ? '\0' : token.front()) {
    case '"':
        return isEnded && isString(token) ? simdjson::SUCCESS : simdjson::STRING_ERROR;
    case '{': {
        od::object object;
        if (const auto error = value.get_object().get(object))
            return error;
        for (auto field : object) {
            if (const auto error = field.error())
                return error;
            if (const auto error = checkForm(field.value()))
                return error;
        }
        return simdjson::SUCCESS;
    }
    case '[': {
        od::array array;
        if (const auto error = value.get_array().get(array))
            return error;
        for (auto element : array) {
            od::value inner;
            if (const auto error = element.get(inner))
                return error;
            if (const auto error = checkForm(inner))
                return error;
        }
        return simdjson::SUCCESS;
    }
    default:
        return isEnded && isScalar(token) ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
    }
}

} // namespace slipway

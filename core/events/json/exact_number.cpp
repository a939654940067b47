#include "core/events/json/exact_number.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace slipway {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// A number as 0.DIGITS × 10^exponent without leading or trailing zeros; zero has no digits.
struct Decimal
{
    bool negative = false;
    std::string digits;
    std::int64_t exponent = 0;
};

// The exponent of a number in a hostile file may have a million digits: beyond this it only has to be large.
constexpr std::int64_t largestExponent = 1'000'000'000'000;

std::optional<Decimal> parse(std::string_view text)
{
    Decimal number;
    size_t at = 0;
    if (at < text.size() && text[at] == '-') {
        number.negative = true;
        ++at;
    }
    const size_t whole = at;
    while (at < text.size() && isDigit(text[at]))
        number.digits += text[at++];
    if (at == whole || (text[whole] == '0' && at - whole > 1))
        return std::nullopt;
    number.exponent = static_cast<std::int64_t>(at - whole);
    if (at < text.size() && text[at] == '.') {
        const size_t fraction = ++at;
        while (at < text.size() && isDigit(text[at]))
            number.digits += text[at++];
        if (at == fraction)
            return std::nullopt;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        bool down = false;
        if (at < text.size() && (text[at] == '+' || text[at] == '-'))
            down = text[at++] == '-';
        const size_t start = at;
        std::int64_t exponent = 0;
        for (; at < text.size() && isDigit(text[at]); ++at)
            exponent = std::min(exponent * 10 + (text[at] - '0'), largestExponent);
        if (at == start)
            return std::nullopt;
        number.exponent += down ? -exponent : exponent;
    }
    if (at != text.size())
        return std::nullopt;
    const size_t zeros = std::min(number.digits.find_first_not_of('0'), number.digits.size());
    number.digits.erase(0, zeros);
    number.exponent -= static_cast<std::int64_t>(zeros);
    number.digits.resize(number.digits.find_last_not_of('0') + 1);
    if (number.digits.empty())
        number = Decimal();
    return number;
}

// Plain integers of up to 18 digits, which is nearly everything.
std::optional<std::int64_t> smallInteger(std::string_view text)
{
    const bool negative = !text.empty() && text[0] == '-';
    if (negative)
        text.remove_prefix(1);
    if (text.empty() || text.size() > 18 || (text[0] == '0' && text.size() > 1))
        return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) {
        if (!isDigit(c))
            return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
}

} // namespace

bool isJsonNumber(std::string_view text)
{
    return smallInteger(text) || parse(text);
}

std::optional<std::strong_ordering> compareNumbers(std::string_view a, std::string_view b)
{
    if (const auto x = smallInteger(a), y = smallInteger(b); x && y)
        return *x <=> *y;
    const std::optional<Decimal> x = parse(a), y = parse(b);
    if (!x || !y)
        return std::nullopt;
    const auto signOf = [](const Decimal &n) { return n.digits.empty() ? 0 : n.negative ? -1 : 1; };
    if (signOf(*x) != signOf(*y) || signOf(*x) == 0)
        return signOf(*x) <=> signOf(*y);
    auto order = x->exponent <=> y->exponent;
    if (order == 0)
        order = x->digits.compare(y->digits) <=> 0; // without trailing zeros, shorter is smaller
    return signOf(*x) > 0 ? order : 0 <=> order;
}

} // namespace slipway

// compareNumbers() against comparing digits after moving both points to the same place, and TextSearch
// against a search without short cuts. Input: a number or needle, a line break, a number or text.
#include "core/events/json/exact_number.h"
#include "core/events/json/text_search.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <optional>

using namespace slipway;
using fuzz::require;

namespace {

constexpr long mostShift = 400;

// The digits of the number times 10^mostShift, without its sign; empty: no number, or beyond what is
// compared.
std::optional<std::string> shifted(std::string_view text)
{
    if (!text.empty() && text[0] == '-')
        text.remove_prefix(1);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const size_t mark = std::min(text.find_first_of("eE"), text.size());
    std::string_view mantissa = text.substr(0, mark);
    long exponent = 0;
    if (mark < text.size()) {
        std::string_view power = text.substr(mark + 1);
        const bool isDown = !power.empty() && power[0] == '-';
        if (!power.empty() && (power[0] == '-' || power[0] == '+'))
            power.remove_prefix(1);
        if (power.empty() || power.size() > 3 || !std::all_of(power.begin(), power.end(), isDigit))
            return std::nullopt;
        exponent = std::stol(std::string(power)) * (isDown ? -1 : 1);
    }
    std::string digits;
    long decimals = 0;
    bool hasPoint = false;
    for (const char c : mantissa) {
        if (c == '.' && !hasPoint && !digits.empty()) {
            hasPoint = true;
        } else if (isDigit(c)) {
            digits += c;
            decimals += hasPoint ? 1 : 0;
        } else {
            return std::nullopt;
        }
    }
    const bool isWrong = digits.empty() || (hasPoint && decimals == 0) ||
                         (digits[0] == '0' && digits.size() > static_cast<size_t>(decimals) + 1);
    const long zeros = mostShift + exponent - decimals;
    if (isWrong || zeros < 0)
        return std::nullopt;
    digits.append(static_cast<size_t>(zeros), '0');
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

std::strong_ordering compareTexts(std::string_view a, std::string_view b)
{
    const auto first = shifted(a), second = shifted(b);
    const auto sign = [](std::string_view text, const std::string &digits) {
        return digits.empty() ? 0 : text[0] == '-' ? -1 : 1;
    };
    const int left = sign(a, *first), right = sign(b, *second);
    if (left != right)
        return left <=> right;
    auto order = first->size() <=> second->size();
    if (order == 0)
        order = first->compare(*second) <=> 0;
    return left < 0 ? 0 <=> order : order;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    std::string_view text(reinterpret_cast<const char *>(data), size);
    const std::string first(fuzz::takeLine(text));
    // A copy of its own, so that nothing behind it can be read.
    const std::string second(text);

    const auto order = compareNumbers(first, second);
    require(order.has_value() == (isJsonNumber(first) && isJsonNumber(second)), "what is a number");
    if (shifted(first) && shifted(second)) {
        require(order.has_value(), "a number is not seen as one");
        require(*order == compareTexts(first, second), "another order");
    }
    if (order)
        require(compareNumbers(second, first) == 0 <=> *order, "the order the other way round");

    for (const auto sensitivity : {TextSearch::Case::Exact, TextSearch::Case::AsciiOnly}) {
        const TextSearch search(first, sensitivity);
        const auto isSame = [&](char a, char b) {
            return sensitivity == TextSearch::Case::Exact ? a == b : lower(a) == lower(b);
        };
        for (const size_t from : {size_t{0}, size_t{1}, second.size() / 2, second.size()}) {
            if (from > second.size())
                continue;
            const auto begin = second.begin() + static_cast<std::ptrdiff_t>(from);
            const auto place = std::search(begin, second.end(), first.begin(), first.end(), isSame);
            const size_t expected = place == second.end() && !first.empty()
                                        ? TextSearch::npos
                                        : static_cast<size_t>(place - second.begin());
            require(search.find(second, from) == expected, "another place");
        }
    }
    return 0;
}

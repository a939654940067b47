// Compares numbers exactly, as they are written in JSON: 64-bit ids above 2^53 and numbers of any length,
// with fractions and exponents.
#pragma once
#include <compare>
#include <optional>
#include <string_view>

namespace slipway {

// Whether the text is a number by JSON's rules.
[[nodiscard]] bool isJsonNumber(std::string_view text);
// Empty if one of them is not a number.
[[nodiscard]] std::optional<std::strong_ordering> compareNumbers(std::string_view a, std::string_view b);

} // namespace slipway

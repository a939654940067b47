// Compares numbers as they are written in JSON, exactly: 64-bit ids above 2^53 and numbers of any length,
// with fractions and exponents.
#pragma once
#include <compare>
#include <optional>
#include <string_view>

namespace slipway {

// Whether the text is a number by JSON's rules.
[[nodiscard]] bool isJsonNumber(std::string_view text);
// Nothing when one of them is no number.
[[nodiscard]] std::optional<std::strong_ordering> compareNumbers(std::string_view a, std::string_view b);

} // namespace slipway

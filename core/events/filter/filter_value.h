// The right-hand side of a comparison, and how a field's value compares with it.
#pragma once
#include "core/events/filter/filter_syntax.h"
#include "core/events/json/field_reader.h"
#include "core/events/json/text_search.h"

#include <compare>
#include <optional>

namespace slipway {

// The instant of an RFC 3339 text ("2025-01-06T14:00:00Z", also with a blank instead of T, without seconds,
// or only a date; UTC if no zone is given), in milliseconds since the epoch.
[[nodiscard]] std::optional<qint64> parseInstant(std::string_view text);
// The instant of a number of epoch seconds, or of milliseconds if it would be beyond the year 5138 as
// seconds.
[[nodiscard]] std::optional<qint64> instantOfNumber(std::string_view number);

// Immutable; several threads may use one.
class FilterValue
{
public:
    explicit FilterValue(const FilterToken &token);

    [[nodiscard]] bool isNull() const { return m_isNull; }
    [[nodiscard]] bool equals(const FieldValue &value) const;
    // Empty if they cannot be compared: a text with a number, an object with anything.
    [[nodiscard]] std::optional<std::strong_ordering> order(const FieldValue &value) const;
    // Matches the text of `value` against this pattern with * and ?; without those, whether it contains the
    // text.
    [[nodiscard]] bool isLike(const FieldValue &value) const;

    // Bytes that an event without a backslash must contain for equals() (or isLike()) to hold for any field.
    [[nodiscard]] const std::optional<TextSearch> &needle(bool forLike) const
    {
        return forLike ? m_likeNeedle : m_equalNeedle;
    }

private:
    std::string m_text;
    bool m_isNull = false, m_isNumber = false, m_hasWildcards = false;
    std::optional<qint64> m_instant;
    std::vector<std::string> m_pattern; // code points as UTF-8; "*" and "?" are wildcards
    std::optional<TextSearch> m_equalNeedle, m_likeNeedle;
};

} // namespace slipway

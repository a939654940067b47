// What differs between two events, field by field.
#pragma once
#include <QByteArray>
#include <QString>
#include <string_view>
#include <vector>

namespace slipway {

struct FieldDifference
{
    enum class Kind { Same, Changed, OnlyFirst, OnlySecond };
    QString path; // dotted, into objects that are in both events
    Kind kind = Kind::Same;
    QByteArray first, second; // raw JSON; empty: absent
};

// All fields: those of the first event in its order, then those that only the second has. The order of names
// within objects does not matter, but numbers that are written differently (1.0 and 1) count as different.
// Both texts need eventPadding readable bytes after them.
[[nodiscard]] std::vector<FieldDifference> differenceOf(std::string_view first, std::string_view second);

} // namespace slipway

// The language of the filter box, as text: words, and comparisons with the operators of Netskope's own query
// language (Skope IT: eq, neq, gt, gte, lt, lte, like, in, between, and, or, not, parentheses; its other
// spellings ne, ge, le, =, !=, >, >=, <, <= are understood too).
//
//     block "personal drive"                     every word or phrase occurs in some value, ignoring case
//     user eq "a@b.c" and severity neq "low"     values are compared with case, as Netskope does
//     app like "Google*"                         * any text, ? one character; without either: contains
//     timestamp gte 2025-01-06T14:00:00Z         times as RFC 3339 (UTC where no zone is given), or epochs
//     supporting_data.data_type eq "reason"      a path into objects; through lists: any item
//     action eq null                             absent or null
//     not (activity in ("Upload", "Download"))   words and comparisons side by side mean "and"
//
// Quotes are " or '. Inside them, \" \' \\ and \uXXXX are escapes, and any other backslash stands for itself.
#pragma once
#include "core/events/filter/filter_tokens.h"

#include <expected>

namespace slipway {

// Where a text cannot be understood (in UTF-16 units), and why, as one sentence.
struct FilterError
{
    qsizetype offset = 0, length = 0;
    QString message;
};

// The tree that a text means.
struct FilterNode
{
    enum class Kind { And, Or, Not, Word, Comparison }; // And without children matches everything
    Kind kind = Kind::And;
    std::vector<FilterNode> children;
    QString word;                                      // Word: the text to find
    QString field;                                     // Comparison
    FilterOperator comparison = FilterOperator::Equal; // never Between, which becomes two comparisons
    std::vector<FilterToken> operands;                 // one, or the list of In
};
// Longer texts are refused, since each event is checked against everything that a filter says.
constexpr qsizetype longestFilter = 1'000'000; // UTF-16 units
[[nodiscard]] std::expected<FilterNode, FilterError> parseFilter(const QString &text);

} // namespace slipway

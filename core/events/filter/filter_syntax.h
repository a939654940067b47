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
// Quotes are " or '; in them \" \' \\ and \uXXXX are escapes and any other backslash is itself.
#pragma once
#include <QString>
#include <expected>
#include <optional>
#include <vector>

namespace slipway {

// Where a text cannot be understood, in UTF-16 units of it, and why, as one sentence.
struct FilterError
{
    qsizetype offset = 0, length = 0;
    QString message;
};

struct FilterToken
{
    enum class Kind { Bare, Quoted, Symbol, Open, Close, Comma };
    Kind kind = Kind::Bare;
    qsizetype offset = 0, length = 0; // in the source, with quotes
    QString text;                     // without quotes and escapes
    bool isClosed = true;             // a quoted text that has its closing quote
};
[[nodiscard]] std::vector<FilterToken> filterTokens(const QString &text);

enum class FilterOperator { Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual, Like, In, Between };
// The operator that a token is, if it is one.
[[nodiscard]] std::optional<FilterOperator> filterOperator(const FilterToken &token);
// "and", "or" or "not", if the token is one of them without quotes; else empty.
[[nodiscard]] QString filterConnective(const FilterToken &token);

// The tree that a text means.
struct FilterNode
{
    enum class Kind { And, Or, Not, Word, Comparison }; // And without children: everything
    Kind kind = Kind::And;
    std::vector<FilterNode> children;
    QString word;                                      // Word: the text to find
    QString field;                                     // Comparison
    FilterOperator comparison = FilterOperator::Equal; // never Between: that becomes two
    std::vector<FilterToken> operands;                 // one, or the list of In
};
// Longer texts are refused, since each event is held against all that a filter says.
constexpr qsizetype longestFilter = 1'000'000; // UTF-16 units
[[nodiscard]] std::expected<FilterNode, FilterError> parseFilter(const QString &text);

// A name or value as the filter's text has to spell it: bare where it can be, else in quotes.
[[nodiscard]] QString filterText(const QString &value);
// A value, given as raw JSON, in the same way; empty: null.
[[nodiscard]] QString filterValue(const QByteArray &rawValue);
// A condition that is true for events whose `field` (a path) has this value, given as raw JSON (empty:
// absent), or for all others. Correctly quoted.
[[nodiscard]] QString onlyThis(const QString &field, const QByteArray &rawValue);
[[nodiscard]] QString notThis(const QString &field, const QByteArray &rawValue);
// `text` and also `condition`.
[[nodiscard]] QString narrowedFilter(const QString &text, const QString &condition);

} // namespace slipway

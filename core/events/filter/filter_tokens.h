// The words, quoted texts and symbols of a filter's text; filter_syntax.h has the language.
//
// Threads: any.
#pragma once
#include <QString>
#include <optional>
#include <vector>

namespace slipway {

struct FilterToken
{
    enum class Kind { Bare, Quoted, Symbol, Open, Close, Comma };
    Kind kind = Kind::Bare;
    qsizetype offset = 0, length = 0; // in the source, with quotes
    QString text;                     // without quotes and escapes
    bool isClosed = true;             // a quoted text has its closing quote
};
[[nodiscard]] std::vector<FilterToken> filterTokens(const QString &text);

enum class FilterOperator { Equal, NotEqual, Greater, GreaterOrEqual, Less, LessOrEqual, Like, In, Between };
// The operator that a token stands for, if any.
[[nodiscard]] std::optional<FilterOperator> filterOperator(const FilterToken &token);
// "and", "or" or "not", if the token is one of them without quotes; else empty.
[[nodiscard]] QString filterConnective(const FilterToken &token);

} // namespace slipway

// Statements that forward an error to the caller, so that a function reads as what it does when all
// goes well. They work with any std::expected and evaluate the expression once.
//
//   RETURN_IF_ERROR(folder.create());
//   ASSIGN_OR_RETURN(const QString path, defaultDatabasePath());
//
// In coroutines, use the ones whose names begin with CO_. ASSIGN_OR_RETURN expands to several
// statements: it needs braces around it where it is all that an `if` or a loop does.
#pragma once
#include <expected>
#include <utility>

#define SLIPWAY_JOIN_NAMES(first, second) first##second
#define SLIPWAY_JOIN(first, second) SLIPWAY_JOIN_NAMES(first, second)

#define SLIPWAY_LEAVE_IF_ERROR(leave, ...)                                                                   \
    if (auto outcome = (__VA_ARGS__); !outcome)                                                              \
    leave std::unexpected(std::move(outcome).error())
#define SLIPWAY_ASSIGN_OR_LEAVE(leave, outcome, declaration, ...)                                            \
    auto outcome = (__VA_ARGS__);                                                                            \
    if (!outcome)                                                                                            \
        leave std::unexpected(std::move(outcome).error());                                                   \
    declaration = *std::move(outcome)

#define RETURN_IF_ERROR(...) SLIPWAY_LEAVE_IF_ERROR(return, __VA_ARGS__)
#define CO_RETURN_IF_ERROR(...) SLIPWAY_LEAVE_IF_ERROR(co_return, __VA_ARGS__)
#define ASSIGN_OR_RETURN(declaration, ...)                                                                   \
    SLIPWAY_ASSIGN_OR_LEAVE(return, SLIPWAY_JOIN(outcome, __LINE__), declaration, __VA_ARGS__)
#define CO_ASSIGN_OR_RETURN(declaration, ...)                                                                \
    SLIPWAY_ASSIGN_OR_LEAVE(co_return, SLIPWAY_JOIN(outcome, __LINE__), declaration, __VA_ARGS__)

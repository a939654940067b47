// The one place that reads times in events, marks and headers.
//
// Netskope documents seconds since 1970. Tenants, the services behind them and the gateways in
// front of them also send milliseconds, microseconds and nanoseconds, numbers as text, fractions,
// and dates. The size of the number tells the unit: for the years 2000 to 2099 each unit has its
// own range, and these ranges do not overlap.
//
// Threads: any.
#pragma once
#include <QtGlobal>

#include <optional>
#include <string_view>

namespace slipway {

// Numbers outside these limits are not treated as times: an event must not be dropped as "outside
// the range" just because its time is 0 or garbage.
inline constexpr qint64 earliestEventTime = 946'684'800; // 2000-01-01T00:00:00Z
inline constexpr qint64 latestEventTime = 4'102'444'799; // 2099-12-31T23:59:59Z

// Returns whole seconds since 1970; fractions are cut off. `text` is a JSON value exactly as in the
// answer (a string with its quotes, a number, null), or bare text such as a header's.
//
// It understands numbers in the four units, with fractions and exponents; ISO 8601 with or without
// zone or fraction, including its basic form ("20260901T000000Z"); and the three forms of HTTP
// dates. Text without a zone is UTC. For 0, negative numbers, null and anything else it returns
// nothing; nor for a date without a time of day, since its midnight may be outside of a range that
// the event is in.
[[nodiscard]] std::optional<qint64> readEventTime(std::string_view text);

} // namespace slipway

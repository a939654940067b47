// The one place that reads the times which events, marks and headers carry.
//
// Netskope documents seconds since 1970. Tenants, the services behind them and the gateways in front of them
// also send milliseconds, microseconds and nanoseconds, numbers as text, fractions, and dates. The unit is
// told from the size of the number: each unit has a range of its own for the years 2000 to 2099, and these
// ranges do not touch.
//
// Threads: any.
#pragma once
#include <QtGlobal>

#include <optional>
#include <string_view>

namespace slipway {

// What lies outside of these is not taken for a time, because dropping an event as "outside the range" for
// the sake of a 0 or of garbage would lose it.
inline constexpr qint64 earliestEventTime = 946'684'800; // 2000-01-01T00:00:00Z
inline constexpr qint64 latestEventTime = 4'102'444'799; // 2099-12-31T23:59:59Z

// Whole seconds since 1970, fractions cut off. `text` is a JSON value as it stands in the answer (a string
// with its quotes, a number, null), or a bare text such as a header's.
//
// Read are: numbers in the four units, with fractions and exponents; ISO 8601 with and without zone, fraction
// or time of day, in its basic form too ("20260901T000000Z"); the three forms of HTTP dates. A text without a
// zone is UTC. Nothing comes of 0, negative numbers, null, and anything else.
[[nodiscard]] std::optional<qint64> readEventTime(std::string_view text);

} // namespace slipway

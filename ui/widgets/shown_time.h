// Times as the window shows them: in the time zone that was chosen in Preferences, which is local time for
// the whole program (see preferences::useTimeZone()). Files, manifests and reports are in UTC.
#pragma once
#include <QString>

class QDateTime;

namespace slipway {

// The time zone's short name, without its region: "UTC", "Berlin".
[[nodiscard]] QString zoneName();
// A column's heading with the time zone of its times: "Last check (Berlin)". `isUtc`: they are in UTC,
// whatever was chosen.
[[nodiscard]] QString withZone(const QString &heading, bool isUtc = false);
// In a window from right to left, keeps the parts of a time, a path or a sentence in the order of its own
// language; otherwise a path would lose its leading slash.
[[nodiscard]] QString inItsOwnOrder(const QString &text);
// "29/11/2026 22:10", in the form of the language in use.
[[nodiscard]] QString shownTime(const QDateTime &time);
[[nodiscard]] QString shownTime(qint64 epoch); // seconds
[[nodiscard]] QString shownDay(qint64 epoch);  // seconds; "29/11/2026"
// Day, month and time of day, without a year: "29 Nov 22:10".
[[nodiscard]] QString shownShortTime(qint64 epoch); // seconds

} // namespace slipway

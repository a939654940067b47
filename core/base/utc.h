// Times in UTC, through the interface that the Qt version in use expects: Qt 6.4 has only Qt::UTC,
// and later versions deprecate it.
#pragma once
#include <QDateTime>
#include <QTimeZone>

namespace slipway {

namespace detail {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
inline constexpr QTimeZone::Initialization utc = QTimeZone::UTC;
#else
inline constexpr Qt::TimeSpec utc = Qt::UTC;
#endif
} // namespace detail

[[nodiscard]] inline QDateTime utcFromSeconds(qint64 sinceEpoch)
{
    return QDateTime::fromSecsSinceEpoch(sinceEpoch, detail::utc);
}

[[nodiscard]] inline QDateTime utcFromMilliseconds(qint64 sinceEpoch)
{
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch, detail::utc);
}

[[nodiscard]] inline QDateTime utcFrom(QDate date, QTime time = QTime(0, 0))
{
    return {date, time, detail::utc};
}

// The date and time of day that `time` shows, taken as UTC.
[[nodiscard]] inline QDateTime readAsUtc(const QDateTime &time)
{
    return utcFrom(time.date(), time.time());
}

} // namespace slipway

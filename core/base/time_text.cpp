#include "core/base/time_text.h"

#include "core/base/utc.h"

#include <QCoreApplication>
#include <QDateTime>

namespace slipway {

Result<qint64> parseTime(const QString &text)
{
    const QString trimmed = text.trimmed();
    bool isNumber = false;
    const qint64 epoch = trimmed.toLongLong(&isNumber);
    if (isNumber) {
        // Milliseconds are a common mistake; taken as seconds they would be after the year 5138.
        if (epoch >= 0 && epoch < 100'000'000'000)
            return epoch;
        if (epoch >= 100'000'000'000 && epoch < 100'000'000'000'000)
            return failure(ErrorKind::BadInput,
                           QCoreApplication::translate("Time", "\"%1\" looks like milliseconds.").arg(text),
                           QCoreApplication::translate("Time", "In epoch seconds it is %1 (%2).")
                               .arg(epoch / 1000)
                               .arg(isoUtc(epoch / 1000)));
    } else {
        QDateTime time = QDateTime::fromString(trimmed, Qt::ISODate);
        if (time.isValid() && time.timeSpec() == Qt::LocalTime && trimmed.size() <= 10)
            time = utcFrom(time.date());
        if (time.isValid() && time.timeSpec() != Qt::LocalTime)
            return time.toSecsSinceEpoch();
    }
    return failure(
        ErrorKind::BadInput, QCoreApplication::translate("Time", "\"%1\" is not a time.").arg(text),
        QCoreApplication::translate(
            "Time", "Write it as 2026-11-01T00:00:00Z, with an offset such as +02:00, or in epoch seconds."));
}

QString isoUtc(qint64 epochSeconds)
{
    return utcFromSeconds(epochSeconds).toString(Qt::ISODate);
}

} // namespace slipway

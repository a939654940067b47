#include "ui/widgets/shown_time.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ShownTime)
};

} // namespace

QString zoneName()
{
    const QString id = QString::fromUtf8(QTimeZone::systemTimeZoneId());
    const QString name = id.section(QLatin1Char('/'), -1).replace(QLatin1Char('_'), QLatin1Char(' '));
    return name.isEmpty() ? QStringLiteral("UTC") : name;
}

QString withZone(const QString &heading)
{
    return Texts::tr("%1 (%2)", "a heading and the time zone").arg(heading, zoneName());
}

QString shownTime(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

QString shownTime(qint64 epoch)
{
    return shownTime(QDateTime::fromSecsSinceEpoch(epoch));
}

QString shownShortTime(qint64 epoch)
{
    return QLocale().toString(QDateTime::fromSecsSinceEpoch(epoch), Texts::tr("d MMM HH:mm"));
}

} // namespace slipway

#include "ui/widgets/shown_time.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QTimeZone>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ShownTime)
};

// In a window from right to left, keeps the parts of a time in the order of its own language.
QString isolated(const QString &time)
{
    return QGuiApplication::isRightToLeft() ? QChar(0x2068) + time + QChar(0x2069) : time;
}

} // namespace

QString zoneName()
{
    const QString id = QString::fromUtf8(QTimeZone::systemTimeZoneId());
    const QString name = id.section(QLatin1Char('/'), -1).replace(QLatin1Char('_'), QLatin1Char(' '));
    return name.isEmpty() ? QStringLiteral("UTC") : name;
}

QString withZone(const QString &heading, bool isUtc)
{
    return Texts::tr("%1 (%2)", "a heading and the time zone")
        .arg(heading, isUtc ? QStringLiteral("UTC") : zoneName());
}

QString shownTime(const QDateTime &time)
{
    return isolated(QLocale().toString(time.toLocalTime(), QLocale::ShortFormat));
}

QString shownTime(qint64 epoch)
{
    return shownTime(QDateTime::fromSecsSinceEpoch(epoch));
}

QString shownDay(qint64 epoch)
{
    return isolated(QLocale().toString(QDateTime::fromSecsSinceEpoch(epoch).date(), QLocale::ShortFormat));
}

QString shownShortTime(qint64 epoch)
{
    return isolated(QLocale().toString(QDateTime::fromSecsSinceEpoch(epoch), Texts::tr("d MMM HH:mm")));
}

} // namespace slipway

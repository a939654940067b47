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

} // namespace

QString inItsOwnOrder(const QString &text)
{
    return QGuiApplication::isRightToLeft() ? QChar(0x2068) + text + QChar(0x2069) : text;
}

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
    return inItsOwnOrder(QLocale().toString(time.toLocalTime(), QLocale::ShortFormat));
}

QString shownTime(qint64 epoch)
{
    return shownTime(QDateTime::fromSecsSinceEpoch(epoch));
}

QString shownDay(qint64 epoch)
{
    return inItsOwnOrder(
        QLocale().toString(QDateTime::fromSecsSinceEpoch(epoch).date(), QLocale::ShortFormat));
}

QString shownShortTime(qint64 epoch)
{
    return inItsOwnOrder(QLocale().toString(QDateTime::fromSecsSinceEpoch(epoch), Texts::tr("d MMM HH:mm")));
}

} // namespace slipway

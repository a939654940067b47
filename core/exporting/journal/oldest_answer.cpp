#include "core/exporting/journal/oldest_answer.h"

#include "core/netskope/endpoint.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

namespace slipway {
namespace {

constexpr qint64 hour = 3600;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(OldestEvent)
};

// "25 November", with the year if it is not the current one.
QString dateText(qint64 time, qint64 now)
{
    const auto dateOf = [](qint64 epoch) {
        return QDateTime::fromSecsSinceEpoch(epoch, QTimeZone::utc()).date();
    };
    const QDate date = dateOf(time);
    return QLocale().toString(date, date.year() == dateOf(now).year() ? Texts::tr("d MMMM")
                                                                      : Texts::tr("d MMMM yyyy"));
}

} // namespace

QString nounOf(const Endpoint &endpoint)
{
    QString noun = endpoint.title;
    if (noun.endsWith(QLatin1Char('s')))
        noun.chop(1);
    const bool isAcronym = noun.size() > 1 && noun[1].isUpper();
    if (!noun.isEmpty() && !isAcronym)
        noun[0] = noun[0].toLower();
    return noun;
}

QString oldestAnswerName(OldestAnswer::Kind kind)
{
    switch (kind) {
    case OldestAnswer::Kind::Known:
        return QStringLiteral("known");
    case OldestAnswer::Kind::NoEvents:
        return QStringLiteral("no-events");
    case OldestAnswer::Kind::NotOffered:
        return QStringLiteral("not-offered");
    }
    return {};
}

std::optional<OldestAnswer::Kind> oldestAnswerFrom(const QString &name)
{
    for (const auto kind :
         {OldestAnswer::Kind::Known, OldestAnswer::Kind::NoEvents, OldestAnswer::Kind::NotOffered}) {
        if (oldestAnswerName(kind) == name)
            return kind;
    }
    return std::nullopt;
}

QString oldestSentence(const Endpoint &endpoint, const OldestAnswer &oldest, qint64 now)
{
    switch (oldest.kind) {
    case OldestAnswer::Kind::Known:
        return Texts::tr("The tenant's oldest %1 is from %2.")
            .arg(nounOf(endpoint), dateText(oldest.at, now));
    case OldestAnswer::Kind::NoEvents:
        return Texts::tr("The tenant has no %1.").arg(nounOf(endpoint));
    case OldestAnswer::Kind::NotOffered:
        return Texts::tr("The tenant does not say when its oldest %1 is from.").arg(nounOf(endpoint));
    }
    return {};
}

QString beginningSentence(const Endpoint &endpoint, qint64 from, qint64 firstEvent, bool hasEvents,
                          const std::optional<OldestAnswer> &oldest, qint64 now)
{
    if (oldest && oldest->kind == OldestAnswer::Kind::Known) {
        // The page is not sorted: its first event may be up to an hour newer than its oldest.
        if (oldest->at - hour < from)
            return {};
        return Texts::tr("The tenant's oldest %1 is from %2; older ones are not kept.")
            .arg(nounOf(endpoint), dateText(oldest->at, now));
    }
    if (oldest && oldest->kind == OldestAnswer::Kind::NoEvents && firstEvent == 0 && !hasEvents)
        return Texts::tr("The tenant has no %1.").arg(nounOf(endpoint));
    // The tenant reads in batches of an hour: an event there shows that this time was kept.
    if (firstEvent != 0 && firstEvent - hour < from)
        return {};
    if (firstEvent == 0 && hasEvents)
        return Texts::tr("No event has a readable time, so it is not known from when the first one is.");
    constexpr qint64 leastKept = 24 * hour; // tenants keep events for days at least: docs/netskope-api.md
    if (firstEvent == 0 && from >= now - leastKept)
        return Texts::tr("The range has no events.");
    if (firstEvent == 0)
        return Texts::tr(
            "The range has no events; it is not known whether there were some that are no longer kept.");
    return Texts::tr("The first event in the range is from %1; it is not known whether older ones were kept.")
        .arg(dateText(firstEvent, now));
}

} // namespace slipway

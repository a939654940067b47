#include "core/exporting/fetching/oldest_event.h"

#include "core/base/time_text.h"
#include "core/exporting/fetching/first_event.h"
#include "core/netskope/iterator.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QTimeZone>

namespace slipway {
namespace {

constexpr qint64 day = 86'400, hour = 3600;

QString tr(const char *text)
{
    return QCoreApplication::translate("OldestEvent", text);
}

QString answerName(OldestEvent::Answer answer)
{
    switch (answer) {
    case OldestEvent::Answer::Known:
        return QStringLiteral("known");
    case OldestEvent::Answer::NoEvents:
        return QStringLiteral("no-events");
    case OldestEvent::Answer::NotOffered:
        return QStringLiteral("not-offered");
    }
    return {};
}

// "alert", "DLP alert", "application event": the catalogue's titles are plurals.
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

// "25 November", with the year if it is not the current one. The words around it are English until there are
// translations, and so is the month.
QString dateText(qint64 time, qint64 now)
{
    const auto dateOf = [](qint64 epoch) {
        return QDateTime::fromSecsSinceEpoch(epoch, QTimeZone::utc()).date();
    };
    const QDate date = dateOf(time);
    return QLocale(QLocale::English)
        .toString(date, date.year() == dateOf(now).year() ? QStringLiteral("d MMMM")
                                                          : QStringLiteral("d MMMM yyyy"));
}

// An empty list, or one of its equivalents, from a tenant that says that the request succeeded: a failure
// does not prove that nothing is kept.
bool saysNoEvents(const QByteArray &body)
{
    const QJsonObject envelope = QJsonDocument::fromJson(body).object();
    if (envelope.value(QLatin1String("ok")).toVariant().toInt() != 1)
        return false;
    const QJsonValue result = envelope.value(QLatin1String("result"));
    return result.isUndefined() || result.isNull() || result.toArray().isEmpty();
}

std::unexpected<Error> unreadable(const Endpoint &endpoint, const QString &details)
{
    return failure(ErrorKind::BadAnswer, tr("The tenant's oldest %1 cannot be read.").arg(nounOf(endpoint)),
                   tr("The export itself does not need it."), details);
}

} // namespace

QJsonObject OldestEvent::asJson() const
{
    QJsonObject json{{QStringLiteral("answer"), answerName(answer)}};
    if (answer == Answer::Known)
        json.insert(QStringLiteral("at"), isoUtc(at));
    return json;
}

QCoro::Task<Result<OldestEvent>> askOldest(ApiClient &client, Endpoint endpoint, std::stop_token stop)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("operation"), Operation::head().text());
    query.addQueryItem(QStringLiteral("index"), IndexName::head().text());
    const Result<HttpAnswer> answer = co_await client.get(endpoint.path, query, stop);
    if (!answer)
        co_return std::unexpected(answer.error());
    OldestEvent oldest;
    oldest.asked = QDateTime::currentSecsSinceEpoch();
    if (answer->status == 204) {
        oldest.answer = OldestEvent::Answer::NoEvents;
        co_return oldest;
    }
    // The path is granted, so it must be the operation that the tenant does not know.
    if (answer->status == 400 || answer->status == 404 || answer->status == 405 || answer->status == 501)
        co_return oldest;
    if (const auto error = classify(*answer, endpoint.path))
        co_return std::unexpected(*error);
    FirstEvent first;
    if (first.look(answer->body) != FirstEvent::State::Found) {
        if (!saysNoEvents(answer->body))
            co_return unreadable(endpoint, answer->excerpt());
        oldest.answer = OldestEvent::Answer::NoEvents;
        co_return oldest;
    }
    // A copy, because the reader needs some bytes of room after it.
    const std::string event = answer->body.sliced(first.begin(), first.end() - first.begin()).toStdString();
    const std::optional<qint64> time = eventKey(event).timestamp;
    if (!time)
        co_return unreadable(endpoint, scrubbed(QString::fromUtf8(event.data(), 200)));
    oldest.answer = OldestEvent::Answer::Known;
    oldest.at = *time;
    co_return oldest;
}

OldestEventRepository::OldestEventRepository(const StateDatabase &database, const QUrl &address)
    : m_database(database), m_host(address.authority())
{}

Result<std::optional<OldestEvent>> OldestEventRepository::recall(const QString &endpointId, qint64 now) const
{
    auto row = m_database.run(
        QStringLiteral("SELECT answer, at, asked FROM oldest_event WHERE host = ? AND endpoint = ?"),
        {m_host, endpointId});
    if (!row)
        return std::unexpected(row.error());
    if (!row->next())
        return std::optional<OldestEvent>();
    OldestEvent oldest;
    oldest.asked = row->value(2).toLongLong();
    // A clock that was set back must not make an answer valid for ever.
    if (oldest.asked > now || now - oldest.asked >= day)
        return std::optional<OldestEvent>();
    oldest.at = row->value(1).toLongLong();
    for (const auto answer :
         {OldestEvent::Answer::Known, OldestEvent::Answer::NoEvents, OldestEvent::Answer::NotOffered}) {
        if (row->value(0).toString() == answerName(answer)) {
            oldest.answer = answer;
            return std::optional(oldest);
        }
    }
    return std::optional<OldestEvent>(); // a word of a newer Slipway
}

Result<void> OldestEventRepository::remember(const QString &endpointId, const OldestEvent &oldest) const
{
    auto written = m_database.run(
        QStringLiteral(
            "INSERT OR REPLACE INTO oldest_event(host, endpoint, answer, at, asked) VALUES(?,?,?,?,?)"),
        {m_host, endpointId, answerName(oldest.answer), oldest.at, oldest.asked});
    return written ? Result<void>{} : std::unexpected(written.error());
}

bool isHeadWorthAsking(qint64 from, qint64 now)
{
    return from < now - 30 * day;
}

QString oldestSentence(const Endpoint &endpoint, const OldestEvent &oldest, qint64 now)
{
    switch (oldest.answer) {
    case OldestEvent::Answer::Known:
        return tr("The tenant's oldest %1 is from %2.").arg(nounOf(endpoint), dateText(oldest.at, now));
    case OldestEvent::Answer::NoEvents:
        return tr("The tenant has no %1.").arg(nounOf(endpoint));
    case OldestEvent::Answer::NotOffered:
        return tr("The tenant does not tell from when its oldest %1 is.").arg(nounOf(endpoint));
    }
    return {};
}

QString beginningSentence(const Endpoint &endpoint, qint64 from, qint64 firstEvent,
                          const std::optional<OldestEvent> &oldest, qint64 now)
{
    if (oldest && oldest->answer == OldestEvent::Answer::Known) {
        // The page is not sorted: its first event may be up to an hour younger than its oldest.
        if (oldest->at - hour < from)
            return {};
        return tr("The tenant's oldest %1 is from %2; older ones are not kept.")
            .arg(nounOf(endpoint), dateText(oldest->at, now));
    }
    if (oldest && oldest->answer == OldestEvent::Answer::NoEvents && firstEvent == 0)
        return tr("The tenant has no %1.").arg(nounOf(endpoint));
    if (firstEvent == 0)
        return tr(
            "The range has no event; whether there were some that are not kept any more cannot be told.");
    return tr("The first event in the range is from %1; whether older ones were kept cannot be told.")
        .arg(dateText(firstEvent, now));
}

} // namespace slipway

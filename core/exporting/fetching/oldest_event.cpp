#include "core/exporting/fetching/oldest_event.h"

#include "core/base/forward_error.h"
#include "core/base/time_text.h"
#include "core/exporting/fetching/first_event.h"
#include "core/netskope/iterator.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway {
namespace {

constexpr qint64 day = 86'400;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(OldestEvent)
};

// Whether it is an empty list, or one of the forms that stand for one, and does not report a failure, which
// would not prove that nothing is kept.
bool saysNoEvents(const QByteArray &body)
{
    constexpr qsizetype largest = 64 << 10; // bytes; anything longer is not such an answer
    if (body.size() > largest)
        return false;
    const QJsonObject envelope = QJsonDocument::fromJson(body).object();
    if (envelope.value(QLatin1String("ok")).toVariant().toInt() != 1)
        return false;
    const QJsonValue result = envelope.value(QLatin1String("result"));
    return result.isUndefined() || result.isNull() || result.toArray().isEmpty();
}

std::unexpected<Error> unreadable(const Endpoint &endpoint, const QString &details)
{
    return failure(ErrorKind::BadAnswer,
                   Texts::tr("The tenant's oldest %1 cannot be read.").arg(nounOf(endpoint)),
                   Texts::tr("The export itself does not need it."), details);
}

} // namespace

QJsonObject OldestEvent::asJson() const
{
    QJsonObject json{{QStringLiteral("answer"), oldestAnswerName(kind)}};
    if (kind == Kind::Known)
        json.insert(QStringLiteral("at"), isoUtc(at));
    json.insert(QStringLiteral("asked"), isoUtc(asked));
    return json;
}

QCoro::Task<Result<OldestEvent>> askOldest(ApiClient &client, Endpoint endpoint, std::stop_token stop)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("operation"), Operation::head().text());
    query.addQueryItem(QStringLiteral("index"), IndexName::head().text());
    RequestLimits limits;
    limits.isEnough = [first = std::make_shared<FirstEvent>()](const QByteArray &body) {
        return first->look(body) == FirstEvent::State::Found;
    };
    CO_ASSIGN_OR_RETURN(const HttpAnswer answer, co_await client.get(endpoint.path, query, stop, limits));
    OldestEvent oldest;
    oldest.asked = QDateTime::currentSecsSinceEpoch();
    if (answer.status == 204) {
        oldest.kind = OldestEvent::Kind::NoEvents;
        co_return oldest;
    }
    // The path is granted, so it must be the operation that the tenant does not know.
    if (answer.status == 400 || answer.status == 404 || answer.status == 405 || answer.status == 501)
        co_return oldest;
    if (const auto error = classify(answer, endpoint.path))
        co_return std::unexpected(*error);
    FirstEvent first;
    if (first.look(answer.body) != FirstEvent::State::Found) {
        if (!saysNoEvents(answer.body))
            co_return unreadable(endpoint, answer.excerpt());
        oldest.kind = OldestEvent::Kind::NoEvents;
        co_return oldest;
    }
    // A copy, because the reader needs some bytes of room after it.
    const std::string event = answer.body.sliced(first.begin(), first.end() - first.begin()).toStdString();
    const std::optional<qint64> time = eventKey(event).timestamp;
    if (!time)
        co_return unreadable(endpoint, scrubbed(QString::fromUtf8(event.data(), 200)));
    oldest.kind = OldestEvent::Kind::Known;
    oldest.at = *time;
    co_return oldest;
}

OldestEventRepository::OldestEventRepository(const StateDatabase &database, const QUrl &address)
    : m_database(database), m_host(address.authority())
{}

Result<std::optional<OldestEvent>> OldestEventRepository::recall(const QString &endpointId, qint64 now) const
{
    ASSIGN_OR_RETURN(std::optional<OldestEvent> oldest, latest(endpointId));
    // A clock that was set back must not make an answer valid for ever.
    if (oldest && (oldest->asked > now || now - oldest->asked >= day))
        oldest.reset();
    return oldest;
}

Result<std::optional<OldestEvent>> OldestEventRepository::latest(const QString &endpointId) const
{
    ASSIGN_OR_RETURN(
        auto row,
        m_database.run(
            QStringLiteral("SELECT answer, at, asked FROM oldest_event WHERE host = ? AND endpoint = ?"),
            {m_host, endpointId}));
    if (!row.next())
        return std::optional<OldestEvent>();
    OldestEvent oldest;
    oldest.asked = row.value(2).toLongLong();
    oldest.at = row.value(1).toLongLong();
    const auto kind = oldestAnswerFrom(row.value(0).toString());
    if (!kind)
        return std::optional<OldestEvent>(); // a word that a newer Slipway uses
    oldest.kind = *kind;
    return std::optional(oldest);
}

Result<void> OldestEventRepository::remember(const QString &endpointId, const OldestEvent &oldest) const
{
    auto written = m_database.run(
        QStringLiteral(
            "INSERT OR REPLACE INTO oldest_event(host, endpoint, answer, at, asked) VALUES(?,?,?,?,?)"),
        {m_host, endpointId, oldestAnswerName(oldest.kind), oldest.at, oldest.asked});
    return written ? Result<void>{} : std::unexpected(written.error());
}

bool isHeadWorthAsking(qint64 from, qint64 now)
{
    return from < now - 30 * day;
}

} // namespace slipway

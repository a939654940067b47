#include "core/netskope/v1_query.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(V1Query)
};

// What went wrong, according to the tenant; empty if it does not say. A page of events is never that small
// and an error never that large.
QString reportedError(const QByteArray &body)
{
    constexpr qsizetype largest = 16 << 10;
    if (body.size() > largest)
        return {};
    const QJsonObject json = QJsonDocument::fromJson(body).object();
    if (json.value(QLatin1String("status")).toString() != QLatin1String("error"))
        return {};
    QStringList parts{json.value(QLatin1String("errorCode")).toString(),
                      json.value(QLatin1String("msg")).toString(),
                      json.value(QLatin1String("message")).toString()};
    for (const QJsonValue reason : json.value(QLatin1String("errors")).toArray())
        parts << reason.toString();
    parts.removeAll(QString());
    return parts.isEmpty() ? Texts::tr("no reason given") : parts.join(QStringLiteral(": ")).simplified();
}

bool isAboutTheToken(const QString &reason)
{
    const QString text = reason.toLower();
    return text.contains(QLatin1String("authoriz")) || text.contains(QLatin1String("authenticat")) ||
           text.contains(QLatin1String("token"));
}

bool isGone(const QString &reason)
{
    const QString text = reason.toLower();
    return text.contains(QLatin1String("deprecat")) || text.contains(QLatin1String("retired")) ||
           text.contains(QLatin1String("no longer"));
}

Error tokenRefused(const QString &details)
{
    return {
        ErrorKind::TokenRefused, Texts::tr("The tenant refuses the API v1 token."),
        Texts::tr(
            "It may be wrong, expired or revoked, or made for API v2: the two are not interchangeable. See "
            "Settings > Tools > REST API v1."),
        details};
}

Error gone(const QString &path, const QString &details)
{
    return {ErrorKind::NotAvailable, Texts::tr("This tenant no longer serves %1.").arg(path),
            retiredNotice() + QLatin1Char(' ') + Texts::tr("Use API v2 for this tenant."), details};
}

} // namespace

QString V1Query::text() const
{
    return QStringLiteral("%1-%2+%3").arg(from).arg(to).arg(skip);
}

QUrlQuery parametersOf(const Endpoint &endpoint, const V1Query &query)
{
    QUrlQuery parameters(QUrl(endpoint.path).query());
    const auto add = [&](const char *name, qint64 value) {
        parameters.addQueryItem(QString::fromLatin1(name), QString::number(value));
    };
    add("starttime", query.from - 1);
    add("endtime", query.to);
    add("limit", query.limit);
    add("skip", query.skip);
    return parameters;
}

std::optional<Error> classifyV1(const HttpAnswer &answer, const Endpoint &endpoint)
{
    const QString path = QUrl(endpoint.path).path();
    const QString details =
        QStringLiteral("POST %1 → HTTP %2: %3").arg(endpoint.path).arg(answer.status).arg(answer.excerpt());
    const QString reason = reportedError(answer.body);
    if (isGone(reason) || answer.status == 410)
        return gone(path, details);
    if (answer.status == 401 || answer.status == 403 || (!reason.isEmpty() && isAboutTheToken(reason)))
        return tokenRefused(details);
    if (answer.status == 404)
        return gone(path, details);
    if (!reason.isEmpty() && answer.status / 100 != 5 && answer.status != 429)
        return Error{ErrorKind::BadAnswer,
                     Texts::tr("The tenant reports a failure: %1").arg(scrubbed(reason.left(300))),
                     Texts::tr("Try again in a minute."), details};
    return classify(answer, path);
}

std::expected<PageAnswer, PageFailure> readV1Page(Result<HttpAnswer> answer, const Endpoint &endpoint,
                                                  const std::stop_token &stop)
{
    if (!answer)
        return std::unexpected(PageFailure{answer.error(), 0, {}, faultOf(answer.error())});
    const RateLimitState rate = rateLimitState(*answer);
    if (auto error = classifyV1(*answer, endpoint))
        return std::unexpected(pageFailure(std::move(*answer), *error, "data", stop));
    PageAnswer result;
    result.rate = rate;
    result.elapsed = answer->elapsed;
    result.wireBytes = answer->wireBytes;
    result.serverTime = answer->serverTime;
    if (answer->status != 204) {
        auto page = ResponsePage::read(std::move(answer->body), "data", answer->serverTime,
                                       statesItsLength(*answer), stop);
        if (!page)
            return std::unexpected(PageFailure{page.error().error, answer->status, rate, page.error().fault,
                                               std::move(page.error().body)});
        result.page = std::move(*page);
    }
    return result;
}

QCoro::Task<std::expected<PageAnswer, PageFailure>>
fetchV1(ApiClient &client, Endpoint endpoint, V1Query query, std::stop_token stop, RequestLimits limits)
{
    Result<HttpAnswer> answer =
        co_await client.readV1(QUrl(endpoint.path).path(), parametersOf(endpoint, query), stop, limits);
    const bool isAnswer = answer.has_value();
    std::expected<PageAnswer, PageFailure> page = readV1Page(std::move(answer), endpoint, stop);
    if (!page && isAnswer)
        client.endConnection();
    co_return page;
}

} // namespace slipway

#include "core/netskope/iterator.h"

#include "core/base/event_time.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <string>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Iterator)
};

// What else may be the reason for a refusal. It is said wherever one 403 proves nothing.
QString refusalCauses()
{
    return Texts::tr("The token may be wrong or expired, may lack this path, REST API v2 may be switched off "
                     "in the tenant, or this computer's address may not be on the tenant's allowlist.");
}

// The number that a header begins with ("100" or "100, 100;w=60").
std::optional<double> number(const QByteArray &header)
{
    bool ok = false;
    const auto end =
        std::find_if(header.cbegin(), header.cend(), [](char c) { return c == ',' || c == ';'; });
    const double value = header.left(end - header.cbegin()).trimmed().toDouble(&ok);
    return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<int> count(const QByteArray &header)
{
    const auto value = number(header);
    return value ? std::optional(static_cast<int>(std::clamp(*value, 0.0, 1e9))) : std::nullopt;
}

// A span with a unit, as some gateways write it: "2s", "1500 ms", "1m".
std::optional<double> spanWithUnit(const QByteArray &text)
{
    constexpr std::pair<const char *, double> units[]{{"ms", 0.001}, {"s", 1}, {"sec", 1}, {"m", 60}};
    const auto unit = std::find_if(text.cbegin(), text.cend(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
    const auto value = number(text.left(unit - text.cbegin()));
    const QByteArray name = text.mid(unit - text.cbegin()).toLower();
    for (const auto &[known, seconds] : units) {
        if (value && name == known)
            return *value * seconds;
    }
    return std::nullopt;
}

// How long to wait according to a header with seconds, a span or a date, which may be quoted. A number above
// 10^9 is a date: some gateways write an epoch, in seconds or in milliseconds. Dates in the past and negative
// numbers give 0.
//
// Dates are compared with the tenant's clock if the answer has it, because this computer's may be wrong.
std::optional<double> secondsToWait(QByteArray header, const QDateTime &serverTime)
{
    constexpr double leastDate = 1e9;
    if (header.size() > 1 && header.startsWith('"') && header.endsWith('"'))
        header = header.sliced(1, header.size() - 2).trimmed();
    if (const auto span = spanWithUnit(header))
        return std::max(*span, 0.0);
    const auto seconds = number(header);
    if (seconds && *seconds < leastDate)
        return std::max(*seconds, 0.0);
    auto until = readEventTime({header.constData(), static_cast<size_t>(header.size())});
    if (!until && seconds) // "1790000000, 4;w=1"
        until = readEventTime(std::to_string(static_cast<qint64>(std::min(*seconds, 9e18))));
    if (!until)
        return std::nullopt;
    const QDateTime now = serverTime.isValid() ? serverTime : QDateTime::currentDateTimeUtc();
    return static_cast<double>(std::max<qint64>(0, *until - now.toSecsSinceEpoch()));
}

QString jobIndex(const QString &jobId, const QString &endpointId, const QString &suffix)
{
    static const QRegularExpression foreign(QStringLiteral("[^A-Za-z0-9_-]"));
    return QStringLiteral("slipway-job-%1-%2")
               .arg(jobId, endpointId)
               .replace(foreign, QStringLiteral("_"))
               .left(64 - suffix.size()) +
           suffix;
}

Error webPage(const QString &details)
{
    return {ErrorKind::BadAnswer, Texts::tr("A web page came back instead of events."),
            Texts::tr("The address may be that of a login page, or a proxy answers in the tenant's place."),
            details};
}

// In place of what the status alone would mean, such as a refusal of the token.
Error fromBetween(int status, const QString &details)
{
    return {
        ErrorKind::BadAnswer,
        Texts::tr("Something between this computer and the tenant answered instead of the tenant (HTTP %1).")
            .arg(status),
        Texts::tr("A proxy, a portal or a login page is in the way: ask whoever runs the network."), details};
}

} // namespace

// Own names only: the server keeps one cursor for each (endpoint, index), and names may be up to 64
// characters of [A-Za-z0-9_-] to be safe on every tenant.
IndexName IndexName::probe()
{
    return IndexName(QStringLiteral("slipway-probe"));
}

IndexName IndexName::preview()
{
    return IndexName(QStringLiteral("slipway-preview"));
}

IndexName IndexName::head()
{
    return IndexName(QStringLiteral("slipway-head"));
}

IndexName IndexName::job(const QString &jobId, const QString &endpointId, int number)
{
    // The tenant keeps each of them, so there are a few and not hundreds.
    constexpr int names = 8;
    return IndexName(jobIndex(
        jobId, endpointId, number % names == 0 ? QString() : QStringLiteral("-%1").arg(number % names + 1)));
}

IndexName IndexName::ahead(const QString &jobId, const QString &endpointId, int name)
{
    return IndexName(jobIndex(jobId, endpointId, QStringLiteral("-ahead%1").arg(name)));
}

QString Operation::text() const
{
    switch (verb) {
    case Verb::From:
        return QString::number(epoch);
    case Verb::Next:
        return QStringLiteral("next");
    case Verb::Resend:
        return QStringLiteral("resend");
    case Verb::Head:
        return QStringLiteral("head");
    case Verb::Tail:
        return QStringLiteral("tail");
    }
    return {};
}

RateLimitState rateLimitState(const HttpAnswer &answer)
{
    // Older gateways write the same headers with an X in front.
    const auto header = [&](const QByteArray &name) {
        const QByteArray value = answer.header("ratelimit-" + name);
        return value.isEmpty() ? answer.header("x-ratelimit-" + name) : value;
    };
    RateLimitState state;
    state.limit = count(header("limit"));
    state.remaining = count(header("remaining"));
    state.resetSeconds = secondsToWait(header("reset"), answer.serverTime);
    state.retryAfterSeconds = secondsToWait(answer.header("retry-after"), answer.serverTime);
    if (!state.resetSeconds)
        state.resetSeconds = state.retryAfterSeconds;
    return state;
}

std::optional<Error> classify(const HttpAnswer &answer, const QString &path)
{
    const QString details =
        QStringLiteral("GET %1 → HTTP %2: %3").arg(path).arg(answer.status).arg(answer.excerpt());
    const QByteArray type = answer.header("content-type").toLower();
    const int status = answer.status;
    if (status == 204)
        return std::nullopt;
    if (status == 200) {
        if (answer.body.isEmpty())
            return Error{ErrorKind::BadAnswer, Texts::tr("The tenant sent an empty answer."),
                         Texts::tr("Try again in a minute."), details};
        // Some gateways name the wrong type: what begins as JSON is left to the parser.
        if (isWebPage(answer))
            return webPage(details);
        const QByteArray begin = answer.body.left(256).trimmed();
        if (type.contains("csv") && !begin.startsWith('{') && !begin.startsWith('['))
            return Error{ErrorKind::BadAnswer,
                         Texts::tr("The tenant answers in CSV, which Slipway does not read."),
                         Texts::tr("Ask Netskope support to serve this endpoint as JSON."), details};
        return std::nullopt;
    }
    if (status >= 300 && status < 400)
        return Error{ErrorKind::BadAnswer,
                     Texts::tr("The tenant redirects elsewhere; the token was not sent there."),
                     Texts::tr("Check the tenant's address: it must be the API host itself."), details};
    switch (status) {
    case 401:
        return Error{
            ErrorKind::TokenRefused, Texts::tr("The tenant refuses the token (401)."),
            Texts::tr("It may be wrong, expired or revoked, or REST API v2 may be switched off. Make a new "
                      "token and replace it here."),
            details};
    case 403:
        return Error{ErrorKind::PermissionMissing, Texts::tr("The tenant refuses %1 (403).").arg(path),
                     refusalCauses(), details};
    case 404:
        return Error{ErrorKind::NotAvailable, Texts::tr("This tenant does not know %1 (404).").arg(path),
                     Texts::tr("The feature may not be licensed on this tenant."), details};
    case 409:
        return Error{ErrorKind::Busy, Texts::tr("Another request is using the same index (409)."),
                     Texts::tr("Slipway tries again by itself."), details};
    case 429:
        return Error{
            ErrorKind::RateLimited, Texts::tr("The tenant's rate limit is reached (429)."),
            Texts::tr(
                "Other consumers of this tenant share the limit. Slipway waits and tries again by itself."),
            details};
    default:
        break;
    }
    if (status >= 500) {
        // Some back ends report a missing permission as a 5xx.
        if (answer.body.toLower().contains("permission denied"))
            return Error{
                ErrorKind::PermissionMissing,
                Texts::tr("The tenant refuses %1 (%2, \"permission denied\").").arg(path).arg(status),
                refusalCauses(), details};
        return Error{ErrorKind::ServerFault,
                     Texts::tr("The tenant reports a fault of its own (HTTP %1).").arg(status),
                     Texts::tr("Try again in a few minutes."), details};
    }
    // The tenant's own message, if there is one: "Only one iterator is allowed per event type." On one line,
    // so that its lines do not look like lines of ours. A large body is no message, and parsing one takes
    // memory.
    constexpr qsizetype largestRefusal = 64 << 10;
    const QString reason =
        answer.body.size() > largestRefusal
            ? QString()
            : QJsonDocument::fromJson(answer.body).object()[QLatin1String("message")].toString().simplified();
    return Error{ErrorKind::BadAnswer,
                 reason.isEmpty() ? Texts::tr("The tenant does not accept the request (HTTP %1).").arg(status)
                                  : Texts::tr("The tenant does not accept the request (HTTP %1): %2")
                                        .arg(QString::number(status), scrubbed(reason.left(200))),
                 Texts::tr("Copy the details for a ticket."), details};
}

PageFailure pageFailure(HttpAnswer answer, Error error, std::string_view list, const std::stop_token &stop)
{
    PageFailure failure{
        std::move(error), answer.status, rateLimitState(answer), AnswerFault::ReportsFailure, {}};
    if (const auto fault = faultOf(answer)) {
        failure.fault = *fault;
        const bool passes = answer.status == 408 || answer.status == 409 || answer.status == 429;
        if (*fault == AnswerFault::NotTheTenants && !passes &&
            (answer.status / 100 == 4 || answer.status == 511))
            failure.error = fromBetween(answer.status, failure.error.details);
    } else if (auto page = ResponsePage::read(std::move(answer.body), list, answer.serverTime,
                                              statesItsLength(answer), stop);
               !page) {
        failure.fault = page.error().fault;
        failure.body = std::move(page.error().body);
    }
    return failure;
}

QCoro::Task<Result<HttpAnswer>> requestPage(ApiClient &client, Endpoint endpoint, IndexName index,
                                            Operation operation, std::stop_token stop, RequestLimits limits)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("operation"), operation.text());
    query.addQueryItem(QStringLiteral("index"), index.text());
    Result<HttpAnswer> answer = co_await client.get(endpoint.path, query, stop, limits);
    co_return answer;
}

std::expected<PageAnswer, PageFailure> readPage(Result<HttpAnswer> answer, const Endpoint &endpoint,
                                                const std::stop_token &stop)
{
    if (!answer)
        return std::unexpected(PageFailure{answer.error(), 0, {}, faultOf(answer.error())});
    const RateLimitState rate = rateLimitState(*answer);
    if (auto error = classify(*answer, endpoint.path))
        return std::unexpected(pageFailure(std::move(*answer), *error, "result", stop));
    PageAnswer result;
    result.rate = rate;
    result.elapsed = answer->elapsed;
    result.wireBytes = answer->wireBytes;
    result.serverTime = answer->serverTime;
    if (answer->status != 204) {
        auto page = ResponsePage::read(std::move(answer->body), "result", answer->serverTime,
                                       statesItsLength(*answer), stop);
        if (!page)
            return std::unexpected(PageFailure{page.error().error, answer->status, rate, page.error().fault,
                                               std::move(page.error().body)});
        result.page = std::move(*page);
    }
    return result;
}

QCoro::Task<std::expected<PageAnswer, PageFailure>> fetchPage(ApiClient &client, Endpoint endpoint,
                                                              IndexName index, Operation operation,
                                                              std::stop_token stop, RequestLimits limits)
{
    Result<HttpAnswer> answer = co_await requestPage(client, endpoint, index, operation, stop, limits);
    const bool isAnswer = answer.has_value();
    std::expected<PageAnswer, PageFailure> page = readPage(std::move(answer), endpoint, stop);
    if (!page && isAnswer)
        client.endConnection();
    co_return page;
}

} // namespace slipway

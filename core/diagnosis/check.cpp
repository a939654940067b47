#include "core/diagnosis/check.h"

#include "core/async/background.h"
#include "core/diagnosis/checked_path.h"
#include "core/diagnosis/connection/connection_check.h"
#include "core/diagnosis/connection/connection_steps.h"
#include "core/diagnosis/judging.h"
#include "core/diagnosis/page_between.h"
#include "core/diagnosis/until_granted.h"
#include "core/netskope/api.h"
#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <deque>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Check)
};

struct Probing
{
    ApiClient client;
    CheckResult result;
    CheckObserver observer;
    std::stop_token stop;
    std::deque<qsizetype> waiting; // rows
    RateLimitState rate;           // the tightest seen
    bool rateReached = false;
};

// An answer without events, as some gateways write it.
bool hasNullResult(const QByteArray &body, const char *eventsKey)
{
    constexpr qsizetype largest = 64 << 10; // bytes; anything longer is not such an answer
    if (body.size() > largest)
        return false;
    const QJsonObject page = QJsonDocument::fromJson(body).object();
    const QJsonValue events = page.value(QLatin1String(eventsKey));
    const QJsonValue ok = page.value(QLatin1String("ok"));
    return events.isNull() && ok != QJsonValue(0) && ok != QJsonValue(false);
}

// What one answer says on its own; judge() considers it together with the others.
void readAnswer(AccessRow &row, const Result<HttpAnswer> &answer)
{
    std::optional<Error> error;
    if (!answer) {
        error = answer.error();
    } else {
        row.httpStatus = answer->status;
        row.requestId = answer->requestId();
        const Api &api = Api::of(row.endpoint);
        if (isReadable(row.endpoint, *answer)) {
            row.access = Access::Granted;
            row.explanation = Texts::tr("The token may read this path.");
            return;
        }
        error = api.classify(*answer, row.endpoint);
        if (!error && answer->status != 204 && !hasNullResult(answer->body, api.eventsKey())) {
            if (const auto page = ResponsePage::parse(answer->body, api.eventsKey()); !page)
                error = page.error();
        }
    }
    if (!error) {
        row.access = Access::Granted;
        row.explanation = Texts::tr("The token may read this endpoint.");
        return;
    }
    row.explanation = error->message;
    row.nextStep = error->nextStep;
    row.details = error->details;
    row.hint = answer ? bodyHint(answer->body, answer->header("content-type")) : BodyHint::Nothing;
    if (row.hint == BodyHint::WebPage && answer->status == 404) // judge() decides whose page it is
        row.explanation = pageFromBetween(*answer);
    if (answer && isFromBetween(*answer)) {
        row.access = Access::NotConclusive;
        row.cause = Cause::SomethingBetween;
        row.confidence = Confidence::Likely;
        row.explanation = pageFromBetween(*answer);
        row.nextStep.clear();
        return;
    }
    switch (error->kind) {
    case ErrorKind::Busy:
        row.access = Access::Granted;
        row.explanation =
            Texts::tr("Granted: the tenant was busy with another of Slipway's requests (409), which "
                      "proves the permission.");
        row.nextStep.clear();
        break;
    case ErrorKind::TokenRefused:
        row.access = Access::TokenRefused;
        break;
    case ErrorKind::PermissionMissing:
        row.access = Access::Missing;
        break;
    case ErrorKind::NotAvailable:
        row.access = Access::NotAvailable;
        break;
    case ErrorKind::RateLimited:
        row.access = Access::RateLimited;
        break;
    default:
        row.access = Access::NotConclusive;
        break;
    }
}

void watchRate(Probing &probing, const HttpAnswer &answer)
{
    const RateLimitState rate = rateLimitState(answer);
    if (rate.remaining && (!probing.rate.remaining || *rate.remaining < *probing.rate.remaining))
        probing.rate = rate;
}

// What one probe asks for. It takes nothing that anybody could miss afterwards.
struct Probe
{
    ReadRequest request;
    QString curl;
    RequestLimits limits;
};

Probe probeOf(const Endpoint &endpoint, const ConnectionSettings &settings)
{
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const Api &api = Api::of(endpoint);
    Probe probe;
    probe.request = isExported(endpoint) ? api.probe(endpoint, now)
                                         : ReadRequest{endpoint.path, smallestQuery(endpoint, now)};
    probe.limits = limitsFor(endpoint);
    probe.curl = api.curl(settings, probe.request);
    return probe;
}

// Takes rows from the queue until it is empty; a few of these run at a time.
QCoro::Task<void> probeRows(Probing &probing)
{
    while (!probing.waiting.empty() && !probing.stop.stop_requested()) {
        const qsizetype at = probing.waiting.front();
        probing.waiting.pop_front();
        const Endpoint &endpoint = probing.result.rows[at].endpoint;
        const Api &api = Api::of(endpoint);
        const Probe probe = probeOf(endpoint, probing.client.settings());
        {
            AccessRow &row = probing.result.rows[at];
            row.access = Access::Probing;
            row.at = QDateTime::currentDateTimeUtc();
            row.curl = probe.curl;
            probing.observer.row(row);
        }
        Result<HttpAnswer> answer =
            co_await api.read(probing.client, probe.request, probing.stop, probe.limits);
        if (answer && answer->status == 429) {
            probing.rateReached = true;
            const double seconds = rateLimitState(*answer).resetSeconds.value_or(1);
            if (seconds <= 5 &&
                co_await pause(std::chrono::milliseconds(static_cast<qint64>(seconds * 1000) + 100),
                               probing.stop))
                answer = co_await api.read(probing.client, probe.request, probing.stop, probe.limits);
        }
        AccessRow &row = probing.result.rows[at];
        row.milliseconds = answer ? answer->elapsed.count() : row.at.msecsTo(QDateTime::currentDateTimeUtc());
        if (answer)
            watchRate(probing, *answer);
        readAnswer(row, answer);
        probing.observer.row(row);
    }
}

void giveUp(QList<AccessRow> &rows, const QString &why)
{
    for (AccessRow &row : rows) {
        if (row.access == Access::Waiting || row.access == Access::Probing) {
            row.access = Access::NotConclusive;
            row.explanation = why;
        }
    }
}

JudgingFacts factsFrom(const std::optional<HttpAnswer> &tokenList, const ConnectionSettings &settings)
{
    JudgingFacts facts;
    facts.looksLikeV1 = looksLikeV1Token(settings.token.reveal());
    if (tokenList && tokenList->status == 200) {
        if (auto tokens = parseTokenList(tokenList->body)) {
            facts.tokens = std::move(*tokens);
            facts.tokenListAnswered = true;
        }
    }
    return facts;
}

} // namespace

QCoro::Task<AccessRow> probeAgain(ConnectionSettings settings, AccessRow row, std::stop_token stop)
{
    ApiClient client(settings);
    const Probe probe = probeOf(row.endpoint, settings);
    row.cause = Cause::None;
    row.at = QDateTime::currentDateTimeUtc();
    row.curl = probe.curl;
    const Result<HttpAnswer> answer =
        co_await Api::of(row.endpoint).read(client, probe.request, stop, probe.limits);
    row.milliseconds = answer ? answer->elapsed.count() : row.at.msecsTo(QDateTime::currentDateTimeUtc());
    readAnswer(row, answer);
    co_return row;
}

QCoro::Task<CheckResult> runCheck(ConnectionSettings settings, Profile profile, QList<Endpoint> endpoints,
                                  std::stop_token stop, CheckObserver observer)
{
    if (!observer.step)
        observer.step = [](const ConnectionStep &) {};
    if (!observer.row)
        observer.row = [](const AccessRow &) {};
    if (!settings.ledger)
        settings.ledger = std::make_shared<RequestLedger>();
    const qint64 foreignBefore = settings.ledger->foreignIndexes();
    Probing probing{ApiClient(settings), {}, observer, stop, {}, {}, false};
    CheckResult &result = probing.result;
    result.at = QDateTime::currentDateTimeUtc();
    result.address = settings.address;
    result.profile = profile;
    for (const Endpoint &endpoint : endpoints) {
        AccessRow row;
        row.endpoint = endpoint;
        row.needed = profile.endpointIds.contains(endpoint.id);
        result.rows << row;
    }

    const Api &api = endpoints.isEmpty() ? Api::of(ApiVersion::V2) : Api::of(endpoints.first());
    const ConnectionReport connection =
        co_await checkConnection(probing.client, api.version(), stop, observer.step);
    result.steps = connection.steps;
    if (connection.reachable && !stop.stop_requested()) {
        for (qsizetype row = 0; row < result.rows.size(); ++row)
            probing.waiting.push_back(row);
        std::vector<QCoro::Task<void>> workers;
        for (int worker = 0; worker < 3; ++worker)
            workers.push_back(probeRows(probing));
        for (auto &worker : workers)
            co_await worker;
    }
    giveUp(result.rows, connection.reachable ? Texts::tr("Not tested: the check was stopped.")
                                             : Texts::tr("Not tested: the connection had failed."));

    if (connection.firstAnswer)
        watchRate(probing, *connection.firstAnswer);
    result.steps.last() = rateStep(result.steps.last(), probing.rate, probing.rateReached);
    observer.step(result.steps.last());
    result.stopped = stop.stop_requested();
    result.foreignIndexes = static_cast<int>(settings.ledger->foreignIndexes() - foreignBefore);
    judge(result, api.hasScopes() ? factsFrom(connection.firstAnswer, settings) : JudgingFacts{});
    for (const AccessRow &row : result.rows)
        probing.observer.row(row);
    co_return result;
}

} // namespace slipway

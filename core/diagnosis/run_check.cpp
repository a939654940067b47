#include "core/base/background.h"
#include "core/diagnosis/check.h"
#include "core/diagnosis/connection_steps.h"

#include <QCoreApplication>

#include <deque>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Check", text);
}

// What one answer says for itself; settle() reads it together with the others.
void readAnswer(AccessRow &row, const std::expected<PageAnswer, PageFailure> &answer)
{
    if (answer) {
        row.access = Access::Granted;
        row.httpStatus = 200;
        row.milliseconds = answer->elapsed.count();
        row.explanation = tr("The token may read this endpoint.");
        return;
    }
    const PageFailure &fault = answer.error();
    row.httpStatus = fault.status;
    row.explanation = fault.error.message;
    row.nextStep = fault.error.nextStep;
    row.details = fault.error.details;
    switch (fault.error.kind) {
    case ErrorKind::Busy:
        row.access = Access::Granted;
        row.explanation = tr("Granted: the tenant was busy with another of Slipway's requests (409), which "
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

struct Probing
{
    ApiClient client;
    CheckResult result;
    CheckObserver observer;
    std::stop_token stop;
    std::deque<qsizetype> waiting; // rows
};

// Takes rows from the queue until it is empty; a few of these run at a time.
QCoro::Task<void> probeRows(Probing &probing)
{
    while (!probing.waiting.empty() && !probing.stop.stop_requested()) {
        const qsizetype at = probing.waiting.front();
        probing.waiting.pop_front();
        probing.result.rows[at].access = Access::Probing;
        probing.observer.row(probing.result.rows[at]);
        const Endpoint endpoint = probing.result.rows[at].endpoint;
        // An epoch in the near future: an answer without events, from a cursor that is only ours.
        const Operation ahead = Operation::from(QDateTime::currentSecsSinceEpoch() + 60);
        const auto begun = std::chrono::steady_clock::now();
        auto answer = co_await fetchPage(probing.client, endpoint, IndexName::probe(), ahead, probing.stop);
        if (!answer && answer.error().error.kind == ErrorKind::RateLimited &&
            answer.error().rate.resetSeconds.value_or(1) <= 5) {
            const bool going = co_await pause(
                std::chrono::milliseconds(
                    static_cast<qint64>(answer.error().rate.resetSeconds.value_or(1) * 1000) + 100),
                probing.stop);
            if (going)
                answer =
                    co_await fetchPage(probing.client, endpoint, IndexName::probe(), ahead, probing.stop);
        }
        AccessRow &row = probing.result.rows[at];
        row.milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun)
                .count();
        readAnswer(row, answer);
        probing.observer.row(row);
    }
}

} // namespace

QCoro::Task<CheckResult> runCheck(ConnectionSettings settings, Profile profile, QList<Endpoint> endpoints,
                                  std::stop_token stop, CheckObserver observer)
{
    if (!observer.step)
        observer.step = [](const ConnectionStep &) {};
    if (!observer.row)
        observer.row = [](const AccessRow &) {};
    Probing probing{ApiClient(settings), {}, observer, stop, {}};
    CheckResult &result = probing.result;
    result.at = QDateTime::currentDateTimeUtc();
    result.address = settings.address;
    result.profile = profile;
    result.steps = waitingSteps();
    for (const Endpoint &endpoint : endpoints) {
        AccessRow row;
        row.endpoint = endpoint;
        row.needed = profile.endpointIds.contains(endpoint.id);
        result.rows << row;
    }

    const auto publish = [&](qsizetype at, const ConnectionStep &step) {
        result.steps[at] = step;
        probing.observer.step(step);
    };
    const auto running = [&](qsizetype at) {
        result.steps[at].state = StepState::Running;
        probing.observer.step(result.steps[at]);
        return result.steps[at];
    };
    const auto skip = [&](qsizetype at, const QString &why) {
        ConnectionStep step = result.steps[at];
        step.state = StepState::Skipped;
        step.evidence = why;
        publish(at, step);
    };

    const bool plain = settings.address.scheme() == QLatin1String("http");
    const bool byProxy = !settings.proxy.isEmpty() && settings.proxy != QLatin1String("none");
    bool reachable = true;
    for (qsizetype at = 0; at < 3; ++at) {
        if (byProxy) {
            skip(at, tr("by the proxy"));
        } else if (at == 2 && plain) {
            skip(at, tr("plain HTTP on this computer"));
        } else if (!reachable || stop.stop_requested()) {
            skip(at, {});
        } else {
            ConnectionStep step = running(at);
            if (at == 0)
                step = co_await checkName(step, settings.address, stop);
            else if (at == 1)
                step = co_await checkTcp(step, settings.address, stop);
            else
                step = co_await checkTls(step, settings, stop);
            publish(at, step);
            reachable = step.state != StepState::Failed;
        }
    }
    if (reachable && !stop.stop_requested() && !endpoints.isEmpty()) {
        // The token's own list shows whether an API answers here; that it may be refused is fine.
        const ConnectionStep step = running(3);
        Result<HttpAnswer> answer =
            co_await probing.client.get(QStringLiteral("/api/v2/auth/tokens"), {}, stop);
        publish(3, httpStep(step, answer));
        reachable = result.steps[3].state != StepState::Failed;
        if (answer)
            publish(4, clockStep(result.steps[4], *answer));
        else
            skip(4, {});
    } else {
        skip(3, {});
        skip(4, {});
    }

    if (reachable && !stop.stop_requested()) {
        for (qsizetype row = 0; row < result.rows.size(); ++row)
            probing.waiting.push_back(row);
        std::vector<QCoro::Task<void>> workers;
        for (int worker = 0; worker < 3; ++worker)
            workers.push_back(probeRows(probing));
        for (auto &worker : workers)
            co_await worker;
    } else {
        for (AccessRow &row : result.rows) {
            row.access = Access::NotConclusive;
            row.explanation = tr("Not tested: the connection failed before.");
        }
    }
    if (stop.stop_requested()) {
        for (AccessRow &row : result.rows) {
            if (row.access == Access::Waiting || row.access == Access::Probing) {
                row.access = Access::NotConclusive;
                row.explanation = tr("Not tested: the check was stopped.");
            }
        }
    }
    settle(result);
    for (const AccessRow &row : result.rows)
        probing.observer.row(row);
    co_return result;
}

} // namespace slipway

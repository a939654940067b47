// The steps that come before any question of permission: proxy, name and TCP, and what the first HTTP answer
// tells (TLS: tls_step.h). Each fills in state, time, evidence, facts and error.
#pragma once
#include "core/diagnosis/check.h"

namespace slipway {

// The seven steps of a check, all waiting.
[[nodiscard]] QList<ConnectionStep> waitingSteps();

// Which way leads to the tenant. Without a route the check cannot go on.
struct RouteStep
{
    ConnectionStep step;
    std::optional<ProxyRoute> route;
};
[[nodiscard]] QCoro::Task<RouteStep> checkRoute(ConnectionStep step, ConnectionSettings settings,
                                                std::stop_token stop);
// Of the tenant, or of the proxy in its way.
[[nodiscard]] QCoro::Task<ConnectionStep> checkName(ConnectionStep step, QString host, std::stop_token stop);
[[nodiscard]] QCoro::Task<ConnectionStep> checkTcp(ConnectionStep step, QString host, quint16 port,
                                                   std::stop_token stop);
// From the first HTTP answer: is it an API that answers, and is its clock ours?
[[nodiscard]] ConnectionStep httpStep(ConnectionStep step, const QUrl &address,
                                      const Result<HttpAnswer> &answer);
[[nodiscard]] ConnectionStep clockStep(ConnectionStep step, const HttpAnswer &answer);
// From the tightest limit that any answer named.
[[nodiscard]] ConnectionStep rateStep(ConnectionStep step, const RateLimitState &rate, bool reached);

[[nodiscard]] quint16 portOf(const QUrl &address);
// A step that failed at this point.
[[nodiscard]] ConnectionStep failedStep(ConnectionStep step, ErrorKind kind, const QString &message,
                                        const QString &next, const QString &details = {});

} // namespace slipway

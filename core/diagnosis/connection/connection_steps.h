// The steps that come before any question of permission: proxy, name and TCP, and what the first HTTP answer
// shows (for TLS see tls_step.h). Each fills in state, time, evidence, facts and error.
#pragma once
#include "core/diagnosis/check.h"

namespace slipway {

// The seven steps of a check, all waiting.
[[nodiscard]] QList<ConnectionStep> waitingSteps();

// Which route leads to the tenant. Without one, the check cannot continue.
struct RouteStep
{
    ConnectionStep step;
    std::optional<ProxyRoute> route;
};
[[nodiscard]] QCoro::Task<RouteStep> checkRoute(ConnectionStep step, ConnectionSettings settings,
                                                std::stop_token stop);
// `host` is the tenant's, or that of the proxy in front of it.
[[nodiscard]] QCoro::Task<ConnectionStep> checkName(ConnectionStep step, QString host, std::stop_token stop);
[[nodiscard]] QCoro::Task<ConnectionStep> checkTcp(ConnectionStep step, QString host, quint16 port,
                                                   std::stop_token stop);
// From the first HTTP answer: does an API answer, and does its clock agree with ours?
[[nodiscard]] ConnectionStep httpStep(ConnectionStep step, const QUrl &address,
                                      const Result<HttpAnswer> &answer);
[[nodiscard]] ConnectionStep clockStep(ConnectionStep step, const HttpAnswer &answer);
// From the tightest limit that any answer stated. `reached`: a probe was rate limited.
[[nodiscard]] ConnectionStep rateStep(ConnectionStep step, const RateLimitState &rate, bool reached);

[[nodiscard]] quint16 portOf(const QUrl &address);
// The step, marked as failed with this error.
[[nodiscard]] ConnectionStep failedStep(ConnectionStep step, ErrorKind kind, const QString &message,
                                        const QString &next, const QString &details = {});

} // namespace slipway

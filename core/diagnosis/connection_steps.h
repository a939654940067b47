// The steps that come before any question of permission: name, TCP, TLS.
#pragma once
#include "core/diagnosis/check.h"

namespace slipway {

// The five steps of a check, all waiting.
[[nodiscard]] QList<ConnectionStep> waitingSteps();
// Each fills in state, time, evidence and error. With a proxy the first steps are the proxy's business:
// skipped.
[[nodiscard]] QCoro::Task<ConnectionStep> checkName(ConnectionStep step, QUrl address, std::stop_token stop);
[[nodiscard]] QCoro::Task<ConnectionStep> checkTcp(ConnectionStep step, QUrl address, std::stop_token stop);
[[nodiscard]] QCoro::Task<ConnectionStep> checkTls(ConnectionStep step, ConnectionSettings settings,
                                                   std::stop_token stop);
// From the first HTTP answer: is it an API that answers, and is its clock ours?
[[nodiscard]] ConnectionStep httpStep(ConnectionStep step, const Result<HttpAnswer> &answer);
[[nodiscard]] ConnectionStep clockStep(ConnectionStep step, const HttpAnswer &answer);

} // namespace slipway

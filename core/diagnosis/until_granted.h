// Tests again until all that is needed is granted: a change of a token's permissions can take up to 30
// minutes to work (docs/netskope-api.md, "Tokens").
//
// Gently: after the first whole check each round sends a single request, for the first endpoint that is still
// refused, so that the tenant's audit log gets one refusal a round; when that one is granted, the next is
// tried at once. The last word has a whole check again.
#pragma once
#include "core/diagnosis/check_session.h"

#include <chrono>

namespace slipway {

struct GrantRound
{
    int number = 0;         // 1 for the first test after the whole check
    qint64 secondsLeft = 0; // before the next test; 0: it is under way
    int granted = 0, needed = 0;
    QString endpoint;                   // title of the one that is tested next
    [[nodiscard]] QString text() const; // for people: "2 of 3 granted. Testing Alerts again in 41 s."
};

struct GrantRequest
{
    std::chrono::seconds every{60};
    std::chrono::seconds atMost{0}; // 0: until granted or stopped
};

// One row, by the same probe as a check's. What a single refusal means it cannot tell.
[[nodiscard]] QCoro::Task<AccessRow> probeAgain(ConnectionSettings settings, AccessRow row,
                                                std::stop_token stop);

// `round` is told once a second while it waits. Ends with the last whole check and what later rounds found:
// ready, stopped, out of time, or kept out by a proxy, whose sign-in no later round could change.
[[nodiscard]] QCoro::Task<CheckResult> checkUntilGranted(ConnectionSettings settings, Profile profile,
                                                         QList<Endpoint> endpoints, GrantRequest request,
                                                         std::stop_token stop, CheckObserver observer,
                                                         std::function<void(const GrantRound &)> round);

// The same on a thread of its own; as CheckSession.
class GrantSession : public QObject
{
    Q_OBJECT
public:
    GrantSession(ConnectionSettings settings, Profile profile, QList<Endpoint> endpoints,
                 GrantRequest request, QObject *parent = nullptr);
    ~GrantSession() override;
    void start();
    void cancel();

Q_SIGNALS:
    void stepChanged(const slipway::ConnectionStep &step);
    void rowChanged(const slipway::AccessRow &row);
    void roundChanged(const slipway::GrantRound &round);
    void finished(const slipway::CheckResult &result); // always, once

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::GrantRound)

// Repeats the test until everything that is needed is granted: a change to a token's permissions can take up
// to 30 minutes to take effect (docs/netskope-api.md, "Tokens").
//
// It does so gently: after the first complete check, each round sends a request only to the first endpoint
// that is still refused, so that the tenant's audit log gets one refusal a round; if it is granted now, the
// next one is tried immediately. A complete check has the last word.
#pragma once
#include "core/diagnosis/check_session.h"

#include <QObject>

#include <chrono>

namespace slipway {

struct GrantRound
{
    int number = 0;         // 1 for the first test after the complete check
    qint64 secondsLeft = 0; // before the next test; 0: it is under way
    int granted = 0, needed = 0;
    QString endpoint;                   // title of the one to be tested next
    [[nodiscard]] QString text() const; // for people: "2 of 3 granted. Testing Alerts again in 41 s."
};

struct GrantRequest
{
    std::chrono::seconds every{60};
    std::chrono::seconds atMost{0}; // 0: until granted or stopped
};

// Tests one row with the same probe as a check. It cannot tell what a single refusal means.
[[nodiscard]] QCoro::Task<AccessRow> probeAgain(ConnectionSettings settings, AccessRow row,
                                                std::stop_token stop);

// `round` is called once a second while it waits. It ends when everything is granted, when it is stopped,
// when the time is up, or when a proxy refuses the sign-in, which no later round could change. The result is
// that of the last complete check, with what later rounds found.
[[nodiscard]] QCoro::Task<CheckResult> checkUntilGranted(ConnectionSettings settings, Profile profile,
                                                         QList<Endpoint> endpoints, GrantRequest request,
                                                         std::stop_token stop, CheckObserver observer,
                                                         std::function<void(const GrantRound &)> round);

// The same on a thread of its own, like CheckSession.
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

// The check: is the tenant reachable, and what may this token read?
//
// Probes use the index slipway-probe with an epoch one minute ahead, as Netskope's own integration does:
// nothing is consumed, and no other consumer's cursor can move. A few probes at a time; only the endpoints
// asked for.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/netskope/iterator.h"

#include <QObject>
#include <QThread>
#include <functional>
#include <memory>

namespace slipway {

// What a check knows besides its rows when it settles them.
struct SettleFacts
{
    QList<TokenFacts> tokens = {};  // the tenant's list; empty: it was not readable
    bool tokenListAnswered = false; // the list was readable, so the token works
    bool looksLikeV1 = false;       // the token has the form of a V1 token
};
// Sets rows, verdict and summary right once all probes are in: a 403 means "missing" only where another
// endpoint of the same token was granted (or busy), or the token's own list says so; all refused means "token
// refused" with the possible reasons (core/diagnosis/refusal.h).
void settle(CheckResult &result, const SettleFacts &facts = {});

// One running check. Lives on the caller's thread; its work is done on a thread of its own, and its signals
// arrive on the caller's thread. Deleting it cancels the check within a second.
class CheckSession : public QObject
{
    Q_OBJECT
public:
    CheckSession(ConnectionSettings settings, Profile profile, QList<Endpoint> endpoints,
                 QObject *parent = nullptr);
    ~CheckSession() override;
    void start();
    void cancel();

Q_SIGNALS:
    void stepChanged(const slipway::ConnectionStep &step);
    void rowChanged(const slipway::AccessRow &row);
    // Always comes, once; after cancel() with what was known.
    void finished(const slipway::CheckResult &result);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

// The same as a coroutine on the current thread, for the command line and tests.
struct CheckObserver
{
    std::function<void(const ConnectionStep &)> step;
    std::function<void(const AccessRow &)> row;
};
[[nodiscard]] QCoro::Task<CheckResult> runCheck(ConnectionSettings settings, Profile profile,
                                                QList<Endpoint> endpoints, std::stop_token stop,
                                                CheckObserver observer);

} // namespace slipway

Q_DECLARE_METATYPE(slipway::ConnectionStep)
Q_DECLARE_METATYPE(slipway::AccessRow)
Q_DECLARE_METATYPE(slipway::CheckResult)

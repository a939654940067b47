// The check: is the tenant reachable, and what may this token read?
//
// Probes use the index slipway-probe with an epoch one minute ahead, as Netskope's own integration does:
// nothing is consumed, and no other consumer's cursor can move. A few probes at a time; only the endpoints
// asked for.
#pragma once
#include "core/netskope/iterator.h"

#include <QDateTime>
#include <QObject>
#include <QThread>
#include <memory>

namespace slipway {

enum class StepState { Waiting, Running, Passed, Warning, Failed, Skipped };

// Steps in order: "name", "tcp", "tls", "http", "clock".
struct ConnectionStep
{
    QString id;
    QString title; // for people: "Name", "TCP", "TLS", "HTTP", "Clock"
    StepState state = StepState::Waiting;
    qint64 milliseconds = -1; // -1: not measured
    QString evidence;         // short: "3 addresses", "TLSv1.3 *.goskope.com", "+0.4 s"
    std::optional<Error> error;
};

enum class Access {
    Waiting,
    Probing,
    Granted,
    Missing,
    TokenRefused,
    RateLimited,
    NotAvailable,
    NotConclusive
};
[[nodiscard]] QString accessWord(Access access); // for people: "granted", "missing", "token refused" …

struct AccessRow
{
    Endpoint endpoint;
    bool needed = false; // the profile asks for it
    Access access = Access::Waiting;
    int httpStatus = 0;
    qint64 milliseconds = -1;
    QString explanation; // what is certain and what is likely
    QString nextStep;
    QString details;
};

enum class Verdict { Ready, NotReady, NotConclusive };

struct CheckResult
{
    QDateTime at; // UTC
    QUrl address;
    Profile profile;
    QList<ConnectionStep> steps;
    QList<AccessRow> rows;
    Verdict verdict = Verdict::NotConclusive;
    QString summary; // "Ready: 3 of 3 required permissions.", "Not ready: 1 of 3 required permissions is
                     // missing."

    // Both without any secret.
    [[nodiscard]] QString asText() const;
    [[nodiscard]] QJsonObject asJson() const;
};

// Sets rows, verdict and summary right once all probes are in: a 403 means "missing" only where another
// endpoint of the same token was granted (or busy); all refused means "token refused" with the four possible
// reasons.
void settle(CheckResult &result);

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

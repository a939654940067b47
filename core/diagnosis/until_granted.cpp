#include "core/diagnosis/until_granted.h"

#include "core/diagnosis/judging.h"

#include "core/async/background.h"
#include "core/net/proxy_handshake.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

using Clock = std::chrono::steady_clock;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(UntilGranted)
};

bool isOpen(const AccessRow &row)
{
    return row.needed && row.access != Access::Granted;
}

// Whether the proxy refuses the sign-in: each round would be one more wrong password.
bool isKeptOut(const CheckResult &result)
{
    return std::any_of(result.steps.cbegin(), result.steps.cend(),
                       [](const ConnectionStep &step) { return step.error && isSignInRefusal(*step.error); });
}

GrantRound roundOf(const CheckResult &result, int number)
{
    GrantRound round;
    round.number = number;
    for (const AccessRow &row : result.rows) {
        round.needed += row.needed;
        round.granted += row.needed && row.access == Access::Granted;
        if (isOpen(row) && round.endpoint.isEmpty())
            round.endpoint = row.endpoint.title;
    }
    return round;
}

} // namespace

QString GrantRound::text() const
{
    const QString state = Texts::tr("%1 of %2 granted.").arg(granted).arg(needed);
    return state + QLatin1Char(' ') +
           (secondsLeft > 0 ? Texts::tr("Testing %1 again in %2 s.").arg(endpoint).arg(secondsLeft)
                            : Texts::tr("Testing %1…").arg(endpoint));
}

QCoro::Task<CheckResult> checkUntilGranted(ConnectionSettings settings, Profile profile,
                                           QList<Endpoint> endpoints, GrantRequest request,
                                           std::stop_token stop, CheckObserver observer,
                                           std::function<void(const GrantRound &)> round)
{
    if (!observer.row)
        observer.row = [](const AccessRow &) {};
    const auto begun = Clock::now();
    bool anyChanged = false; // since the last complete check
    CheckResult result = co_await runCheck(settings, profile, endpoints, stop, observer);
    for (int number = 1; result.verdict != Verdict::Ready && !stop.stop_requested(); ++number) {
        GrantRound now = roundOf(result, number);
        if (now.endpoint.isEmpty() && now.needed == 0)
            break; // nothing is needed: no test could change that
        if (isKeptOut(result))
            break;
        const auto next = Clock::now() + request.every;
        if (request.atMost.count() > 0 && next > begun + request.atMost)
            break;
        while (Clock::now() < next && !stop.stop_requested()) {
            now.secondsLeft =
                std::chrono::duration_cast<std::chrono::seconds>(next - Clock::now()).count() + 1;
            round(now);
            (void)co_await pause(
                std::min<std::chrono::milliseconds>(
                    std::chrono::seconds(1),
                    std::chrono::duration_cast<std::chrono::milliseconds>(next - Clock::now())),
                stop);
        }
        if (stop.stop_requested())
            break;
        bool anyGranted =
            now.endpoint.isEmpty(); // all granted, but still not ready: run a complete check again
        for (AccessRow &row : result.rows) {
            if (!isOpen(row))
                continue;
            now.secondsLeft = 0;
            now.endpoint = row.endpoint.title;
            round(now);
            const AccessRow again = co_await probeAgain(settings, row, stop);
            if (again.access != Access::Granted)
                break; // one refusal a round
            row = again;
            anyGranted = anyChanged = true;
            ++now.granted;
            observer.row(row);
        }
        if (anyGranted && std::none_of(result.rows.cbegin(), result.rows.cend(), isOpen)) {
            anyChanged = false;
            result = co_await runCheck(settings, profile, endpoints, stop, observer);
        }
    }
    if (anyChanged)
        judge(result); // stopped between two complete checks
    co_return result;
}

struct GrantSession::State
{
    ConnectionSettings settings;
    Profile profile;
    QList<Endpoint> endpoints;
    GrantRequest request;
    BackgroundThread thread;
};

GrantSession::GrantSession(ConnectionSettings settings, Profile profile, QList<Endpoint> endpoints,
                           GrantRequest request, QObject *parent)
    : QObject(parent),
      m_state(new State{std::move(settings), std::move(profile), std::move(endpoints), request, {}})
{
    qRegisterMetaType<ConnectionStep>();
    qRegisterMetaType<AccessRow>();
    qRegisterMetaType<GrantRound>();
    qRegisterMetaType<CheckResult>();
}

GrantSession::~GrantSession() = default;

void GrantSession::start()
{
    m_state->thread.run([this, settings = m_state->settings, profile = m_state->profile,
                         endpoints = m_state->endpoints, request = m_state->request](std::stop_token stop) {
        const auto tell = [this](auto what) {
            QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
        };
        CheckObserver observer;
        observer.step = [&](const ConnectionStep &step) { tell([this, step] { Q_EMIT stepChanged(step); }); };
        observer.row = [&](const AccessRow &row) { tell([this, row] { Q_EMIT rowChanged(row); }); };
        const CheckResult result = QCoro::waitFor(checkUntilGranted(
            settings, profile, endpoints, request, stop, observer,
            [&](const GrantRound &round) { tell([this, round] { Q_EMIT roundChanged(round); }); }));
        tell([this, result] { Q_EMIT finished(result); });
    });
}

void GrantSession::cancel()
{
    m_state->thread.requestStop();
}

} // namespace slipway

#include "core/diagnosis/connection/connection_check.h"

#include "core/diagnosis/connection/connection_steps.h"
#include "core/diagnosis/connection/tls_step.h"
#include "core/net/ca_file.h"
#include "core/netskope/api.h"

#include <QCoreApplication>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionCheck)
};

enum Step { Proxy, Name, Tcp, Tls, Http, Clock };

// The steps with their states, which are published to the observer.
struct Steps
{
    ConnectionReport &report;
    const std::function<void(const ConnectionStep &)> &publish;

    ConnectionStep begin(Step at)
    {
        ConnectionStep &step = report.steps[at];
        step.state = StepState::Running;
        step.at = QDateTime::currentDateTimeUtc();
        publish(step);
        return step;
    }
    // True if the check can continue.
    bool end(Step at, const ConnectionStep &step)
    {
        report.steps[at] = step;
        publish(step);
        return step.state != StepState::Failed;
    }
    void skip(Step at, const QString &why = {})
    {
        report.steps[at].state = StepState::Skipped;
        report.steps[at].evidence = why;
        publish(report.steps[at]);
    }
    void skipWaiting()
    {
        for (int at = Proxy; at <= Clock; ++at) {
            if (report.steps[at].state == StepState::Waiting)
                skip(static_cast<Step>(at));
        }
    }
};

// If there is a proxy, a fault on the way to it is reported as the proxy's.
ConnectionStep ofProxy(ConnectionStep step, bool direct)
{
    if (!direct && step.error) {
        step.error->kind = ErrorKind::Proxy;
        step.error->message = Texts::tr("The proxy cannot be used: %1").arg(step.error->message);
        step.error->nextStep =
            Texts::tr("Check the proxy's address; the step Proxy says where it comes from.");
    }
    return step;
}

// Name, TCP and TLS.
QCoro::Task<bool> reach(Steps &steps, const ConnectionSettings &settings, std::stop_token stop)
{
    // The settings must be usable before anything is sent to the network.
    const Result<CaFile> caFile = settings.caFile.isEmpty() ? Result<CaFile>() : readCaFile(settings.caFile);
    if (!caFile) {
        ConnectionStep tls = steps.begin(Tls);
        tls.state = StepState::Failed;
        tls.error = caFile.error();
        co_return steps.end(Tls, tls);
    }
    const RouteStep route = co_await checkRoute(steps.begin(Proxy), settings, stop);
    if (!steps.end(Proxy, route.step) || stop.stop_requested())
        co_return false;
    const bool direct = route.route->isDirect();
    const QString host = direct ? settings.address.host() : route.route->proxy.hostName();
    const quint16 port = direct ? portOf(settings.address) : route.route->proxy.port();
    if (!steps.end(Name, ofProxy(co_await checkName(steps.begin(Name), host, stop), direct)) ||
        stop.stop_requested())
        co_return false;
    if (!steps.end(Tcp, ofProxy(co_await checkTcp(steps.begin(Tcp), host, port, stop), direct)) ||
        stop.stop_requested())
        co_return false;
    if (settings.address.scheme() == QLatin1String("http")) {
        steps.skip(Tls, Texts::tr("plain HTTP on this computer"));
        co_return true;
    }
    TlsStep tls = co_await checkTls(steps.begin(Tls), settings, *route.route, stop);
    if (tls.proxyError) {
        ConnectionStep proxy = route.step;
        proxy.state = StepState::Failed;
        proxy.error = tls.proxyError;
        steps.skip(Tls);
        co_return steps.end(Proxy, proxy);
    }
    co_return steps.end(Tls, tls.step);
}

} // namespace

QCoro::Task<ConnectionReport> checkConnection(ApiClient &client, ApiVersion version, std::stop_token stop,
                                              std::function<void(const ConnectionStep &)> publish)
{
    ConnectionReport report;
    report.steps = waitingSteps();
    Steps steps{report, publish};
    report.reachable = co_await reach(steps, client.settings(), stop);
    if (report.reachable && !stop.stop_requested()) {
        const Api &api = Api::of(version);
        const ReadRequest request = api.firstRequest(QDateTime::currentSecsSinceEpoch());
        ConnectionStep http = steps.begin(Http);
        http.curl = api.curl(client.settings(), request);
        Result<HttpAnswer> answer = co_await api.read(client, request, stop);
        report.reachable = steps.end(Http, httpStep(http, client.settings().address, answer));
        if (answer) {
            (void)steps.end(Clock, clockStep(steps.begin(Clock), *answer));
            report.firstAnswer = std::move(*answer);
        }
    }
    steps.skipWaiting();
    co_return report;
}

} // namespace slipway

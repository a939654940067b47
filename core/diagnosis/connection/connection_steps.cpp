#include "core/diagnosis/connection/connection_steps.h"

#include "core/async/completion.h"
#include "core/base/plural_form.h"
#include "core/diagnosis/page_between.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QHostAddress>
#include <QHostInfo>
#include <QTcpSocket>

#include <cmath>

namespace slipway {
namespace {

using namespace std::chrono_literals;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionSteps)
};

} // namespace

ConnectionStep failedStep(ConnectionStep step, ErrorKind kind, const QString &message, const QString &next,
                          const QString &details)
{
    step.state = StepState::Failed;
    step.error = Error{kind, message, next, details};
    return step;
}

quint16 portOf(const QUrl &address)
{
    return static_cast<quint16>(address.port(address.scheme() == QLatin1String("http") ? 80 : 443));
}

QList<ConnectionStep> waitingSteps()
{
    const auto step = [](const char *id, const QString &title) {
        return ConnectionStep{QString::fromLatin1(id), title, StepState::Waiting, -1, {}};
    };
    return {step("proxy", Texts::tr("Proxy")),    step("name", Texts::tr("Name")),
            step("tcp", Texts::tr("TCP")),        step("tls", Texts::tr("TLS")),
            step("http", Texts::tr("HTTP")),      step("clock", Texts::tr("Clock")),
            step("rate", Texts::tr("Rate limit"))};
}

QCoro::Task<RouteStep> checkRoute(ConnectionStep step, ConnectionSettings settings, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    Result<ProxyRoute> route = co_await routeTo(settings.address, settings.proxy, stop);
    if (route && route->source == ProxyRoute::Source::Settings)
        route->origin = settings.proxyOption;
    step.milliseconds = clock.elapsed();
    if (!route) {
        step.state = StepState::Failed;
        step.error = route.error();
        co_return RouteStep{step, std::nullopt};
    }
    step.state = route->isDirect() ? StepState::Skipped : StepState::Passed;
    step.evidence = route->text();
    co_return RouteStep{step, *route};
}

QCoro::Task<ConnectionStep> checkName(ConnectionStep step, QString host, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    Completion completion(10s);
    QHostInfo found;
    const int lookup = QHostInfo::lookupHost(host, &completion, [&](const QHostInfo &info) {
        found = info;
        completion.end(true);
    });
    const bool reached = co_await wait(completion, stop);
    step.milliseconds = clock.elapsed();
    if (!reached) {
        QHostInfo::abortHostLookup(lookup);
        co_return failedStep(step, ErrorKind::Timeout, Texts::tr("The name server did not answer."),
                             Texts::tr("Check this computer's network and DNS."));
    }
    if (found.error() != QHostInfo::NoError || found.addresses().isEmpty())
        co_return failedStep(
            step, ErrorKind::NameNotFound, Texts::tr("No host named %1 was found.").arg(host),
            Texts::tr("Check the address for typing errors, and this computer's DNS."), found.errorString());
    for (const QHostAddress &each : found.addresses())
        step.facts << each.toString();
    step.state = StepState::Passed;
    step.evidence = step.facts.size() == 1
                        ? step.facts.first()
                        : Texts::tr("%n addresses", nullptr, pluralForm(step.facts.size()));
    co_return step;
}

QCoro::Task<ConnectionStep> checkTcp(ConnectionStep step, QString host, quint16 port, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    Completion completion(15s);
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    QObject::connect(&socket, &QTcpSocket::connected, &completion, [&] { completion.end(true); });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &completion, [&] { completion.end(false); });
    socket.connectToHost(host, port);
    const bool reached = co_await wait(completion, stop);
    step.milliseconds = clock.elapsed();
    if (!reached) {
        const bool refused = socket.error() == QAbstractSocket::ConnectionRefusedError;
        co_return failedStep(step, refused ? ErrorKind::ConnectionRefused : ErrorKind::Timeout,
                             refused ? Texts::tr("%1 refuses connections on port %2.").arg(host).arg(port)
                                     : Texts::tr("%1 cannot be reached on port %2.").arg(host).arg(port),
                             Texts::tr("Check the address, and whether a firewall or a proxy is needed."),
                             socket.errorString());
    }
    step.state = StepState::Passed;
    step.evidence = socket.peerAddress().toString();
    step.facts = {Texts::tr("From %1 to %2 port %3")
                      .arg(socket.localAddress().toString(), socket.peerAddress().toString())
                      .arg(port)};
    co_return step;
}

ConnectionStep httpStep(ConnectionStep step, const QUrl &address, const Result<HttpAnswer> &answer)
{
    if (!answer) {
        step.state = StepState::Failed;
        step.error = answer.error();
        return step;
    }
    step.milliseconds = answer->elapsed.count();
    step.httpStatus = answer->status;
    step.requestId = answer->requestId();
    const QString details = QStringLiteral("HTTP %1 %2: %3")
                                .arg(answer->status)
                                .arg(QString::fromLatin1(answer->header("content-type")), answer->excerpt());
    if (answer->status >= 300 && answer->status < 400) {
        const QUrl target = address.resolved(QUrl::fromEncoded(answer->header("location").left(2000)));
        return target.host() == address.host()
                   ? failedStep(
                         step, ErrorKind::BadAnswer,
                         Texts::tr("%1 leads to %2 instead of answering; the token was not sent there.")
                             .arg(address.host(), target.path()),
                         Texts::tr("This looks like a login page: the address must be that of the API."),
                         details)
                   : failedStep(
                         step, ErrorKind::BadAnswer,
                         Texts::tr("%1 leads elsewhere, to %2; the token was not sent there.")
                             .arg(address.host(), target.host()),
                         Texts::tr("If %1 is your tenant, use it as the address. If it is a login or block "
                                   "page, something in between answers in the tenant's place.")
                             .arg(target.host()),
                         details);
    }
    const bool page =
        answer->header("content-type").contains("html") || answer->body.trimmed().startsWith('<');
    if (page && answer->status == 200) {
        const QString title = pageTitle(answer->body);
        return failedStep(
            step, ErrorKind::BadAnswer,
            title.isEmpty() ? Texts::tr("A web page answers instead of the API.")
                            : Texts::tr("A web page titled \"%1\" answered instead of the API.").arg(title),
            Texts::tr("The address may be that of a login page, or a proxy answers in the tenant's "
                      "place."),
            details);
    }
    if (page || isFromBetween(*answer)) {
        // The probes show whether the API is behind it nevertheless.
        step.state = StepState::Warning;
        step.evidence = evidenceFromBetween(*answer);
        step.error =
            Error{ErrorKind::BadAnswer, pageFromBetween(*answer),
                  Texts::tr("Open https://%1 in a browser on this computer to see the page, and ask whoever "
                            "runs the network or the proxy.")
                      .arg(address.host()),
                  details};
        return step;
    }
    if (answer->status >= 500) {
        step.state = StepState::Warning;
        step.evidence = Texts::tr("HTTP %1").arg(answer->status);
        step.error = Error{ErrorKind::ServerFault,
                           Texts::tr("The tenant reports a fault of its own (HTTP %1).").arg(answer->status),
                           Texts::tr("Try again in a few minutes."), details};
        return step;
    }
    step.state = StepState::Passed;
    step.evidence = Texts::tr("an API answers");
    return step;
}

ConnectionStep clockStep(ConnectionStep step, const HttpAnswer &answer)
{
    if (!answer.serverTime.isValid()) {
        step.state = StepState::Skipped;
        step.evidence = Texts::tr("no Date header");
        return step;
    }
    // The header has whole seconds; half of the round trip has to be subtracted.
    const double offset =
        static_cast<double>(answer.serverTime.msecsTo(QDateTime::currentDateTimeUtc())) / 1000.0 - 0.5 -
        static_cast<double>(answer.elapsed.count()) / 2000.0;
    step.evidence = QStringLiteral("%1%2 s")
                        .arg(offset <= -0.05 ? QString(QChar(0x2212)) : QStringLiteral("+"))
                        .arg(std::abs(offset), 0, 'f', 1);
    step.facts = {Texts::tr("The tenant's clock: %1").arg(answer.serverTime.toString(Qt::ISODate))};
    step.state = StepState::Passed;
    if (std::abs(offset) > 30) {
        step.state = StepState::Warning;
        step.error = Error{ErrorKind::BadInput,
                           Texts::tr("This computer's clock and the tenant's differ by %n seconds.", nullptr,
                                     pluralForm(std::llround(std::abs(offset)))),
                           Texts::tr("Set this computer's clock: time ranges would be off by as much."),
                           {}};
    }
    return step;
}

ConnectionStep rateStep(ConnectionStep step, const RateLimitState &rate, bool reached)
{
    if (!rate.remaining && !reached) {
        step.state = StepState::Skipped;
        step.evidence = Texts::tr("not stated");
        return step;
    }
    step.state = StepState::Passed;
    if (rate.remaining && rate.limit)
        step.evidence = Texts::tr("%1 of %2 left").arg(*rate.remaining).arg(*rate.limit);
    if (rate.resetSeconds)
        step.facts = {Texts::tr("The limit resets in %1 s.").arg(*rate.resetSeconds)};
    if (rate.remaining && *rate.remaining <= 0 && !reached) {
        step.state = StepState::Warning;
        step.error = Error{
            ErrorKind::RateLimited,
            rate.limit ? Texts::tr("For a moment, none of the tenant's %n requests were left.", nullptr,
                                   pluralForm(*rate.limit))
                       : Texts::tr("For a moment the tenant had no requests left."),
            Texts::tr(
                "All consumers of this tenant share the limit. If every check shows this, others use most of "
                "it, and exports will be slow."),
            {}};
    }
    if (reached) {
        step.state = StepState::Warning;
        step.evidence = Texts::tr("reached");
        step.error = Error{ErrorKind::RateLimited,
                           Texts::tr("The tenant's rate limit was reached during the check."),
                           Texts::tr("Other consumers of this tenant share it. Test again in a minute."),
                           {}};
    }
    return step;
}

} // namespace slipway

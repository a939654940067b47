#include "core/diagnosis/connection_steps.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QElapsedTimer>
#include <QHostAddress>
#include <QHostInfo>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

namespace slipway {
namespace {

using namespace std::chrono_literals;

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionSteps", text);
}

// Whatever ends first: the thing awaited, the time limit or a stop.
class Ending : public QObject
{
    Q_OBJECT
public:
    explicit Ending(std::chrono::milliseconds limit)
    {
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] { end(false); });
        m_timer.start(limit);
    }
    void end(bool reached)
    {
        if (m_ended)
            return;
        m_ended = true;
        m_reached = reached;
        // Later, not now: who waits for this destroys the socket whose signal we may be in.
        QMetaObject::invokeMethod(this, [this] { Q_EMIT ended(); }, Qt::QueuedConnection);
    }
    [[nodiscard]] bool reached() const { return m_reached; }
    [[nodiscard]] bool hasEnded() const { return m_ended; }

Q_SIGNALS:
    void ended();

private:
    QTimer m_timer;
    bool m_ended = false, m_reached = false;
};

QCoro::Task<bool> wait(Ending &ending, std::stop_token stop)
{
    const std::stop_callback onStop(stop, [&ending] {
        QMetaObject::invokeMethod(
            &ending, [&ending] { ending.end(false); }, Qt::QueuedConnection);
    });
    if (!ending.hasEnded())
        co_await qCoro(&ending, &Ending::ended);
    co_return ending.reached();
}

ConnectionStep failed(ConnectionStep step, ErrorKind kind, const QString &message, const QString &next,
                      const QString &details = {})
{
    step.state = StepState::Failed;
    step.error = Error{kind, message, next, details};
    return step;
}

quint16 portOf(const QUrl &address)
{
    return static_cast<quint16>(address.port(address.scheme() == QLatin1String("http") ? 80 : 443));
}

} // namespace

QList<ConnectionStep> waitingSteps()
{
    const auto step = [](const char *id, const QString &title) {
        return ConnectionStep{QString::fromLatin1(id), title, StepState::Waiting, -1, {}, {}};
    };
    return {step("name", tr("Name")), step("tcp", tr("TCP")), step("tls", tr("TLS")),
            step("http", tr("HTTP")), step("clock", tr("Clock"))};
}

QCoro::Task<ConnectionStep> checkName(ConnectionStep step, QUrl address, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    Ending ending(10s);
    QHostInfo found;
    const int lookup = QHostInfo::lookupHost(address.host(), &ending, [&](const QHostInfo &info) {
        found = info;
        ending.end(true);
    });
    const bool reached = co_await wait(ending, stop);
    step.milliseconds = clock.elapsed();
    if (!reached) {
        QHostInfo::abortHostLookup(lookup);
        co_return failed(step, ErrorKind::Timeout, tr("The name server did not answer."),
                         tr("Check this computer's network and DNS."));
    }
    if (found.error() != QHostInfo::NoError || found.addresses().isEmpty())
        co_return failed(step, ErrorKind::NameNotFound, tr("No host named %1 was found.").arg(address.host()),
                         tr("Check the tenant's address for typing errors, and this computer's DNS."),
                         found.errorString());
    QStringList addresses;
    for (const QHostAddress &each : found.addresses())
        addresses << each.toString();
    step.state = StepState::Passed;
    step.evidence = addresses.size() == 1 ? addresses.first() : tr("%1 addresses").arg(addresses.size());
    co_return step;
}

QCoro::Task<ConnectionStep> checkTcp(ConnectionStep step, QUrl address, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    Ending ending(15s);
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    QObject::connect(&socket, &QTcpSocket::connected, &ending, [&] { ending.end(true); });
    QObject::connect(&socket, &QTcpSocket::errorOccurred, &ending, [&] { ending.end(false); });
    socket.connectToHost(address.host(), portOf(address));
    const bool reached = co_await wait(ending, stop);
    step.milliseconds = clock.elapsed();
    if (!reached) {
        const bool refused = socket.error() == QAbstractSocket::ConnectionRefusedError;
        co_return failed(
            step, refused ? ErrorKind::ConnectionRefused : ErrorKind::Timeout,
            refused ? tr("%1 refuses connections on port %2.").arg(address.host()).arg(portOf(address))
                    : tr("%1 cannot be reached on port %2.").arg(address.host()).arg(portOf(address)),
            tr("Check the address, and whether a firewall or a proxy is needed."), socket.errorString());
    }
    step.state = StepState::Passed;
    step.evidence = socket.peerAddress().toString();
    co_return step;
}

QCoro::Task<ConnectionStep> checkTls(ConnectionStep step, ConnectionSettings settings, std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    Ending ending(15s);
    QSslSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    if (!settings.caFile.isEmpty()) {
        QSslConfiguration tls = socket.sslConfiguration();
        tls.addCaCertificates(settings.caFile);
        socket.setSslConfiguration(tls);
    }
    QStringList problems;
    QObject::connect(&socket, &QSslSocket::encrypted, &ending, [&] { ending.end(true); });
    QObject::connect(&socket, &QSslSocket::errorOccurred, &ending, [&] { ending.end(false); });
    QObject::connect(&socket, &QSslSocket::sslErrors, &ending, [&](const QList<QSslError> &errors) {
        for (const QSslError &error : errors) {
            switch (error.error()) {
            case QSslError::CertificateExpired:
                problems << tr("it has expired");
                break;
            case QSslError::CertificateNotYetValid:
                problems << tr("it is not valid yet (is this computer's clock right?)");
                break;
            case QSslError::SelfSignedCertificate:
            case QSslError::SelfSignedCertificateInChain:
                problems << tr("it is signed by itself, not by a known authority");
                break;
            case QSslError::HostNameMismatch:
                problems << tr("it is made out to another host");
                break;
            case QSslError::UnableToGetLocalIssuerCertificate:
            case QSslError::UnableToVerifyFirstCertificate:
                problems << tr("its issuer is unknown to this computer");
                break;
            default:
                problems << error.errorString();
            }
        }
        problems.removeDuplicates();
    });
    socket.connectToHostEncrypted(settings.address.host(), portOf(settings.address));
    const bool reached = co_await wait(ending, stop);
    step.milliseconds = clock.elapsed();
    const QSslCertificate certificate = socket.peerCertificate();
    const QString subject = certificate.subjectInfo(QSslCertificate::CommonName).join(QLatin1Char(' '));
    const QString issuer = certificate.issuerInfo(QSslCertificate::CommonName).join(QLatin1Char(' '));
    if (!reached) {
        if (problems.isEmpty())
            co_return failed(step, ErrorKind::Tls,
                             tr("No secure connection to %1 could be made.").arg(settings.address.host()),
                             tr("Check whether something in between inspects or blocks TLS."),
                             socket.errorString());
        co_return failed(step, ErrorKind::Tls,
                         tr("The certificate of %1 is not trusted: %2.")
                             .arg(settings.address.host(), problems.join(QStringLiteral("; "))),
                         tr("It was issued by \"%1\". If that is your company's inspection, add its CA file "
                            "to the tenant's settings.")
                             .arg(issuer),
                         QStringLiteral("subject %1, issuer %2").arg(subject, issuer));
    }
    step.state = StepState::Passed;
    const auto protocol = socket.sessionProtocol();
    step.evidence = QStringLiteral("%1 %2").arg(
        protocol == QSsl::TlsV1_3 ? QStringLiteral("TLS 1.3") : QStringLiteral("TLS 1.2"), subject);
    co_return step;
}

ConnectionStep httpStep(ConnectionStep step, const Result<HttpAnswer> &answer)
{
    if (!answer) {
        step.state = StepState::Failed;
        step.error = answer.error();
        return step;
    }
    step.milliseconds = answer->elapsed.count();
    const bool page =
        answer->header("content-type").contains("html") || answer->body.trimmed().startsWith('<');
    if (answer->status >= 300 && answer->status < 400)
        return failed(step, ErrorKind::BadAnswer,
                      tr("The host redirects elsewhere; the token was not sent there."),
                      tr("Check the tenant's address: it must be the API host itself."), answer->excerpt());
    if (page)
        return failed(
            step, ErrorKind::BadAnswer, tr("A web page answers instead of the API."),
            tr("The address may be that of a login page, or a proxy answers in the tenant's place."),
            answer->excerpt());
    step.state = StepState::Passed;
    step.evidence = tr("an API answers");
    return step;
}

ConnectionStep clockStep(ConnectionStep step, const HttpAnswer &answer)
{
    if (!answer.serverTime.isValid()) {
        step.state = StepState::Skipped;
        step.evidence = tr("no Date header");
        return step;
    }
    // The header counts whole seconds; half the round trip is ours.
    const double offset =
        static_cast<double>(answer.serverTime.msecsTo(QDateTime::currentDateTimeUtc())) / 1000.0 - 0.5 -
        static_cast<double>(answer.elapsed.count()) / 2000.0;
    step.evidence = QStringLiteral("%1%2 s")
                        .arg(offset < 0 ? QString(QChar(0x2212)) : QStringLiteral("+"))
                        .arg(std::abs(offset), 0, 'f', 1);
    step.state = StepState::Passed;
    if (std::abs(offset) > 30) {
        step.state = StepState::Warning;
        step.error = Error{ErrorKind::BadInput,
                           tr("This computer's clock and the tenant's differ by %1 seconds.")
                               .arg(std::abs(offset), 0, 'f', 0),
                           tr("Set this computer's clock: time ranges would be off by as much."),
                           {}};
    }
    return step;
}

} // namespace slipway

#include "connection_steps.moc"

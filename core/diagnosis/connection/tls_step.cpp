#include "core/diagnosis/connection/tls_step.h"

#include "core/async/completion.h"
#include "core/base/plural_form.h"
#include "core/diagnosis/connection/connection_steps.h"
#include "core/diagnosis/connection/tls_facts.h"
#include "core/net/ca_file.h"
#include "core/net/certificate.h"
#include "core/net/routed_socket.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSslConfiguration>
#include <algorithm>

namespace slipway {
namespace {

using namespace std::chrono_literals;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TlsStep)
};

QString howToTrust(const ChainIssuer &issuer)
{
    const QString who =
        issuer.kind == ChainIssuer::Kind::Inspector
            ? Texts::tr("It was issued by %1, which inspects TLS traffic.").arg(issuer.name)
            : Texts::tr(
                  "It was issued by \"%1\", which is not a public authority: most likely your company's "
                  "inspection.")
                  .arg(issuer.name);
    const QStringList files = inspectorCaFiles();
    return who + QLatin1Char(' ') +
           (files.isEmpty() ? Texts::tr("Ask your IT department for its CA certificate (PEM) and choose it "
                                        "as the CA file in the tenant's settings.")
                            : Texts::tr("This computer has such a CA certificate in %1: choose it as the CA "
                                        "file in the tenant's settings.")
                                  .arg(files.first()));
}

// Certificates were added, but not the one that is needed. Qt leaves out those that have expired.
QString whatElseToTrust(const ChainIssuer &issuer, const AddedTrust &trust)
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const auto expired = std::ranges::find_if(trust.certificates, [&](const QSslCertificate &added) {
        return added.expiryDate() < now && added.subjectDisplayName() == issuer.name;
    });
    if (expired != trust.certificates.end()) {
        const QString day = expired->expiryDate().toUTC().toString(QStringLiteral("yyyy-MM-dd"));
        return Texts::tr(
                   "The CA certificate of \"%1\" was added, but it expired on %2. Ask your IT department "
                   "for its successor.")
            .arg(issuer.name, day);
    }
    return Texts::tr(
               "Certificates were added, but not that of \"%1\", which issued this one (%2). Ask your IT "
               "department for the CA certificate of \"%1\".")
        .arg(issuer.name, trust.evidence.join(QStringLiteral("; ")));
}

ConnectionStep untrusted(ConnectionStep step, const QString &host, const TlsFacts &facts,
                         const QList<QSslError> &errors, const QString &caFile, const AddedTrust &trust)
{
    const ChainIssuer issuer = issuerOf(facts.chain);
    const bool issuerUnknown = std::any_of(errors.cbegin(), errors.cend(), [](const QSslError &error) {
        return error.error() != QSslError::CertificateExpired &&
               error.error() != QSslError::CertificateNotYetValid &&
               error.error() != QSslError::HostNameMismatch && error.error() != QSslError::UnspecifiedError;
    });
    const bool weak = std::any_of(errors.cbegin(), errors.cend(), [](const QSslError &error) {
        return error.error() == QSslError::UnspecifiedError;
    });
    const QString next =
        weak ? Texts::tr(
                   "Nothing was sent. The tenant's own certificates are strong: something in between, such "
                   "as an old inspecting proxy, answers in its place. Its administrator must replace the "
                   "certificate.")
        : issuerUnknown && issuer.kind != ChainIssuer::Kind::PublicAuthority
            ? (caFile.isEmpty() ? howToTrust(issuer) : whatElseToTrust(issuer, trust))
            : Texts::tr("Nothing was sent. Check the tenant's address and this computer's clock; if both are "
                        "right, something in between answers in the tenant's place.");
    return failedStep(step, ErrorKind::Tls,
                      Texts::tr("The certificate of %1 is not trusted: %2.")
                          .arg(host, certificateProblems(errors, facts.chain).join(QStringLiteral("; "))),
                      next, facts.lines().join(QLatin1Char('\n')));
}

ConnectionStep noHandshake(ConnectionStep step, const QString &host, const QSslSocket &socket)
{
    const QString reason = socket.errorString();
    if (socket.error() == QAbstractSocket::UnknownSocketError)
        return failedStep(
            step, ErrorKind::Timeout, Texts::tr("%1 did not finish the TLS handshake in time.").arg(host),
            Texts::tr("Something in between may block TLS. Check the firewall and the proxy."), reason);
    if (socket.error() == QAbstractSocket::RemoteHostClosedError)
        return failedStep(
            step, ErrorKind::Tls, Texts::tr("%1 closed the connection during the TLS handshake.").arg(host),
            Texts::tr("A firewall or a proxy may block this host. Check the address as well."), reason);
    const QString low = reason.toLower();
    if (low.contains(QLatin1String("protocol version")) ||
        low.contains(QLatin1String("unsupported protocol")))
        return failedStep(
            step, ErrorKind::Tls, Texts::tr("%1 offers outdated TLS versions only (1.1 or older).").arg(host),
            Texts::tr("Netskope speaks TLS 1.2 and 1.3: something in between, such as an old proxy, "
                      "answers in its place."),
            reason);
    if (low.contains(QLatin1String("wrong version number")) || low.contains(QLatin1String("packet length")))
        return failedStep(
            step, ErrorKind::Tls, Texts::tr("%1 does not speak TLS on this port.").arg(host),
            Texts::tr("A captive portal or a proxy for plain HTTP may answer. Check the address and "
                      "its port."),
            reason);
    return failedStep(step, ErrorKind::Tls, Texts::tr("No secure connection to %1 could be made.").arg(host),
                      Texts::tr("Check whether something in between inspects or blocks TLS."), reason);
}

ConnectionStep trusted(ConnectionStep step, const TlsFacts &facts)
{
    step.state = StepState::Passed;
    step.evidence = QStringLiteral("%1 %2").arg(facts.protocol, facts.subject());
    const ChainIssuer issuer = issuerOf(facts.chain);
    if (issuer.kind != ChainIssuer::Kind::PublicAuthority) {
        step.state = StepState::Warning;
        step.error = Error{
            ErrorKind::Tls,
            issuer.kind == ChainIssuer::Kind::Inspector
                ? Texts::tr("The connection is inspected by %1, which this computer trusts.").arg(issuer.name)
                : Texts::tr(
                      "The certificate was issued by \"%1\", which is not a public authority but is trusted "
                      "by this computer or the tenant's CA file: the connection is most likely inspected.")
                      .arg(issuer.name),
            Texts::tr("That works. Whoever inspects the connection can read the token and the events; if you "
                      "do not want that, ask for an exception for the tenant's address."),
            facts.lines().join(QLatin1Char('\n'))};
        return step;
    }
    const qint64 days = QDateTime::currentDateTimeUtc().daysTo(facts.chain.first().expiryDate());
    if (days < 14) {
        step.state = StepState::Warning;
        step.error =
            Error{ErrorKind::Tls,
                  Texts::tr("The tenant's certificate expires in %n days.", nullptr, pluralForm(days)),
                  Texts::tr("Netskope renews it; there is nothing for you to do."),
                  {}};
    }
    return step;
}

} // namespace

QCoro::Task<TlsStep> checkTls(ConnectionStep step, ConnectionSettings settings, ProxyRoute route,
                              std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    Completion completion(20s);
    ProxySignIn signIn;
    RoutedSocket way(route, signIn);
    QSslSocket &socket = way.socket();
    const Result<AddedTrust> trust = AddedTrust::read(settings.caFile);
    if (!trust) {
        step.state = StepState::Failed;
        step.error = trust.error();
        co_return TlsStep{step, std::nullopt};
    }
    if (!trust->certificates.isEmpty()) {
        QSslConfiguration tls = socket.sslConfiguration();
        tls.addCaCertificates(trust->certificates);
        socket.setSslConfiguration(tls);
    }
    TlsFacts facts;
    QObject::connect(&way, &RoutedSocket::opened, &completion, [&] { completion.end(true); });
    QObject::connect(&way, &RoutedSocket::failed, &completion, [&] { completion.end(false); });
    QObject::connect(&socket, &QSslSocket::sslErrors, &completion, [&] {
        facts = TlsFacts::of(socket); // gone once the socket has given up
    });
    const QString host = settings.address.host();
    way.open(host, portOf(settings.address), true);
    const bool reached = co_await wait(completion, stop);
    step.milliseconds = clock.elapsed();
    const QList<QSslError> &errors = way.certificateErrors();
    if (facts.chain.isEmpty())
        facts = TlsFacts::of(socket);
    step.facts = trust->evidence + facts.lines();
    step.pem = facts.pem();
    if (!reached) {
        if (const auto refused = way.proxyError())
            co_return TlsStep{step, refused};
        co_return TlsStep{errors.isEmpty() ? noHandshake(step, host, socket)
                                           : untrusted(step, host, facts, errors, settings.caFile, *trust),
                          std::nullopt};
    }
    co_return TlsStep{trusted(step, facts), std::nullopt};
}

} // namespace slipway

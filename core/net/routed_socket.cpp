#include "core/net/routed_socket.h"

#include "core/net/certificate.h"
#include "core/net/kerberos.h"
#include "core/platform/socket_input.h"

#include <QNetworkProxy>
#include <QPromise>

#include <thread>

namespace slipway {
namespace {

using namespace std::chrono_literals;

constexpr qint64 readSize = 16 << 10;

} // namespace

RoutedSocket::RoutedSocket(ProxyRoute route, ProxySignIn &signIn, std::optional<SignInWays> ways)
    : m_route(std::move(route)), m_signIn(signIn),
      m_ways(ways.value_or(canUseTickets() ? SignInWays::PasswordsAndTickets : SignInWays::Passwords)),
      m_password(m_route)
{
    m_socket.setProxy(QNetworkProxy::NoProxy);
    connect(&m_ticket, &QFutureWatcherBase::finished, this, [this] {
        if (m_stage != Stage::Ticket)
            return;
        m_stage = Stage::Proxy;
        proceed(m_handshake->takeTicket(m_ticket.result()));
    });
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] { proceed(m_handshake->closed()); });
    connect(&m_socket, &QSslSocket::connected, this, &RoutedSocket::onConnected);
    connect(&m_socket, &QSslSocket::encrypted, this, &RoutedSocket::onEncrypted);
    connect(&m_socket, &QSslSocket::readyRead, this, &RoutedSocket::onBytes);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &RoutedSocket::onError);
    connect(&m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        m_certificateErrors = errors;
        m_chain = m_socket.peerCertificateChain();
    });
}

void RoutedSocket::open(const QString &host, quint16 port, bool encrypted)
{
    m_host = host;
    m_port = port;
    m_encrypted = encrypted;
    if (!m_route.isDirect())
        m_handshake.emplace(m_route, host, port, m_signIn, m_ways);
    if (m_handshake && m_handshake->start() == ProxyHandshake::Next::Ticket)
        return fetchTicket();
    connectNow();
}

// This may take as long as name servers do. A question that is never answered keeps its thread but nothing
// else, because the thread owns everything that it uses.
void RoutedSocket::fetchTicket()
{
    m_stage = Stage::Ticket;
    QPromise<Result<QByteArray>> promise;
    m_ticket.setFuture(promise.future());
    std::thread([promise = std::move(promise), host = m_route.proxy.hostName()]() mutable {
        promise.start();
        promise.addResult(negotiateToken(host));
        promise.finish();
    }).detach();
}

void RoutedSocket::close()
{
    m_patience.stop();
    m_stage = Stage::Failed;
    m_password.giveBack();
    m_socket.disconnect(this);
    m_socket.abort();
}

bool RoutedSocket::isQuiet() const
{
    if (m_stage != Stage::Open || m_socket.state() != QAbstractSocket::ConnectedState ||
        m_socket.bytesAvailable() > 0 || m_socket.encryptedBytesAvailable() > 0 ||
        m_socket.socketDescriptor() < 0)
        return false;
    return !hasSocketInput(m_socket.socketDescriptor()).value_or(true); // an end and an error count as well
}

void RoutedSocket::connectNow()
{
    if (m_stage != Stage::Idle) // closed meanwhile
        return;
    if (m_handshake && m_handshake->isAboutToSendPassword() && !hasTurn())
        return;
    m_stage = Stage::Connecting;
    if (m_route.isDirect())
        m_socket.connectToHost(m_host, m_port);
    else
        m_socket.connectToHost(m_route.proxy.hostName(), m_route.proxy.port());
}

bool RoutedSocket::hasTurn()
{
    // Before asking, so that no news is missed.
    connect(&proxyPasswordNews(), &ProxyPasswordNews::changed, this, &RoutedSocket::connectNow,
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::UniqueConnection));
    const ProxyPassword::Turn turn = m_password.ask();
    if (turn == ProxyPassword::Turn::Wait)
        return false;
    disconnect(&proxyPasswordNews(), nullptr, this, nullptr);
    if (turn == ProxyPassword::Turn::Send)
        return true;
    m_stage = Stage::Proxy;
    proceed(m_handshake->withholdPassword());
    return false;
}

// What the last connection to the proxy says about the password, if it has sent it.
void RoutedSocket::judgePassword(bool isOpen)
{
    if (!m_handshake->hasSentPassword())
        return m_password.giveBack();
    // Some proxies close the connection on a wrong password. With one that has been right before, it is
    // something else.
    const bool isCut = m_handshake->wasCutOff() && !m_password.isRight();
    if (isOpen)
        m_password.accepted();
    else if (isSignInRefusal(m_handshake->error()) || isCut)
        m_password.refused();
    else
        m_password.giveBack();
}

void RoutedSocket::onConnected()
{
    if (m_stage != Stage::Connecting)
        return;
    if (!m_handshake)
        return secure();
    m_stage = Stage::Proxy;
    m_socket.write(m_handshake->begin());
}

void RoutedSocket::secure()
{
    if (!m_encrypted)
        return end(Stage::Open);
    m_stage = Stage::Tls;
    m_socket.setPeerVerifyName(m_host);
    m_socket.startClientEncryption();
}

void RoutedSocket::onEncrypted()
{
    if (m_stage != Stage::Tls)
        return;
    m_chain = m_socket.peerCertificateChain();
    if (const QSslCertificate certificate = m_socket.peerCertificate(); !namesHost(certificate, m_host)) {
        m_certificateErrors << QSslError(QSslError::HostNameMismatch, certificate);
        return end(Stage::Failed);
    }
    end(Stage::Open);
}

void RoutedSocket::onBytes()
{
    while (m_stage == Stage::Proxy && m_socket.bytesAvailable() > 0) {
        // The tunnel's own bytes stay in the socket.
        const QByteArray bytes = m_socket.peek(readSize);
        if (bytes.isEmpty())
            return;
        const ProxyHandshake::Next next = m_handshake->feed(bytes);
        m_socket.read(bytes.size() - m_handshake->unused());
        proceed(next);
    }
}

void RoutedSocket::onError()
{
    if (m_stage == Stage::Connecting && m_handshake) {
        const bool unknown = m_socket.error() == QAbstractSocket::HostNotFoundError;
        m_proxyError = Error{ErrorKind::Proxy,
                             unknown ? tr("No proxy named %1 was found.").arg(m_route.proxy.hostName())
                                     : tr("The proxy %1 cannot be reached.").arg(m_route.text()),
                             tr("Check the proxy's address."), m_socket.errorString()};
        return end(Stage::Failed);
    }
    if (m_stage == Stage::Proxy) {
        onBytes();
        if (m_stage == Stage::Proxy)
            proceed(m_handshake->closed());
        return;
    }
    if (m_stage == Stage::Connecting || m_stage == Stage::Tls)
        end(Stage::Failed);
}

void RoutedSocket::proceed(ProxyHandshake::Next next)
{
    if (m_stage != Stage::Proxy)
        return;
    switch (next) {
    case ProxyHandshake::Next::Read:
        if (m_handshake->isRefused() && !m_patience.isActive())
            m_patience.start(1s);
        return;
    case ProxyHandshake::Next::Write:
        m_socket.write(m_handshake->toSend());
        return;
    case ProxyHandshake::Next::Reconnect:
        m_patience.stop();
        m_stage = Stage::Idle;
        m_socket.abort();
        // Later: this may be one of the socket's own signals.
        QMetaObject::invokeMethod(
            this, [this] { connectNow(); }, Qt::QueuedConnection);
        return;
    case ProxyHandshake::Next::Ticket:
        m_patience.stop();
        if (m_handshake->hasSentPassword())
            m_password.refused();
        m_stage = Stage::Ticket; // what the socket says from here on does not matter
        m_socket.abort();
        return fetchTicket();
    case ProxyHandshake::Next::Open:
        judgePassword(true);
        return secure();
    case ProxyHandshake::Next::Failed:
        judgePassword(false);
        m_proxyError = m_handshake->error();
        return end(Stage::Failed);
    }
}

void RoutedSocket::end(Stage stage)
{
    m_patience.stop();
    m_stage = stage;
    m_password.giveBack();
    m_socket.disconnect(this);
    if (stage == Stage::Open)
        Q_EMIT opened();
    else
        Q_EMIT failed();
}

std::optional<Error> RoutedSocket::proxyError() const
{
    if (m_proxyError)
        return m_proxyError;
    if (m_stage == Stage::Ticket)
        return Error{ErrorKind::Proxy,
                     tr("The proxy %1 asks for a Kerberos ticket, but your realm did not issue one in time.")
                         .arg(m_route.text()),
                     tr("Check the network and /etc/krb5.conf."),
                     {}};
    const bool isOfProxy =
        m_handshake && (m_stage == Stage::Idle || m_stage == Stage::Connecting || m_stage == Stage::Proxy);
    return isOfProxy ? std::optional(ProxyHandshake::silent(m_route)) : std::nullopt;
}

} // namespace slipway

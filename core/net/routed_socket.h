// A connection to a host, directly or through a proxy, with TLS if wanted.
//
// The way through a proxy is our own (ProxyHandshake). The rest is a QSslSocket, which the owner reads and
// writes after opened(). Before that, none of the owner's data is sent, neither to a proxy nor to a host
// whose certificate does not have it among its alternative names. A password that the proxy is known to
// refuse is not sent, and one that is not known yet by only one connection at a time (see proxy_passwords.h).
//
// The owner sets time limits. Deleting this object ends the connection. Threads: one, with an event loop.
#pragma once
#include "core/net/proxy.h"
#include "core/net/proxy_handshake.h"
#include "core/net/proxy_passwords.h"

#include <QFutureWatcher>
#include <QObject>
#include <QSslError>
#include <QSslSocket>
#include <QTimer>
#include <optional>

namespace slipway {

class RoutedSocket : public QObject
{
    Q_OBJECT
public:
    // `signIn` must outlive this object. `ways`: if not set, all that this build can.
    RoutedSocket(ProxyRoute route, ProxySignIn &signIn, std::optional<SignInWays> ways = std::nullopt);

    // Call it only once.
    void open(const QString &host, quint16 port, bool encrypted);
    // Ends the connection without a signal.
    void close();
    // Whether the opened connection is still open and silent: nothing has arrived that was not read, not even
    // the end of the connection. What the event loop has not seen yet counts too.
    [[nodiscard]] bool isQuiet() const;
    // The socket, for its configuration before open() and its data after opened().
    [[nodiscard]] QSslSocket &socket() { return m_socket; }
    [[nodiscard]] const QSslSocket &socket() const { return m_socket; }
    // What is wrong with the certificate, and the certificates that came with it.
    [[nodiscard]] const QList<QSslError> &certificateErrors() const { return m_certificateErrors; }
    [[nodiscard]] const QList<QSslCertificate> &chain() const { return m_chain; }
    // Why the proxy does not lead to the host. If time has run out before opened() while waiting for the
    // proxy: that the proxy is silent.
    [[nodiscard]] std::optional<Error> proxyError() const;

Q_SIGNALS:
    void opened();
    // Comes instead of opened(). The results of the handshake can still be read from the socket.
    void failed();

private:
    enum class Stage { Idle, Ticket, Connecting, Proxy, Tls, Open, Failed };

    void connectNow();
    [[nodiscard]] bool hasTurn();
    void judgePassword(bool isOpen);
    void fetchTicket();
    void onConnected();
    void onEncrypted();
    void onBytes();
    void onError();
    void proceed(ProxyHandshake::Next next);
    void secure();
    void end(Stage stage);

    ProxyRoute m_route;
    ProxySignIn &m_signIn;
    SignInWays m_ways;
    std::optional<ProxyHandshake> m_handshake;
    ProxyPassword m_password;
    QSslSocket m_socket;
    QTimer m_patience; // for the page of a refusal
    QFutureWatcher<Result<QByteArray>> m_ticket;
    QString m_host;
    quint16 m_port = 0;
    QList<QSslError> m_certificateErrors;
    QList<QSslCertificate> m_chain;
    std::optional<Error> m_proxyError;
    Stage m_stage = Stage::Idle;
    bool m_encrypted = true;
};

} // namespace slipway

// A connection to a host, directly or through a proxy, with TLS where wanted.
//
// The way through a proxy is our own (ProxyHandshake); the rest is a QSslSocket, whose bytes the owner reads
// and writes once opened() came. Before that nothing of the owner's is sent: neither to a proxy nor to a host
// whose certificate does not name it among its alternative names.
//
// Time limits are the owner's. Destroying this ends the connection. Threads: one, with an event loop.
#pragma once
#include "core/net/proxy.h"
#include "core/net/proxy_handshake.h"

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
    // `signIn` outlives this.
    RoutedSocket(ProxyRoute route, ProxySignIn &signIn);

    // Once only.
    void open(const QString &host, quint16 port, bool encrypted);
    // Ends the connection without a signal.
    void close();
    // For its configuration before open(), and its bytes after opened().
    [[nodiscard]] QSslSocket &socket() { return m_socket; }
    [[nodiscard]] const QSslSocket &socket() const { return m_socket; }
    // What is wrong with the certificate, and the certificates that came with it.
    [[nodiscard]] const QList<QSslError> &certificateErrors() const { return m_certificateErrors; }
    [[nodiscard]] const QList<QSslCertificate> &chain() const { return m_chain; }
    // Why the proxy does not lead to the host. Where time has run out before opened(): that the proxy is
    // silent, if it is the proxy that was waited for.
    [[nodiscard]] std::optional<Error> proxyError() const;

Q_SIGNALS:
    void opened();
    // In place of opened(). What the handshake showed can still be read from the socket.
    void failed();

private:
    enum class Stage { Idle, Ticket, Connecting, Proxy, Tls, Open, Failed };

    void connectNow();
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
    std::optional<ProxyHandshake> m_handshake;
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

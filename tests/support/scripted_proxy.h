// A proxy that plays every refusal and counts its requests.
//
// Threads: runs on the test's thread, which must run its event loop.
#pragma once
#include <QByteArrayList>
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <algorithm>
#include <functional>

namespace slipway::test {

// A proxy that answers with one script for each connection; after "200" it leads to a port of this computer.
class ScriptedProxy
{
public:
    // `answer`: from the head of a request to the bytes of the answer. Empty: silence; "close": closes.
    ScriptedProxy(quint16 target, std::function<QByteArray(const QByteArray &)> answer)
        : m_target(target), m_answer(std::move(answer))
    {
        m_server.setProxy(QNetworkProxy::NoProxy);
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                QObject::connect(client, &QTcpSocket::readyRead, client, [this, client] { read(client); });
        });
    }
    [[nodiscard]] QString url(const QString &user = {}) const
    {
        return QStringLiteral("http://") + user + QStringLiteral("127.0.0.1:%1").arg(m_server.serverPort());
    }
    QByteArrayList requests;
    // Those that sent a password.
    [[nodiscard]] qsizetype tries() const
    {
        return std::count_if(requests.cbegin(), requests.cend(), [](const QByteArray &head) {
            return head.contains("Proxy-Authorization: ") && !head.contains("Proxy-Authorization: Negotiate");
        });
    }

private:
    void read(QTcpSocket *client)
    {
        const QByteArray head = client->peek(64 << 10);
        if (!head.contains("\r\n\r\n"))
            return;
        client->readAll();
        requests << head;
        const QByteArray answer = m_answer(head);
        if (answer == "close")
            return client->abort();
        client->write(answer);
        if (!answer.startsWith("HTTP/1.1 200")) {
            if (!answer.isEmpty())
                client->disconnectFromHost();
            return;
        }
        client->disconnect();
        auto *server = new QTcpSocket(client);
        server->setProxy(QNetworkProxy::NoProxy);
        server->connectToHost(QHostAddress::LocalHost, m_target);
        QObject::connect(client, &QTcpSocket::readyRead, server, [=] { server->write(client->readAll()); });
        QObject::connect(server, &QTcpSocket::readyRead, client, [=] { client->write(server->readAll()); });
        QObject::connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        if (client->bytesAvailable() > 0)
            server->write(client->readAll());
    }

    quint16 m_target;
    std::function<QByteArray(const QByteArray &)> m_answer;
    QTcpServer m_server;
};

// What such a proxy answers.
inline QByteArray signInPage(const QByteArray &offers)
{
    return "HTTP/1.1 407 Proxy Authentication Required\r\n" + offers +
           "Connection: close\r\nContent-Length: 7\r\n\r\n<html/>";
}
inline const QByteArray established = "HTTP/1.1 200 Connection established\r\n\r\n";
inline const QByteArray offersNtlm = "Proxy-Authenticate: NTLM\r\n",
                        offersNegotiate = "Proxy-Authenticate: Negotiate\r\n",
                        offersBasic = "Proxy-Authenticate: Basic realm=\"gw\"\r\n";
inline const QByteArray basicOfAnn = "Proxy-Authorization: Basic " + QByteArray("ann:canary").toBase64();

} // namespace slipway::test

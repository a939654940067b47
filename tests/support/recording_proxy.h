// An HTTP proxy that records the head of every request and forwards all requests to one server on
// this computer, whatever host they are for. Stores can thus have the names that virtual hosts and
// certificates need.
//
// Threads: runs on the test's thread, which must run its event loop.
#pragma once
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>

namespace slipway::test {

struct RecordedRequest
{
    QByteArray method, target;
    QMap<QByteArray, QByteArray> headers; // names in lower case

    [[nodiscard]] QByteArray header(const char *name) const { return headers.value(name); }
};

class RecordingProxy : public QObject
{
public:
    // `tlsPort`: where CONNECT leads. Of such a connection, only the name of the host is recorded.
    explicit RecordingProxy(quint16 port, quint16 tlsPort = 0) : m_port(port), m_tlsPort(tlsPort)
    {
        m_server.setProxy(QNetworkProxy::NoProxy);
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                connect(client, &QTcpSocket::readyRead, this, [this, client] { readHead(client); });
        });
    }
    [[nodiscard]] QString url() const
    {
        return QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort());
    }
    QList<RecordedRequest> requests;

    // The requests with this method whose target contains `in`.
    [[nodiscard]] QList<RecordedRequest> with(const char *method, const char *in) const
    {
        QList<RecordedRequest> found;
        for (const RecordedRequest &request : requests) {
            if (request.method == method && request.target.contains(in))
                found << request;
        }
        return found;
    }

private:
    void readHead(QTcpSocket *client)
    {
        const QByteArray seen = client->peek(64 << 10);
        const auto end = seen.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        client->disconnect(this);
        (void)client->read(end + 4);
        QByteArrayList lines = seen.left(end).split('\n');
        const QByteArrayList first = lines.takeFirst().simplified().split(' ');
        RecordedRequest request{first.value(0), first.value(1), {}};
        for (const QByteArray &line : lines)
            request.headers.insert(line.left(line.indexOf(':')).toLower(),
                                   line.mid(line.indexOf(':') + 1).trimmed());
        requests << request;
        if (request.method == "CONNECT")
            return tunnel(client, m_tlsPort, {}, "HTTP/1.1 200 Connected\r\n\r\n");
        // "GET http://host/path" is "GET /path" to a server; one request for each connection.
        QByteArray path = request.target;
        if (path.startsWith("http://"))
            path = path.mid(path.indexOf('/', 7));
        QByteArray head = request.method + ' ' + path + " HTTP/1.1\r\nConnection: close\r\n";
        for (const QByteArray &line : lines) {
            if (!line.toLower().startsWith("connection:") && !line.toLower().startsWith("proxy-"))
                head += line.trimmed() + "\r\n";
        }
        tunnel(client, m_port, head + "\r\n", {});
    }
    void tunnel(QTcpSocket *client, quint16 port, const QByteArray &toServer, const QByteArray &toClient)
    {
        auto *server = new QTcpSocket(client);
        server->setProxy(QNetworkProxy::NoProxy);
        server->connectToHost(QStringLiteral("127.0.0.1"), port);
        if (!server->waitForConnected(2000))
            return client->abort();
        server->write(toServer + client->readAll());
        client->write(toClient);
        connect(client, &QTcpSocket::readyRead, server, [=] { server->write(client->readAll()); });
        connect(server, &QTcpSocket::readyRead, client, [=] { client->write(server->readAll()); });
        connect(server, &QTcpSocket::disconnected, client, [=] {
            client->write(server->readAll());
            client->disconnectFromHost();
        });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }

    quint16 m_port, m_tlsPort;
    QTcpServer m_server;
};

} // namespace slipway::test

// A proxy in front of a real server that can disturb the traffic between the two.
//
// Threads: the proxy runs on a separate thread.
#pragma once
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <atomic>

namespace slipway::test {

class FaultProxy
{
public:
    enum Mode {
        Forward,
        Busy,     // every new request is answered with 503 SlowDown, and requests under way are cut
        Cut,      // connections are cut, and new ones are closed as soon as they are made
        Hold,     // nothing more of the server's answers is passed on
        Flip,     // flips one bit of the next long piece of a request, then continues with Forward
        NoBucket, // every new request is answered with 404 NoSuchBucket
    };
    explicit FaultProxy(quint16 behind) : m_behind(behind)
    {
        m_server.moveToThread(&m_thread);
        m_thread.start();
        inThread([this] {
            m_server.setProxy(QNetworkProxy::NoProxy);
            m_server.listen(QHostAddress::LocalHost);
            QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
        });
    }
    ~FaultProxy()
    {
        inThread([this] {
            m_server.close();
            qDeleteAll(m_server.findChildren<QTcpSocket *>());
        });
        m_thread.quit();
        m_thread.wait();
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    // Busy and Cut also break the connections that are under way.
    void set(Mode mode)
    {
        m_mode = mode;
        if (mode == Busy || mode == Cut)
            inThread([this] {
                for (QTcpSocket *socket : m_server.findChildren<QTcpSocket *>())
                    socket->abort();
            });
    }
    // Breaks one connection after exactly this many more bytes of the server's answers.
    void cutAfter(qint64 bytes) { m_budget = bytes; }
    // The number of pieces of answers that were held back.
    [[nodiscard]] int held() const { return m_held; }
    // How many requests were answered with 503 or 404, connections cut and bits flipped.
    [[nodiscard]] int spoiled() const { return m_spoiled; }

private:
    template<class Work>
    void inThread(Work work)
    {
        QMetaObject::invokeMethod(&m_server, work, Qt::BlockingQueuedConnection);
    }
    void accept()
    {
        while (QTcpSocket *client = m_server.nextPendingConnection()) {
            QObject::connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
            if (m_mode == Cut) {
                ++m_spoiled;
                client->abort();
                continue;
            }
            if (m_mode == Busy || m_mode == NoBucket) {
                QObject::connect(client, &QTcpSocket::readyRead, client, [this, client] { refuse(client); });
                continue;
            }
            auto *server = new QTcpSocket(&m_server);
            server->setProxy(QNetworkProxy::NoProxy);
            server->connectToHost(QStringLiteral("127.0.0.1"), m_behind);
            if (!server->waitForConnected(2000)) {
                client->abort();
                server->deleteLater();
                continue;
            }
            const auto pass = [](QTcpSocket *from, QTcpSocket *to) {
                const QByteArray bytes = from->readAll();
                if (to->state() == QAbstractSocket::ConnectedState)
                    to->write(bytes);
            };
            QObject::connect(server, &QTcpSocket::disconnected, server, &QObject::deleteLater);
            QObject::connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
            QObject::connect(client, &QTcpSocket::disconnected, server, &QTcpSocket::disconnectFromHost);
            QObject::connect(client, &QTcpSocket::readyRead, server, [=, this] {
                constexpr qsizetype enough = 16 << 10; // so long that its middle is not in a header
                if (m_mode != Flip || client->bytesAvailable() < enough)
                    return pass(client, server);
                m_mode = Forward;
                ++m_spoiled;
                QByteArray bytes = client->readAll();
                bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
                server->write(bytes);
            });
            QObject::connect(server, &QTcpSocket::readyRead, client, [=, this] {
                if (m_mode == Hold) {
                    ++m_held;
                    return;
                }
                const qint64 bytes = server->bytesAvailable(), budget = m_budget;
                if (budget < 0 || (m_budget -= bytes) >= 0)
                    return pass(server, client);
                ++m_spoiled;
                client->write(server->read(budget));
                client->disconnectFromHost(); // after everything has been written
                server->abort();
            });
            pass(client, server); // what has arrived in the meantime
        }
    }
    void refuse(QTcpSocket *client)
    {
        if (!client->readAll().contains("\r\n\r\n"))
            return;
        ++m_spoiled;
        const bool isBusy = m_mode == Busy;
        const QByteArray body =
            QByteArray("<?xml version=\"1.0\"?><Error><Code>") + (isBusy ? "SlowDown" : "NoSuchBucket") +
            "</Code><Message>" +
            (isBusy ? "Please reduce your request rate." : "The specified bucket does not exist.") +
            "</Message></Error>";
        client->write("HTTP/1.1 " + QByteArray(isBusy ? "503 Slow Down" : "404 Not Found") +
                      "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: " +
                      QByteArray::number(body.size()) + "\r\n\r\n" + body);
        client->disconnectFromHost();
    }

    quint16 m_behind;
    std::atomic<Mode> m_mode = Forward;
    std::atomic<int> m_spoiled = 0, m_held = 0;
    std::atomic<qint64> m_budget = -1;
    QThread m_thread;
    QTcpServer m_server;
};

} // namespace slipway::test

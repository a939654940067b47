// A way to a server that can be spoiled: the server behind it stays a real one.
//
// Threads: it works on one of its own.
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
        Busy,     // every request is answered with 503 SlowDown, also those under way
        Cut,      // connections break, and new ones are refused by closing them at once
        Hold,     // nothing of the server's answers passes any more
        Flip,     // one bit of what is sent next, where that is long, is another; then Forward
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
    // Breaks what is under way, where the mode is not Forward.
    void set(Mode mode)
    {
        m_mode = mode;
        if (mode == Busy || mode == Cut)
            inThread([this] {
                for (QTcpSocket *socket : m_server.findChildren<QTcpSocket *>())
                    socket->abort();
            });
    }
    // Breaks one connection when so many bytes more of the server's answers have passed, exactly there.
    void cutAfter(qint64 bytes) { m_budget = bytes; }
    // Answers that were held back.
    [[nodiscard]] int held() const { return m_held; }
    // Requests that were answered with 503 or 404, connections that were cut, bits that were flipped.
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
                constexpr qsizetype enough = 16 << 10; // what is in its middle is no header
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
                client->disconnectFromHost(); // when that is written
                server->abort();
            });
            pass(client, server); // what came in the meantime
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

// Passes everything on to a server on this computer and back, later by a fixed time each way: a tenant far
// away. Counts the connections.
//
// The time that TCP itself takes to connect over such a distance is not imitated: a client on this computer
// is connected at once.
//
// Threads: the proxy runs on a separate thread.
#pragma once
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>

namespace slipway::test {

class DelayingProxy
{
public:
    DelayingProxy(quint16 behind, std::chrono::milliseconds delay) : m_behind(behind), m_delay(delay)
    {
        m_server.moveToThread(&m_thread);
        m_thread.start();
        inThread([this] {
            m_server.setProxy(QNetworkProxy::NoProxy);
            m_server.listen(QHostAddress::LocalHost);
            QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] { accept(); });
        });
    }
    ~DelayingProxy()
    {
        inThread([this] {
            m_server.close();
            qDeleteAll(m_server.findChildren<QTcpSocket *>());
        });
        m_thread.quit();
        m_thread.wait();
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] int connections() const { return m_connections; }

private:
    template<class Work>
    void inThread(Work work)
    {
        QMetaObject::invokeMethod(&m_server, work, Qt::BlockingQueuedConnection);
    }
    void accept()
    {
        while (QTcpSocket *client = m_server.nextPendingConnection()) {
            ++m_connections;
            auto *server = new QTcpSocket(client);
            server->setProxy(QNetworkProxy::NoProxy);
            server->connectToHost(QHostAddress::LocalHost, m_behind);
            for (QTcpSocket *socket : {client, server})
                socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            // Both ends belong to the client's socket, so nothing arrives after it is gone.
            const auto pass = [this, client](QTcpSocket *from, QTcpSocket *to) {
                auto waiting = std::make_shared<std::deque<QByteArray>>(); // keeps their order
                QObject::connect(from, &QTcpSocket::readyRead, to, [=, this] {
                    waiting->push_back(from->readAll());
                    later(client, [to, waiting] {
                        to->write(waiting->front());
                        to->flush();
                        waiting->pop_front();
                    });
                });
            };
            pass(client, server);
            pass(server, client);
            QObject::connect(server, &QTcpSocket::disconnected, client,
                             [=, this] { later(client, [client] { client->disconnectFromHost(); }); });
            QObject::connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        }
    }
    template<class Work>
    void later(QObject *context, Work work)
    {
        auto *timer = new QTimer(context);
        timer->setTimerType(Qt::PreciseTimer);
        timer->setSingleShot(true);
        QObject::connect(timer, &QTimer::timeout, context, [timer, work] {
            work();
            timer->deleteLater();
        });
        timer->start(m_delay);
    }

    quint16 m_behind;
    std::chrono::milliseconds m_delay;
    std::atomic<int> m_connections = 0;
    QThread m_thread;
    QTcpServer m_server;
};

} // namespace slipway::test

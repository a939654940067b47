// The demo tenant's sockets: RequestReader reads the requests, DemoApi answers them, and the
// answers are written here, so that a body can be truncated, stalled, slowed down or framed wrongly
// on demand. A server library would repair such answers.
//
// Threads: everything runs on the thread that the object lives on.
#pragma once
#include "core/demo/demo_api.h"
#include "core/demo/request_reader.h"

#include <QMultiHash>
#include <QObject>
#include <QPointer>
#include <QTcpServer>
#include <map>
#include <memory>

class QTcpSocket;

namespace slipway {

class DemoServer : public QObject
{
    Q_OBJECT
public:
    // Answers every client that connects to `listener`, which is already listening.
    DemoServer(DemoTenantOptions options, std::unique_ptr<QTcpServer> listener);
    ~DemoServer() override;

private:
    struct Waiting
    {
        DemoRequest request;
        QPointer<QTcpSocket> socket;
    };
    struct Connection
    {
        QTcpSocket *socket;
        RequestReader reader = {};
        bool isAnswering = false, closes = false;
    };

    void accept();
    // Answers the connection's next request, if it has arrived and the previous one has been
    // answered.
    void read(Connection &connection);
    // The answer has been sent: the connection's next request may be answered.
    void finish(const QTcpSocket *socket);
    void respond(const DemoRequest &request, QTcpSocket *socket);
    void send(QTcpSocket *socket, const DemoAnswer &answer, bool gzip);
    void drip(QTcpSocket *socket, const QByteArray &body, qint64 step, const QString &cursor);
    void releaseWhenSent(QTcpSocket *socket, const QString &cursor);
    void release(const QString &cursor);

    DemoApi m_api;
    QTcpServer *m_listener;
    std::map<const QTcpSocket *, Connection> m_connections;
    QMultiHash<QString, Waiting> m_waiting; // by cursor
};

} // namespace slipway

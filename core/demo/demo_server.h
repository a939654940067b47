// The demo tenant's sockets: Qt HTTP Server parses the requests, DemoApi answers them, and the answers are
// written here, so that a body can be cut, stalled, slowed or framed wrongly on demand.
//
// Threads: everything on the thread it lives on.
#pragma once
#include "core/demo/demo_api.h"

#include <QAbstractHttpServer>
#include <QMultiHash>
#include <QPointer>

class QTcpSocket;

namespace slipway {

class DemoServer : public QAbstractHttpServer
{
    Q_OBJECT
public:
    explicit DemoServer(DemoTenantOptions options);
    ~DemoServer() override;

protected:
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;

private:
    struct Waiting
    {
        DemoRequest request;
        QPointer<QTcpSocket> socket;
    };

    void respond(const DemoRequest &request, QTcpSocket *socket);
    void send(QTcpSocket *socket, const DemoAnswer &answer, bool gzip);
    void drip(QTcpSocket *socket, const QByteArray &body, qint64 step, const QString &cursor);
    void releaseWhenSent(QTcpSocket *socket, const QString &cursor);
    void release(const QString &cursor);

    DemoApi m_api;
    QMultiHash<QString, Waiting> m_waiting; // by cursor
};

} // namespace slipway

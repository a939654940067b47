#include "core/demo/demo_server.h"

#include "core/demo/demo_answer.h"

#include <QDateTime>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <algorithm>

namespace slipway {
namespace {

// Some clients send the token only as a bearer token.
QByteArray tokenOf(const HttpRequest &request)
{
    const QByteArray token = request.header("netskope-api-token");
    const QByteArray authorization = request.header("authorization");
    return token.isEmpty() && authorization.toLower().startsWith("bearer ") ? authorization.mid(7).trimmed()
                                                                            : token;
}

DemoRequest demoRequest(const HttpRequest &request)
{
    const QUrl url = QUrl::fromEncoded(request.target);
    return {request.method,   url.path(),   QUrlQuery(url),
            tokenOf(request), request.body, request.header("accept-encoding").contains("gzip")};
}

} // namespace

DemoServer::DemoServer(DemoTenantOptions options, std::unique_ptr<QTcpServer> listener)
    : m_api(std::move(options)), m_listener(listener.release())
{
    m_listener->setParent(this);
    connect(m_listener, &QTcpServer::newConnection, this, &DemoServer::accept);
    accept(); // clients that have already connected
}

DemoServer::~DemoServer()
{
    // The connections close after this object's state is destroyed, so they must not call it any
    // more.
    for (QTcpSocket *socket : m_listener->findChildren<QTcpSocket *>())
        socket->blockSignals(true);
}

void DemoServer::accept()
{
    while (QTcpSocket *socket = m_listener->nextPendingConnection()) {
        Connection &connection = m_connections.emplace(socket, Connection{socket}).first->second;
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QObject::destroyed, this, [this, socket] { m_connections.erase(socket); });
        connect(socket, &QTcpSocket::readyRead, this, [this, &connection] {
            connection.reader.add(connection.socket->readAll());
            read(connection);
        });
    }
}

void DemoServer::read(Connection &connection)
{
    if (connection.isAnswering)
        return;
    const auto request = connection.reader.next();
    if (!request) {
        connection.isAnswering = true; // for good
        connection.socket->write("HTTP/1.1 " + QByteArray::number(request.error()) +
                                 " Not understood\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return connection.socket->disconnectFromHost();
    }
    if (!*request) {
        if (connection.reader.awaitsContinue())
            connection.socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        return;
    }
    connection.isAnswering = true;
    connection.closes = (*request)->closes;
    respond(demoRequest(**request), connection.socket);
}

void DemoServer::finish(const QTcpSocket *socket)
{
    Connection &connection = m_connections.at(socket);
    if (connection.closes)
        return connection.socket->disconnectFromHost();
    connection.isAnswering = false;
    // Not directly: with a client that sends many requests at once, this function would recurse for
    // each.
    QMetaObject::invokeMethod(
        connection.socket, [this, &connection] { read(connection); }, Qt::QueuedConnection);
}

void DemoServer::respond(const DemoRequest &request, QTcpSocket *socket)
{
    DemoAnswer answer = m_api.answer(request);
    if (!answer.waitFor.isEmpty()) {
        m_waiting.insert(answer.waitFor, {request, socket});
        return;
    }
    const bool gzip = m_api.sendsGzip() && request.acceptsGzip;
    if (m_api.latency() == 0 || request.path.startsWith(QLatin1String("/__demo/")))
        return send(socket, answer, gzip);
    // A client that disconnects in the meantime must not block its cursor for ever.
    connect(socket, &QTcpSocket::disconnected, this, [this, cursor = answer.inFlight] { release(cursor); });
    QTimer::singleShot(m_api.latency(), socket,
                       [this, socket, answer = std::move(answer), gzip] { send(socket, answer, gzip); });
}

void DemoServer::release(const QString &cursor)
{
    if (cursor.isEmpty())
        return;
    m_api.release(cursor);
    const QList<Waiting> waiting = m_waiting.values(cursor);
    m_waiting.remove(cursor);
    for (const Waiting &next : waiting) {
        if (next.socket)
            respond(next.request, next.socket);
    }
}

void DemoServer::releaseWhenSent(QTcpSocket *socket, const QString &cursor)
{
    if (cursor.isEmpty())
        return;
    if (socket->state() != QAbstractSocket::ConnectedState || socket->bytesToWrite() == 0)
        return release(cursor);
    auto *watch = new QObject(socket);
    const auto done = [this, watch, cursor] {
        watch->deleteLater();
        release(cursor);
    };
    connect(socket, &QTcpSocket::bytesWritten, watch, [socket, done] {
        if (socket->bytesToWrite() == 0)
            done();
    });
    connect(socket, &QTcpSocket::disconnected, watch, done);
}

// Sends `step` bytes ten times a second.
void DemoServer::drip(QTcpSocket *socket, const QByteArray &body, qint64 step, const QString &cursor)
{
    auto *timer = new QTimer(socket);
    connect(timer, &QTimer::timeout, socket,
            [this, timer, socket, body, step, cursor, at = qint64(0)]() mutable {
                socket->write(body.mid(at, step));
                at += step;
                if (at >= body.size()) {
                    timer->stop();
                    releaseWhenSent(socket, cursor);
                    finish(socket);
                }
            });
    connect(socket, &QTcpSocket::disconnected, timer, [this, cursor] { release(cursor); });
    timer->start(100);
}

void DemoServer::send(QTcpSocket *socket, const DemoAnswer &answer, bool gzip)
{
    const QString kind = answer.fault.value(QStringLiteral("fault")).toString();
    if (kind == QLatin1String("reset")) {
        release(answer.inFlight);
        return socket->abort();
    }
    const WireAnswer wire =
        wireAnswer(answer, gzip, QDateTime::currentDateTimeUtc().addSecs(m_api.clockSkew()));
    socket->write(wire.head);
    if (kind == QLatin1String("slow")) {
        const int rate = answer.fault.value(QStringLiteral("bytes_per_second")).toInt(1000);
        return drip(socket, wire.body, std::max(1, rate / 10), answer.inFlight);
    }
    socket->write(wire.body);
    if (wire.stall) { // stay open until the client gives up
        connect(socket, &QTcpSocket::disconnected, socket,
                [this, cursor = answer.inFlight] { release(cursor); });
        return;
    }
    releaseWhenSent(socket, answer.inFlight);
    if (wire.close)
        return socket->disconnectFromHost();
    finish(socket);
}

} // namespace slipway

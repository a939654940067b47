#include "core/demo/demo_server.h"

#include "core/demo/demo_answer.h"

#include <QDateTime>
#include <QHttpServerRequest>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>

namespace slipway {
namespace {

QByteArray headerOf(const QHttpServerRequest &request, const QByteArray &name)
{
    for (const auto &[key, value] : request.headers()) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

// Some clients send the token as a bearer's only.
QByteArray tokenOf(const QHttpServerRequest &request)
{
    const QByteArray token = headerOf(request, "netskope-api-token");
    const QByteArray authorization = headerOf(request, "authorization");
    return token.isEmpty() && authorization.toLower().startsWith("bearer ") ? authorization.mid(7).trimmed()
                                                                            : token;
}

QByteArray methodOf(const QHttpServerRequest &request)
{
    switch (request.method()) {
    case QHttpServerRequest::Method::Get:
        return "GET";
    case QHttpServerRequest::Method::Post:
        return "POST";
    default:
        return "other";
    }
}

} // namespace

DemoServer::DemoServer(DemoTenantOptions options) : m_api(std::move(options)) {}

DemoServer::~DemoServer()
{
    // The connections close after this object's own state has gone: they have nothing more to tell it.
    for (const QTcpServer *server : servers()) {
        for (QTcpSocket *socket : server->findChildren<QTcpSocket *>())
            socket->blockSignals(true);
    }
}

bool DemoServer::handleRequest(const QHttpServerRequest &request, QTcpSocket *socket)
{
    respond({methodOf(request), request.url().path(), request.query(), tokenOf(request), request.body(),
             headerOf(request, "accept-encoding").contains("gzip")},
            socket);
    return true;
}

void DemoServer::missingHandler(const QHttpServerRequest &, QTcpSocket *socket)
{
    send(socket, {404, "{\"message\":\"no Route matched with those values\"}"}, false);
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
    // A client that leaves in the meantime must not hold its cursor for ever.
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

// Ten times a second.
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
    if (wire.stall) { // until the client gives up
        connect(socket, &QTcpSocket::disconnected, socket,
                [this, cursor = answer.inFlight] { release(cursor); });
        return;
    }
    releaseWhenSent(socket, answer.inFlight);
    if (wire.close)
        socket->disconnectFromHost();
}

} // namespace slipway

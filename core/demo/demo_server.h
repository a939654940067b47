// The demo tenant's server: parses requests with Qt HTTP Server and writes the answers to the socket itself,
// so that a body can be cut, stalled, slowed or framed wrongly on demand.
//
// Control paths (no token; the server is loopback only):
//   POST /__demo/faults    {"fault": F, "count": K, "path": ENDING, …} for the next K requests of a
//   dataexport path
//        F = status (status, body, headers) | html | malformed | ok0 | empty | no-content | reset
//          | cut (after, framing: length | chunked | chunked-terminated | close) | stall (after) | slow
//          (bytes_per_second)
//   POST /__demo/settings  {"token", "granted", "bad_token": 401|403, "clock_skew", "latency_ms", "rate",
//   "gzip"} GET  /__demo/log       every request so far; GET /__demo/cursors every cursor; POST /__demo/reset
//   forgets faults and log
//
// Threads: everything on the thread it lives on.
#pragma once
#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"
#include "core/netskope/endpoint.h"

#include <QAbstractHttpServer>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>

class QTcpSocket;

namespace slipway {

struct DemoAnswer
{
    int status = 200;
    QByteArray body;
    QByteArray type = "application/json";
    QList<QPair<QByteArray, QByteArray>> headers;
    QJsonObject fault; // how to spoil it; empty: not at all
    QString inFlight;  // cursor to release when the answer is out
};

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
    struct Cursor
    {
        bool placed = false;
        qint64 previousBegin = 0, begin = 0, end = 0; // indexes: the page before, the last page
        qint64 hwm = 0;
    };

    DemoAnswer answerTo(const QHttpServerRequest &request);
    DemoAnswer control(const QHttpServerRequest &request);
    DemoAnswer dataexport(const QHttpServerRequest &request, const Endpoint &endpoint);
    DemoAnswer auditPath(const QString &path) const;
    QByteArray page(const EventSource &source, Cursor &cursor, const QString &operation);
    std::optional<DemoAnswer> refuse(const QHttpServerRequest &request, const QString &path);
    QJsonObject takeFault(const QString &path);
    void send(QTcpSocket *socket, DemoAnswer answer, bool gzip);
    void release(QTcpSocket *socket, const QString &cursor);

    DemoTenantOptions m_options;
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    QHash<QString, Cursor> m_cursors; // by path and index
    QSet<QString> m_inFlight;
    QList<QJsonObject> m_faults;
    QJsonArray m_log;
    QHash<QString, QPair<qint64, int>> m_windows; // path → (second, requests in it)
    QElapsedTimer m_clock;
    int m_badToken = 401;
    qint64 m_clockSkew = 0;
    int m_latency = 0;
    bool m_gzip = true;
};

} // namespace slipway

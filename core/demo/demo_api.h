// What the demo tenant answers to a request: the API of docs/netskope-api.md without the sockets.
//
// Control paths (no token; the server is loopback only); docs/demo-tenant.md explains their use:
//   POST /__demo/faults    {"fault": F, "count": K, "path": ENDING, …} for the next K requests of a
//   dataexport path
//        F = status (status, body, type, headers) | redirect (location) | stale: the cursor stays
//          | html (status) | csv | malformed | ok0 | execution-failed | status-error | empty | no-content
//          | reset | cut (after, framing: length | chunked | chunked-terminated | close) | stall (after)
//          | slow (bytes_per_second) | page (page: a PageShape): the cursor has moved
//        "moves": true or false, where the cursor does otherwise; "skip": so many requests first;
//        "operation": only for that verb ("epoch" for any time); "count": -1: until the reset
//   POST /__demo/settings  the choices of DemoBehaviour, and token, granted, clock_skew (s),
//        latency_ms, rate, rate_window (s), phantom (requests of others in each window), gzip, page_size,
//        expires_after (requests), index_lifetime (s), v1_token, v1_late_after (answers of API v1 before one
//        event in seven is there), page (a PageShape for all pages), retention (s), late_every, data_wait
//        (s), data_wait_every (pages), empty_wait (s)
//   POST /__demo/late      {"at": EPOCH}: the late events arrive, now if there is no time
//   POST /__demo/forget    {"index": NAME}: the tenant forgets that cursor; without a name, all of them
//   GET /__demo/log        every request so far
//   GET /__demo/cursors    every cursor
//   POST /__demo/reset     forgets the faults and the log
//
// Threads: one.
#pragma once
#include "core/demo/demo_pages.h"
#include "core/demo/demo_v1.h"
#include "core/netskope/endpoint.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QUrlQuery>
#include <optional>

namespace slipway {

struct DemoRequest
{
    QByteArray method = "GET";
    QString path;
    QUrlQuery query;
    QByteArray token, body;
    bool acceptsGzip = false;
};

struct DemoAnswer
{
    int status = 200;
    QByteArray body;
    QByteArray packed = {}; // the body as gzip, if already made
    QByteArray type = "application/json";
    QList<QPair<QByteArray, QByteArray>> headers = {};
    QJsonObject fault = {};              // how to damage it; empty: not at all
    QString inFlight = {};               // the cursor to release when the answer has been sent
    QString waitFor = {};                // repeat the request when this cursor is released
    QString encoding = {}, framing = {}; // as DemoBehaviour calls them; empty: the usual ones
};

class DemoApi
{
public:
    explicit DemoApi(DemoTenantOptions options);
    DemoApi(const DemoApi &) = delete;

    [[nodiscard]] DemoAnswer answer(const DemoRequest &request);
    void release(const QString &cursor) { m_inFlight.remove(cursor); }

    [[nodiscard]] bool sendsGzip() const { return m_gzip; }
    [[nodiscard]] int latency() const { return m_latency; } // milliseconds
    [[nodiscard]] qint64 clockSkew() const { return m_clockSkew; }

private:
    struct Window
    {
        qint64 number = -1;
        double used = 0;
    };

    [[nodiscard]] DemoAnswer answered(const DemoRequest &request);
    DemoAnswer control(const DemoRequest &request);
    DemoAnswer change(const QJsonObject &settings);
    DemoAnswer dataexport(const DemoRequest &request, const Endpoint &endpoint);
    DemoAnswer v1(const DemoRequest &request);
    DemoAnswer queried(const DemoRequest &request, const Endpoint &endpoint);
    [[nodiscard]] static bool isV2(const QString &path);
    DemoAnswer auditPath(const QString &path) const;
    [[nodiscard]] DemoAnswer badToken() const;
    [[nodiscard]] DemoAnswer missingScope() const;
    [[nodiscard]] std::optional<DemoAnswer> refuse(const DemoRequest &request);
    [[nodiscard]] std::optional<DemoAnswer> limit(const QString &path);
    void addRateHeaders(const QString &path, DemoAnswer &answer) const;
    [[nodiscard]] QByteArray resetText(qint64 seconds) const;
    // The fault to apply to this request; empty: none. `operation` is empty for requests without
    // one.
    QJsonObject takeFault(const QString &path, const QString &operation = {});

    DemoTenantOptions m_options;
    DemoBehaviour m_behaviour;
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    DemoPages m_pages;
    DemoV1 m_v1;
    QSet<QString> m_inFlight;
    QList<QJsonObject> m_faults;
    QJsonArray m_log;
    QHash<QString, Window> m_windows; // by path
    QElapsedTimer m_clock;
    qint64 m_clockSkew = 0;
    qint64 m_rateWindow = 1;    // seconds
    double m_phantom = 0;       // requests of others in each window
    qint64 m_expiresAfter = -1; // requests; -1: never
    qint64 m_dataWait = 0, m_dataWaitEvery = 1;
    int m_latency = 0;
    bool m_gzip = true;
};

} // namespace slipway

#include "core/demo/demo_server.h"

#include "core/demo/demo_answer.h"

#include <QDateTime>
#include <QHttpServerRequest>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrlQuery>

#include <algorithm>

namespace slipway {
namespace {

QByteArray message(const char *text)
{
    return QByteArray("{\"message\":\"") + text + "\"}";
}

// GET paths that a token for events should not be able to read; all but the first answer when granted.
const QStringList &auditPaths()
{
    static const QStringList paths{QStringLiteral("/api/v2/scim/Users"),
                                   QStringLiteral("/api/v2/scim/Groups"),
                                   QStringLiteral("/api/v2/policy/urllist"),
                                   QStringLiteral("/api/v2/infrastructure/publishers"),
                                   QStringLiteral("/api/v2/rbac/roles"),
                                   QStringLiteral("/api/v2/devices/supportedos"),
                                   QStringLiteral("/api/v2/profiles/dns/recordtypes"),
                                   QStringLiteral("/api/v2/ips/status"),
                                   QStringLiteral("/api/v2/steering/apps/private")};
    return paths;
}

QByteArray headerOf(const QHttpServerRequest &request, const QByteArray &name)
{
    for (const auto &[key, value] : request.headers()) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

} // namespace

DemoServer::DemoServer(DemoTenantOptions options) : m_options(std::move(options))
{
    m_clock.start();
}

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
    const bool isControl = request.url().path().startsWith(QLatin1String("/__demo/"));
    DemoAnswer answer = isControl ? control(request) : answerTo(request);
    const bool gzip = m_gzip && headerOf(request, "accept-encoding").contains("gzip");
    if (!isControl) {
        m_log << QJsonObject{
            {QStringLiteral("ms"), m_clock.elapsed()},
            {QStringLiteral("method"), request.method() == QHttpServerRequest::Method::Get
                                           ? QStringLiteral("GET")
                                           : QStringLiteral("other")},
            {QStringLiteral("path"), request.url().path()},
            {QStringLiteral("index"), request.query().queryItemValue(QStringLiteral("index"))},
            {QStringLiteral("operation"), request.query().queryItemValue(QStringLiteral("operation"))},
            {QStringLiteral("status"), answer.status},
            {QStringLiteral("bytes"), answer.body.size()}};
        if (m_latency > 0) {
            // A client that leaves in the meantime must not hold its cursor for ever.
            connect(socket, &QTcpSocket::disconnected, this,
                    [this, cursor = answer.inFlight] { m_inFlight.remove(cursor); });
            QTimer::singleShot(m_latency, socket, [this, socket, answer = std::move(answer), gzip] {
                send(socket, answer, gzip);
            });
            return true;
        }
    }
    send(socket, std::move(answer), gzip);
    return true;
}

void DemoServer::missingHandler(const QHttpServerRequest &, QTcpSocket *socket)
{
    send(socket, {404, message("no Route matched with those values"), "application/json", {}, {}, {}}, false);
}

DemoAnswer DemoServer::control(const QHttpServerRequest &request)
{
    const QString path = request.url().path();
    const QJsonObject body = QJsonDocument::fromJson(request.body()).object();
    const auto json = [](const QJsonArray &array) {
        return DemoAnswer{
            200, QJsonDocument(array).toJson(QJsonDocument::Compact), "application/json", {}, {}, {}};
    };
    if (path == QLatin1String("/__demo/log"))
        return json(m_log);
    if (path == QLatin1String("/__demo/cursors")) {
        QJsonArray cursors;
        for (auto it = m_cursors.cbegin(); it != m_cursors.cend(); ++it)
            cursors << QJsonObject{{QStringLiteral("cursor"), it.key()},
                                   {QStringLiteral("begin"), it->begin},
                                   {QStringLiteral("end"), it->end},
                                   {QStringLiteral("hwm"), it->hwm}};
        return json(cursors);
    }
    if (path == QLatin1String("/__demo/reset")) {
        m_faults.clear();
        m_log = {};
    } else if (path == QLatin1String("/__demo/faults") && body.contains(QStringLiteral("fault"))) {
        m_faults << body;
    } else if (path == QLatin1String("/__demo/settings")) {
        m_options.token =
            body.value(QStringLiteral("token")).toString(QString::fromUtf8(m_options.token)).toUtf8();
        if (body.contains(QStringLiteral("granted"))) {
            m_options.granted.clear();
            for (const QJsonValue id : body.value(QStringLiteral("granted")).toArray())
                m_options.granted << id.toString();
        }
        m_badToken = body.value(QStringLiteral("bad_token")).toInt(m_badToken);
        m_clockSkew = body.value(QStringLiteral("clock_skew")).toInteger(m_clockSkew);
        m_latency = body.value(QStringLiteral("latency_ms")).toInt(m_latency);
        m_options.requestsPerSecond =
            body.value(QStringLiteral("rate")).toDouble(m_options.requestsPerSecond);
        m_gzip = body.value(QStringLiteral("gzip")).toBool(m_gzip);
    } else {
        return {400, message("unknown control request"), "application/json", {}, {}, {}};
    }
    return {200, "{\"done\":true}", "application/json", {}, {}, {}};
}

std::optional<DemoAnswer> DemoServer::refuse(const QHttpServerRequest &request, const QString &path)
{
    if (headerOf(request, "netskope-api-token") != m_options.token) {
        if (m_badToken == 403)
            return DemoAnswer{403, message("You cannot consume this service"), "application/json", {}, {},
                              {}};
        return DemoAnswer{401, message("Invalid authentication credentials"), "application/json", {}, {}, {}};
    }
    if (m_options.requestsPerSecond <= 0)
        return std::nullopt;
    auto &[second, used] = m_windows[path];
    const qint64 now = m_clock.elapsed() / 1000;
    if (second != now) {
        second = now;
        used = 0;
    }
    if (++used > m_options.requestsPerSecond)
        return DemoAnswer{429, message("API rate limit exceeded"), "application/json", {}, {}, {}};
    return std::nullopt;
}

QJsonObject DemoServer::takeFault(const QString &path)
{
    for (qsizetype i = 0; i < m_faults.size(); ++i) {
        QJsonObject &fault = m_faults[i];
        if (!path.endsWith(fault.value(QStringLiteral("path")).toString()))
            continue;
        QJsonObject taken = fault;
        const int left = fault.value(QStringLiteral("count")).toInt(1) - 1;
        if (left <= 0)
            m_faults.removeAt(i);
        else
            fault.insert(QStringLiteral("count"), left);
        return taken;
    }
    return {};
}

DemoAnswer DemoServer::answerTo(const QHttpServerRequest &request)
{
    const QString path = request.url().path();
    const auto endpoint = std::find_if(m_catalogue.endpoints().cbegin(), m_catalogue.endpoints().cend(),
                                       [&](const Endpoint &each) { return each.path == path; });
    const bool known = endpoint != m_catalogue.endpoints().cend();
    if (!known && path != QLatin1String("/api/v2/auth/tokens") && !auditPaths().contains(path))
        return {404, message("no Route matched with those values"), "application/json", {}, {}, {}};
    DemoAnswer answer;
    if (auto refused = refuse(request, path))
        answer = std::move(*refused);
    else if (!known)
        answer = auditPath(path);
    else
        answer = dataexport(request, *endpoint);
    if (m_options.requestsPerSecond > 0) {
        const int limit = std::max(1, static_cast<int>(m_options.requestsPerSecond));
        answer.headers << qMakePair(QByteArray("RateLimit-Limit"), QByteArray::number(limit))
                       << qMakePair(QByteArray("RateLimit-Remaining"),
                                    QByteArray::number(std::max(0, limit - m_windows.value(path).second)))
                       << qMakePair(QByteArray("RateLimit-Reset"), QByteArray("1"));
    }
    return answer;
}

DemoAnswer DemoServer::auditPath(const QString &path) const
{
    if (!m_options.granted.contains(path))
        return {403, message("You cannot consume this service"), "application/json", {}, {}, {}};
    if (path != QLatin1String("/api/v2/auth/tokens"))
        return {200, "{\"data\":[],\"status\":\"success\",\"total\":0}", "application/json", {}, {}, {}};
    QJsonArray scopes;
    for (const QString &id : m_options.granted) {
        const Endpoint *endpoint = m_catalogue.endpoint(id);
        scopes << QJsonObject{{QStringLiteral("endpoint"), endpoint ? endpoint->path : id},
                              {QStringLiteral("permissions"), QStringLiteral("r")}};
    }
    const QJsonArray tokens{
        QJsonObject{{QStringLiteral("id"), 1},
                    {QStringLiteral("name"), QStringLiteral("demo")},
                    {QStringLiteral("expires"), QDateTime::currentSecsSinceEpoch() + 23 * 86'400},
                    {QStringLiteral("endpoints"), scopes}}};
    return {200, QJsonDocument(tokens).toJson(QJsonDocument::Compact), "application/json", {}, {}, {}};
}

DemoAnswer DemoServer::dataexport(const QHttpServerRequest &request, const Endpoint &endpoint)
{
    if (!m_options.granted.contains(endpoint.id))
        return {403, message("You cannot consume this service"), "application/json", {}, {}, {}};
    const QString index = request.query().queryItemValue(QStringLiteral("index"));
    const QString operation = request.query().queryItemValue(QStringLiteral("operation"));
    bool isEpoch = false;
    operation.toLongLong(&isEpoch);
    const QStringList verbs{QStringLiteral("next"), QStringLiteral("resend"), QStringLiteral("head"),
                            QStringLiteral("tail")};
    if (index.isEmpty() || index.size() > 128 || (!isEpoch && !verbs.contains(operation)))
        return {400, message("operation and index are required"), "application/json", {}, {}, {}};
    const QString key = endpoint.path + QLatin1Char('?') + index;
    if (m_inFlight.contains(key))
        return {409, message("Concurrency conflict, retry later."), "application/json", {}, {}, {}};
    const QJsonObject fault = takeFault(endpoint.path);
    const QString kind = fault.value(QStringLiteral("fault")).toString();
    if (kind == QLatin1String("status")) {
        DemoAnswer answer{
            fault.value(QStringLiteral("status")).toInt(503),
            fault.value(QStringLiteral("body")).toString(QStringLiteral("{\"message\":\"fault\"}")).toUtf8(),
            "application/json",
            {},
            {},
            {}};
        const QJsonObject headers = fault.value(QStringLiteral("headers")).toObject();
        for (auto it = headers.begin(); it != headers.end(); ++it)
            answer.headers << qMakePair(it.key().toUtf8(), it.value().toString().toUtf8());
        return answer;
    }
    if (operation == QLatin1String("resend") && !m_cursors.contains(key))
        return {400, message("nothing to resend"), "application/json", {}, {}, {}};
    m_inFlight.insert(key);
    const EventSource source(endpoint.id, m_options.seed, m_options.events.value(endpoint.id), m_options.from,
                             m_options.to, m_options.hazards);
    DemoAnswer answer{200, page(source, m_cursors[key], operation), "application/json", {}, fault, key};
    if (kind == QLatin1String("html")) {
        answer.body = "<!DOCTYPE html><html><title>Sign in</title></html>";
        answer.type = "text/html";
    } else if (kind == QLatin1String("malformed")) {
        answer.body.insert(answer.body.size() / 2, "}]{\"");
    } else if (kind == QLatin1String("ok0")) {
        answer.body = "{\"ok\":0,\"message\":\"back end unavailable\"}";
    } else if (kind == QLatin1String("empty")) {
        answer.body.clear();
    } else if (kind == QLatin1String("no-content")) {
        answer.status = 204;
        answer.body.clear();
    }
    return answer;
}

// Moves the cursor as the operation says and makes the page. The cursor has moved once the answer begins, as
// on the real server: a body that breaks off later is only to be had by resend.
QByteArray DemoServer::page(const EventSource &source, Cursor &cursor, const QString &operation)
{
    const qint64 until = std::min(source.to(), QDateTime::currentSecsSinceEpoch());
    if (operation != QLatin1String("resend")) {
        bool isEpoch = false;
        const qint64 epoch = operation.toLongLong(&isEpoch);
        if (isEpoch) {
            const qint64 start = epoch >= until ? source.count() : source.firstOf(source.hourOf(epoch));
            cursor = {true, start, start, start, std::min(epoch, until)};
        } else if (operation == QLatin1String("head") || !cursor.placed) {
            cursor = {true, 0, 0, 0, source.from()};
        } else if (operation == QLatin1String("tail")) {
            const qint64 start = source.firstOf(source.hourOf(until) - 1);
            cursor = {true, start, start, start, until};
        }
        cursor.previousBegin = cursor.begin;
        cursor.begin = cursor.end;
        const qint64 hour = cursor.begin < source.count()
                                ? (source.timestampOf(cursor.begin) - source.from()) / 3600
                                : source.hours();
        if (cursor.begin >= source.count() || source.startOf(hour) >= until) {
            cursor.end = cursor.begin;
            cursor.hwm = std::max(cursor.hwm, until);
        } else {
            const qint64 hourEnd = source.firstOf(hour + 1);
            cursor.end = std::min(hourEnd, cursor.begin + m_options.pageSize);
            cursor.hwm =
                std::max(cursor.hwm, cursor.end == hourEnd ? source.endOf(hour) : source.startOf(hour));
        }
    }
    QByteArray body;
    body.reserve((cursor.end - cursor.begin) * 4096 + 256);
    body += "{\"ok\":1,\"result\":[";
    const auto add = [&](qint64 event) {
        if (!body.endsWith('['))
            body += ',';
        source.append(body, event);
    };
    for (qint64 event = cursor.begin; event < cursor.end; ++event)
        add(event);
    if (cursor.end > cursor.begin) {
        for (qint64 event = cursor.previousBegin; event < cursor.begin; ++event) {
            if (source.isSentTwice(event))
                add(event);
        }
    }
    body += "],\"wait_time\":";
    body += cursor.end > cursor.begin ? "0" : "30";
    body += ",\"timestamp_hwm\":" + QByteArray::number(cursor.hwm) + '}';
    return body;
}

void DemoServer::release(QTcpSocket *socket, const QString &cursor)
{
    if (cursor.isEmpty())
        return;
    if (socket->state() != QAbstractSocket::ConnectedState || socket->bytesToWrite() == 0) {
        m_inFlight.remove(cursor);
        return;
    }
    auto *watch = new QObject(socket);
    const auto done = [this, watch, socket, cursor](bool force) {
        if (!force && socket->bytesToWrite() > 0)
            return;
        m_inFlight.remove(cursor);
        watch->deleteLater();
    };
    connect(socket, &QTcpSocket::bytesWritten, watch, [done] { done(false); });
    connect(socket, &QTcpSocket::disconnected, watch, [done] { done(true); });
}

void DemoServer::send(QTcpSocket *socket, DemoAnswer answer, bool gzip)
{
    const QDateTime now = QDateTime::currentDateTimeUtc().addSecs(m_clockSkew);
    const QString kind = answer.fault.value(QStringLiteral("fault")).toString();
    if (kind == QLatin1String("reset")) {
        m_inFlight.remove(answer.inFlight);
        socket->abort();
        return;
    }
    const WireAnswer wire = wireAnswer(answer, gzip, now);
    if (kind == QLatin1String("slow")) {
        // Dripped ten times a second.
        auto *timer = new QTimer(socket);
        const qint64 step =
            std::max(1, answer.fault.value(QStringLiteral("bytes_per_second")).toInt(1000) / 10);
        connect(timer, &QTimer::timeout, socket,
                [this, timer, socket, wire, step, cursor = answer.inFlight, at = qint64(0)]() mutable {
                    socket->write(wire.bytes.mid(at, step));
                    at += step;
                    if (at >= wire.bytes.size()) {
                        timer->stop();
                        release(socket, cursor);
                    }
                });
        connect(socket, &QTcpSocket::disconnected, timer,
                [this, cursor = answer.inFlight] { m_inFlight.remove(cursor); });
        timer->start(100);
        return;
    }
    socket->write(wire.bytes);
    if (wire.stall) { // until the client gives up
        connect(socket, &QTcpSocket::disconnected, socket,
                [this, cursor = answer.inFlight] { m_inFlight.remove(cursor); });
        return;
    }
    release(socket, answer.inFlight);
    if (wire.close)
        socket->disconnectFromHost();
}

} // namespace slipway

#include "core/demo/demo_api.h"

#include "core/base/time_text.h"
#include "core/demo/event_query.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>

namespace slipway {
namespace {

DemoAnswer refusal(int status, const char *text)
{
    return {status, QByteArray("{\"message\":\"") + text + "\"}"};
}

DemoAnswer page(int status, const char *title)
{
    DemoAnswer answer{status, QByteArray("<!DOCTYPE html><html><title>") + title + "</title></html>"};
    answer.type = "text/html";
    return answer;
}

DemoAnswer json(const QJsonArray &array)
{
    return {200, QJsonDocument(array).toJson(QJsonDocument::Compact)};
}

// GET paths that a token for events should not be able to read; they answer if granted.
bool isAuditPath(const QString &path)
{
    static const QSet<QString> paths{QStringLiteral("/api/v2/auth/tokens"),
                                     QStringLiteral("/api/v2/scim/Users"),
                                     QStringLiteral("/api/v2/scim/Groups"),
                                     QStringLiteral("/api/v2/policy/urllist"),
                                     QStringLiteral("/api/v2/policy/npa/rules"),
                                     QStringLiteral("/api/v2/infrastructure/publishers"),
                                     QStringLiteral("/api/v2/rbac/roles"),
                                     QStringLiteral("/api/v2/devices/supportedos"),
                                     QStringLiteral("/api/v2/profiles/dns/recordtypes"),
                                     QStringLiteral("/api/v2/profiles/customcategories"),
                                     QStringLiteral("/api/v2/profiles/destinations"),
                                     QStringLiteral("/api/v2/services/cci/tags"),
                                     QStringLiteral("/api/v2/ips/status"),
                                     QStringLiteral("/api/v2/steering/apps/private")};
    return paths.contains(path);
}

bool isFault(const QString &kind)
{
    static const QSet<QString> kinds{
        QStringLiteral("none"),         QStringLiteral("status"), QStringLiteral("redirect"),
        QStringLiteral("stale"),        QStringLiteral("html"),   QStringLiteral("csv"),
        QStringLiteral("malformed"),    QStringLiteral("ok0"),    QStringLiteral("execution-failed"),
        QStringLiteral("status-error"), QStringLiteral("empty"),  QStringLiteral("no-content"),
        QStringLiteral("reset"),        QStringLiteral("cut"),    QStringLiteral("stall"),
        QStringLiteral("slow"),         QStringLiteral("page")};
    return kinds.contains(kind);
}

// Settings besides the choices of DemoBehaviour.
bool isSetting(const QString &name)
{
    static const QSet<QString> names{
        QStringLiteral("token"),         QStringLiteral("granted"),         QStringLiteral("v1_token"),
        QStringLiteral("v1_late_after"), QStringLiteral("clock_skew"),      QStringLiteral("latency_ms"),
        QStringLiteral("rate"),          QStringLiteral("rate_window"),     QStringLiteral("phantom"),
        QStringLiteral("page_size"),     QStringLiteral("expires_after"),   QStringLiteral("index_lifetime"),
        QStringLiteral("retention"),     QStringLiteral("late_every"),      QStringLiteral("data_wait"),
        QStringLiteral("gzip"),          QStringLiteral("data_wait_every"), QStringLiteral("page"),
        QStringLiteral("empty_wait")};
    return names.contains(name);
}

// Faults that answer instead of the API.
std::optional<DemoAnswer> atOnce(const QJsonObject &fault)
{
    const QString kind = fault.value(QStringLiteral("fault")).toString();
    if (kind == QLatin1String("status")) {
        DemoAnswer answer{
            fault.value(QStringLiteral("status")).toInt(503),
            fault.value(QStringLiteral("body")).toString(QStringLiteral("{\"message\":\"fault\"}")).toUtf8()};
        answer.type =
            fault.value(QStringLiteral("type")).toString(QStringLiteral("application/json")).toUtf8();
        const QJsonObject headers = fault.value(QStringLiteral("headers")).toObject();
        for (auto it = headers.begin(); it != headers.end(); ++it)
            answer.headers << qMakePair(it.key().toUtf8(), it.value().toString().toUtf8());
        return answer;
    }
    if (kind == QLatin1String("redirect")) {
        DemoAnswer answer = page(302, "Moved");
        answer.headers << qMakePair(QByteArray("Location"),
                                    fault.value(QStringLiteral("location"))
                                        .toString(QStringLiteral("https://login.example.com/"))
                                        .toUtf8());
        return answer;
    }
    return std::nullopt;
}

// Faults that modify an answer from the API.
void spoil(DemoAnswer &answer)
{
    const QString kind = answer.fault.value(QStringLiteral("fault")).toString();
    const auto instead = [&](const QByteArray &body, const char *type) {
        answer.body = body;
        answer.packed.clear();
        answer.type = type;
    };
    if (kind == QLatin1String("html")) {
        instead("<!DOCTYPE html><html><title>Sign in</title></html>", "text/html");
        answer.status = answer.fault.value(QStringLiteral("status")).toInt(200);
    } else if (kind == QLatin1String("csv"))
        instead("_id,timestamp\n1,1\n", "text/csv");
    else if (kind == QLatin1String("malformed"))
        instead(QByteArray(answer.body).insert(answer.body.size() / 2, "}]{\""), "application/json");
    else if (kind == QLatin1String("ok0"))
        instead("{\"ok\":0,\"message\":\"back end unavailable\"}", "application/json");
    else if (kind == QLatin1String("execution-failed"))
        instead("{\"result\":[],\"status\":{\"count\":0,\"execution\":\"FAILED\",\"status_code\":500}}",
                "application/json");
    else if (kind == QLatin1String("status-error"))
        instead(
            "{\"status\":\"error\",\"errorCode\":\"Internal Error\",\"errors\":[\"back end unavailable\"]}",
            "application/json");
    else if (kind == QLatin1String("empty") || kind == QLatin1String("no-content"))
        instead({}, "application/json");
    if (kind == QLatin1String("no-content"))
        answer.status = 204;
}

} // namespace

DemoApi::DemoApi(DemoTenantOptions options)
    : m_options(std::move(options)), m_pages(m_options, m_behaviour), m_v1(m_options, m_behaviour)
{
    m_clock.start();
}

DemoAnswer DemoApi::answer(const DemoRequest &asked)
{
    if (asked.path.startsWith(QLatin1String("/__demo/")))
        return control(asked);
    // Netskope's URL template has a slash before the query, but its examples do not.
    DemoRequest request = asked;
    if (isV2(request.path) && request.path.endsWith(QLatin1Char('/')))
        request.path.chop(1);
    DemoAnswer answer = answered(request);
    answer.encoding = m_behaviour.value("encoding");
    answer.framing = m_behaviour.value("framing");
    return answer;
}

bool DemoApi::isV2(const QString &path)
{
    return path.startsWith(QLatin1String("/api/v2/events/"));
}

DemoAnswer DemoApi::answered(const DemoRequest &request)
{
    // Query endpoints for the same events have different paths and need different permissions.
    QString eventPath = request.path;
    eventPath.replace(QLatin1String("/events/datasearch/"), QLatin1String("/events/dataexport/events/"))
        .replace(QLatin1String("/events/data/"), QLatin1String("/events/dataexport/events/"));
    const auto endpoint = std::find_if(m_catalogue.endpoints().cbegin(), m_catalogue.endpoints().cend(),
                                       [&](const Endpoint &each) { return each.path == eventPath; });
    const bool known = endpoint != m_catalogue.endpoints().cend();
    DemoAnswer answer;
    if (DemoV1::knows(request.path)) {
        answer = v1(request);
        addRateHeaders(request.path, answer);
    } else if ((!known && !isAuditPath(request.path)) || request.method != "GET") {
        // The gateway only has routes for GET.
        answer = refusal(404, "no Route matched with those values");
    } else {
        auto refused = refuse(request);
        answer = refused                          ? std::move(*refused)
                 : !known                         ? auditPath(request.path)
                 : request.path == endpoint->path ? dataexport(request, *endpoint)
                                                  : queried(request, *endpoint);
        addRateHeaders(request.path, answer);
    }
    if (!answer.waitFor.isEmpty())
        return answer;
    if (m_behaviour.is("audit_echo", "on"))
        m_pages.echo(request.method, request.path, answer.status);
    m_log << QJsonObject{
        {QStringLiteral("ms"), m_clock.elapsed()},
        {QStringLiteral("method"), QString::fromLatin1(request.method)},
        {QStringLiteral("path"), request.path},
        {QStringLiteral("index"), request.query.queryItemValue(QStringLiteral("index"))},
        {QStringLiteral("operation"), request.query.queryItemValue(QStringLiteral("operation"))},
        {QStringLiteral("query"), request.query.toString()},
        {QStringLiteral("status"), answer.status},
        {QStringLiteral("bytes"), answer.body.size()}};
    return answer;
}

DemoAnswer DemoApi::control(const DemoRequest &request)
{
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    const QString what = request.path.section(QLatin1Char('/'), 2);
    if (what == QLatin1String("log"))
        return json(m_log);
    if (what == QLatin1String("cursors"))
        return json(m_pages.cursors());
    if (what == QLatin1String("settings"))
        return change(body);
    if (what == QLatin1String("late")) {
        m_pages.releaseLate(body.value(QStringLiteral("at")).toInteger(QDateTime::currentSecsSinceEpoch()));
    } else if (what == QLatin1String("forget")) {
        m_pages.forget(body.value(QStringLiteral("index")).toString());
    } else if (what == QLatin1String("reset")) {
        m_faults.clear();
        m_log = {};
    } else if (what == QLatin1String("faults") && body.contains(QStringLiteral("fault"))) {
        if (const QString kind = body.value(QStringLiteral("fault")).toString(); !isFault(kind))
            return refusal(400, "unknown kind of fault");
        const auto shape = PageShape::from(body.value(QStringLiteral("page")).toObject());
        if (!shape)
            return {400,
                    QJsonDocument(QJsonObject{{QStringLiteral("message"), shape.error().message}}).toJson()};
        m_faults << body;
    } else {
        return refusal(400, "unknown control request");
    }
    return {200, "{\"done\":true}"};
}

DemoAnswer DemoApi::change(const QJsonObject &settings)
{
    const auto refused = [](const Error &error) {
        return DemoAnswer{400,
                          QJsonDocument(QJsonObject{{QStringLiteral("message"), error.message}}).toJson()};
    };
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        if (!isSetting(it.key()) && !DemoBehaviour::knows(it.key()))
            return refusal(400, "unknown setting");
    }
    if (const auto applied = m_behaviour.apply(settings); !applied)
        return refused(applied.error());
    if (settings.contains(QStringLiteral("page"))) {
        const auto shape = PageShape::from(settings.value(QStringLiteral("page")).toObject());
        if (!shape)
            return refused(shape.error());
        m_pages.setShape(*shape);
    }
    const auto number = [&](const char *name, double current) {
        return settings.value(QLatin1String(name)).toDouble(current);
    };
    m_options.token =
        settings.value(QStringLiteral("token")).toString(QString::fromUtf8(m_options.token)).toUtf8();
    if (settings.contains(QStringLiteral("granted"))) {
        m_options.granted.clear();
        for (const QJsonValue id : settings.value(QStringLiteral("granted")).toArray())
            m_options.granted << id.toString();
    }
    m_options.v1Token =
        settings.value(QStringLiteral("v1_token")).toString(QString::fromUtf8(m_options.v1Token)).toUtf8();
    if (const QJsonValue answers = settings.value(QStringLiteral("v1_late_after")); answers.isDouble())
        m_v1.setLateAfter(answers.toInteger());
    m_clockSkew = static_cast<qint64>(number("clock_skew", static_cast<double>(m_clockSkew)));
    m_latency = static_cast<int>(number("latency_ms", m_latency));
    m_options.requestsPerSecond = number("rate", m_options.requestsPerSecond);
    m_rateWindow =
        std::max<qint64>(1, static_cast<qint64>(number("rate_window", static_cast<double>(m_rateWindow))));
    m_phantom = number("phantom", m_phantom);
    m_options.pageSize = std::clamp(static_cast<int>(number("page_size", m_options.pageSize)), 1, 10'000);
    m_expiresAfter = static_cast<qint64>(number("expires_after", static_cast<double>(m_expiresAfter)));
    if (const QJsonValue seconds = settings.value(QStringLiteral("index_lifetime")); seconds.isDouble())
        m_pages.setIndexLifetime(seconds.toInteger());
    if (const QJsonValue seconds = settings.value(QStringLiteral("retention")); seconds.isDouble())
        m_pages.setRetention(seconds.toInteger());
    if (const QJsonValue events = settings.value(QStringLiteral("late_every")); events.isDouble())
        m_pages.setLateEvery(events.toInteger());
    m_dataWait = static_cast<qint64>(number("data_wait", static_cast<double>(m_dataWait)));
    m_dataWaitEvery = static_cast<qint64>(number("data_wait_every", static_cast<double>(m_dataWaitEvery)));
    m_pages.setDataWait(m_dataWait, m_dataWaitEvery);
    if (const QJsonValue seconds = settings.value(QStringLiteral("empty_wait")); seconds.isDouble())
        m_pages.setEmptyWait(seconds.toInteger());
    m_gzip = settings.value(QStringLiteral("gzip")).toBool(m_gzip);
    return {200, "{\"done\":true}"};
}

DemoAnswer DemoApi::badToken() const
{
    if (m_behaviour.is("bad_token", "403"))
        return refusal(403, "You cannot consume this service");
    if (m_behaviour.is("bad_token", "403-html"))
        return page(403, "Forbidden");
    if (m_behaviour.is("bad_token", "401-empty"))
        return {401, {}};
    return refusal(401, "Invalid authentication credentials");
}

DemoAnswer DemoApi::missingScope() const
{
    if (m_behaviour.is("missing_scope", "403-html"))
        return page(403, "Forbidden");
    if (m_behaviour.is("missing_scope", "404"))
        return refusal(404, "no Route matched with those values");
    return refusal(403, "You cannot consume this service");
}

std::optional<DemoAnswer> DemoApi::refuse(const DemoRequest &request)
{
    if (request.token != m_options.token)
        return badToken();
    if (m_expiresAfter == 0)
        return badToken();
    if (m_expiresAfter > 0)
        --m_expiresAfter;
    return limit(request.path);
}

// Limits the number of requests to a path in each window.
std::optional<DemoAnswer> DemoApi::limit(const QString &path)
{
    if (m_options.requestsPerSecond <= 0)
        return std::nullopt;
    Window &window = m_windows[path];
    const qint64 now = m_clock.elapsed() / 1000 / m_rateWindow;
    if (window.number != now)
        window = {now, m_phantom};
    if (++window.used <= std::max(1.0, m_options.requestsPerSecond))
        return std::nullopt;
    return refusal(429, "API rate limit exceeded");
}

void DemoApi::addRateHeaders(const QString &path, DemoAnswer &answer) const
{
    if (m_options.requestsPerSecond <= 0 || m_behaviour.is("rate_headers", "none") || answer.status == 401)
        return;
    const QByteArray reset = resetText(m_rateWindow - m_clock.elapsed() / 1000 % m_rateWindow);
    if (answer.status == 429)
        answer.headers << qMakePair(QByteArray("Retry-After"), reset);
    if (m_behaviour.is("rate_headers", "retry-after"))
        return;
    const double most = std::max(1.0, m_options.requestsPerSecond);
    const auto left = static_cast<int>(std::max(0.0, most - m_windows.value(path).used));
    answer.headers << qMakePair(QByteArray("RateLimit-Limit"), QByteArray::number(static_cast<int>(most)))
                   << qMakePair(QByteArray("RateLimit-Remaining"), QByteArray::number(left))
                   << qMakePair(QByteArray("RateLimit-Reset"), reset);
}

// The forms in which gateways were seen to give the end of the limit: as seconds until then, or as
// a date.
QByteArray DemoApi::resetText(qint64 seconds) const
{
    const QDateTime then = QDateTime::currentDateTimeUtc().addSecs(m_clockSkew + seconds);
    if (m_behaviour.is("reset_form", "epoch"))
        return QByteArray::number(then.toSecsSinceEpoch());
    if (m_behaviour.is("reset_form", "epoch-ms"))
        return QByteArray::number(then.toMSecsSinceEpoch());
    if (m_behaviour.is("reset_form", "date"))
        return QLocale::c().toString(then, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toLatin1();
    if (m_behaviour.is("reset_form", "iso"))
        return isoUtc(then.toSecsSinceEpoch()).toLatin1();
    return QByteArray::number(seconds);
}

QJsonObject DemoApi::takeFault(const QString &path, const QString &operation)
{
    bool isEpoch = false;
    (void)operation.toLongLong(&isEpoch);
    const QString verb = isEpoch ? QStringLiteral("epoch") : operation;
    for (qsizetype i = 0; i < m_faults.size(); ++i) {
        QJsonObject &fault = m_faults[i];
        const QString only = fault.value(QStringLiteral("operation")).toString();
        if (!path.endsWith(fault.value(QStringLiteral("path")).toString()) ||
            (!only.isEmpty() && only != verb))
            continue;
        if (const int skip = fault.value(QStringLiteral("skip")).toInt(); skip > 0) {
            fault.insert(QStringLiteral("skip"), skip - 1);
            continue;
        }
        QJsonObject taken = fault;
        const int count = fault.value(QStringLiteral("count")).toInt(1);
        if (count >= 0 && count <= 1)
            m_faults.removeAt(i);
        else if (count > 1)
            fault.insert(QStringLiteral("count"), count - 1);
        return taken;
    }
    return {};
}

DemoAnswer DemoApi::auditPath(const QString &path) const
{
    if (!m_options.granted.contains(path))
        return missingScope();
    if (path != QLatin1String("/api/v2/auth/tokens"))
        return {200, "{\"data\":[],\"status\":\"success\",\"total\":0}"};
    QJsonArray scopes;
    for (const QString &id : m_options.granted) {
        const Endpoint *endpoint = m_catalogue.endpoint(id);
        scopes << QJsonObject{{QStringLiteral("endpoint"), endpoint ? endpoint->path : id},
                              {QStringLiteral("permissions"), QStringLiteral("r")}};
    }
    return json({QJsonObject{{QStringLiteral("id"), 1},
                             {QStringLiteral("name"), QStringLiteral("demo")},
                             {QStringLiteral("expires"), QDateTime::currentSecsSinceEpoch() + 23 * 86'400},
                             {QStringLiteral("endpoints"), scopes}}});
}

DemoAnswer DemoApi::v1(const DemoRequest &request)
{
    if (request.method != "POST")
        return refusal(404, "no Route matched with those values");
    if (auto limited = limit(request.path))
        return std::move(*limited);
    if (m_expiresAfter == 0)
        return {200, "{\"status\":\"error\",\"errorCode\":\"Authorization Error\"}"};
    if (m_expiresAfter > 0)
        --m_expiresAfter;
    const QJsonObject fault = takeFault(request.path);
    if (auto instead = atOnce(fault))
        return std::move(*instead);
    const DemoV1::Answer made = m_v1.answer(request.path, request.query, request.body);
    DemoAnswer answer{made.status, made.body};
    answer.fault = fault;
    spoil(answer);
    return answer;
}

DemoAnswer DemoApi::queried(const DemoRequest &request, const Endpoint &endpoint)
{
    if (!m_options.granted.contains(request.path))
        return missingScope();
    if (request.path.contains(QLatin1String("/events/data/")) && m_behaviour.is("legacy_data", "403"))
        return refusal(403, "Legacy Rest API v2 is deprecated, use the Data Export API");
    const auto query = EventQuery::from(request.query);
    if (!query)
        return refusal(400, query.error().message.toUtf8().constData());
    return {200, query->answer(m_pages.source(endpoint.id))};
}

DemoAnswer DemoApi::dataexport(const DemoRequest &request, const Endpoint &endpoint)
{
    if (!m_options.granted.contains(endpoint.id) && !m_options.granted.contains(endpoint.path))
        return missingScope();
    static const QRegularExpression indexName(QStringLiteral("^[A-Za-z0-9_.-]{1,128}$"));
    static const QRegularExpression operations(QStringLiteral("^([0-9]{1,18}|next|resend|head|tail)$"));
    const QString index = request.query.queryItemValue(QStringLiteral("index"), QUrl::FullyDecoded);
    QString operation = request.query.queryItemValue(QStringLiteral("operation"), QUrl::FullyDecoded);
    if (!indexName.match(index).hasMatch())
        return refusal(400, "index is required: 1 to 128 letters, digits, _ . -");
    if (!operations.match(operation).hasMatch()) {
        if (!m_behaviour.is("bad_operation", "next"))
            return refusal(400, "operation is required");
        operation = QStringLiteral("next");
    }
    const QString cursor = endpoint.path + QLatin1Char('?') + index;
    if (m_inFlight.contains(cursor)) {
        DemoAnswer busy = refusal(409, "Concurrency conflict, retry later.");
        if (m_behaviour.is("busy", "wait"))
            busy.waitFor = cursor;
        if (m_behaviour.is("busy", "409-text")) {
            busy.body = "Concurrency conflict, retry later.";
            busy.type = "text/plain";
        }
        return busy;
    }

    // A gateway's error says nothing about the cursor: it may have moved for an answer that was lost.
    const QJsonObject fault = takeFault(endpoint.path, operation);
    const QString kind = fault.value(QStringLiteral("fault")).toString();
    std::optional<DemoAnswer> instead = atOnce(fault);
    DemoTurn turn;
    turn.repeats = kind == QLatin1String("stale");
    turn.moves = fault.value(QStringLiteral("moves")).toBool(!instead && !turn.repeats);
    if (kind == QLatin1String("page"))
        turn.shape = PageShape::from(fault.value(QStringLiteral("page")).toObject()).value();
    if (instead && !turn.moves)
        return std::move(*instead);
    if (turn.repeats && turn.moves) { // the old page is sent, and the requested one is lost
        DemoTurn old = turn;
        old.moves = false;
        const DemoPages::Page stale = m_pages.answer(endpoint.id, endpoint.path, index, operation, old);
        turn.repeats = false;
        instead = DemoAnswer{stale.status, stale.plain};
    }

    DemoPages::Page made = m_pages.answer(endpoint.id, endpoint.path, index, operation, turn);
    if (instead)
        return std::move(*instead);
    DemoAnswer answer{made.status, std::move(made.plain), std::move(made.packed)};
    answer.fault = fault;
    if (made.status >= 400)
        return answer;
    m_inFlight.insert(cursor);
    answer.inFlight = cursor;
    spoil(answer);
    return answer;
}

} // namespace slipway

#include "core/demo/demo_v1.h"

#include <QDateTime>
#include <QSet>

#include <algorithm>

namespace slipway {
namespace {

DemoV1::Answer failed(const char *code, const char *reason)
{
    return {200, QByteArray("{\"status\":\"error\",\"errorCode\":\"") + code + "\",\"errors\":[\"" + reason +
                     "\"]}"};
}

} // namespace

DemoV1::DemoV1(const DemoTenantOptions &options, const DemoBehaviour &behaviour)
    : m_options(options), m_behaviour(behaviour)
{}

bool DemoV1::knows(const QString &path)
{
    return path == QLatin1String("/api/v1/events") || path == QLatin1String("/api/v1/alerts");
}

const EventSource &DemoV1::source(const QString &endpointId)
{
    auto found = m_sources.constFind(endpointId);
    if (found == m_sources.constEnd())
        found = m_sources.insert(endpointId,
                                 EventSource(endpointId, m_options.seed, m_options.events.value(endpointId),
                                             m_options.from, m_options.to, m_options.hazards));
    return *found;
}

DemoV1::Answer DemoV1::answer(const QString &path, const QUrlQuery &query, const QByteArray &form)
{
    if (m_behaviour.is("v1", "404"))
        return {404, "{\"message\":\"no Route matched with those values\"}"};
    if (m_behaviour.is("v1", "retired"))
        return failed("General Error", "This API is deprecated and no longer available");
    // Netskope also accepts the token in the URL; the demo does not, so that a client that leaks it
    // is noticed.
    const QUrlQuery fields(QString::fromUtf8(form));
    const QByteArray token = fields.queryItemValue(QStringLiteral("token"), QUrl::FullyDecoded).toUtf8();
    if (token.isEmpty() || token != m_options.v1Token)
        return m_behaviour.is("v1_bad_token", "403")
                   ? Answer{403, "{\"status\":\"error\",\"errorCode\":\"Authorization Error\"}"}
                   : failed("Authorization Error", "Invalid token");

    const auto number = [&](const char *name, qint64 otherwise) {
        bool ok = false;
        const qint64 value = query.queryItemValue(QString::fromLatin1(name)).toLongLong(&ok);
        return ok ? value : otherwise;
    };
    static const QSet<QString> types{QStringLiteral("page"), QStringLiteral("application"),
                                     QStringLiteral("audit"), QStringLiteral("infrastructure"),
                                     QStringLiteral("network")};
    const bool isAlerts = path.endsWith(QLatin1String("alerts"));
    const QString type = query.queryItemValue(QStringLiteral("type"));
    if (!isAlerts && !types.contains(type))
        return failed("General Error",
                      "type is not one of page, application, audit, infrastructure, network");
    const qint64 start = number("starttime", -1), end = number("endtime", -1);
    if (start < 0 || end < start)
        return failed("General Error", "Time parameters are not passed");
    const qint64 limit = std::min<qint64>(number("limit", 5000), m_options.pageSize);
    if (number("limit", 5000) >= 10'000 || limit < 1)
        return failed("General Error", "limit must be less than 10000");

    const EventSource &events = source(isAlerts ? QStringLiteral("alert") : type);
    const QList<qint64> found = between(events, start, end);
    const qint64 skip = std::clamp<qint64>(number("skip", 0), 0, found.size());
    QByteArray out = "{\"status\":\"success\",\"msg\":\"\",\"data\":[";
    for (const qint64 index : found.mid(skip, limit)) {
        if (!out.endsWith('['))
            out += ',';
        append(out, events, index);
    }
    ++m_answers;
    return {200, out += "]}"};
}

QList<qint64> DemoV1::between(const EventSource &source, qint64 start, qint64 end) const
{
    QList<QPair<qint64, qint64>> rows; // time, index
    const qint64 until = std::min(end, QDateTime::currentSecsSinceEpoch());
    for (qint64 index = source.firstOf(source.hourOf(start));
         index < source.firstOf(source.hourOf(until) + 1); ++index) {
        const qint64 time = source.timestampOf(index);
        const bool isLate = m_answers < m_lateAfter && index % 7 == 3;
        if (time > start && time <= until && !isLate)
            rows << qMakePair(time, index);
    }
    std::sort(rows.begin(), rows.end());
    if (m_behaviour.is("v1_order", "newest"))
        std::reverse(rows.begin(), rows.end());
    QList<qint64> indexes;
    indexes.reserve(rows.size());
    for (const auto &row : rows)
        indexes << row.second;
    return indexes;
}

void DemoV1::append(QByteArray &out, const EventSource &source, qint64 index)
{
    source.appendPlain(out, index);
    out.chop(1);
    out += ",\"_insertion_epoch_timestamp\":" + QByteArray::number(source.timestampOf(index) + 6) + '}';
}

} // namespace slipway

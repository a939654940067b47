#include "core/demo/demo_pages.h"

#include "core/demo/demo_answer.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace slipway {
namespace {

DemoPages::Page refusal(int status, const char *text)
{
    return {status, QByteArray("{\"message\":\"") + text + "\"}", {}};
}

} // namespace

DemoPages::DemoPages(const DemoTenantOptions &options, const DemoBehaviour &behaviour)
    : m_options(options), m_behaviour(behaviour)
{
    m_clock.start();
    m_kept.setMaxCost(m_options.keepPages);
    readState();
}

const EventSource &DemoPages::source(const QString &endpointId)
{
    const bool shared =
        endpointId.startsWith(QLatin1String("alerts-")) && m_behaviour.is("alert_ids", "shared");
    const QString key = endpointId + (shared ? QStringLiteral("+") : QString());
    auto found = m_sources.constFind(key);
    if (found == m_sources.constEnd())
        found = m_sources.insert(
            key, EventSource(endpointId, m_options.seed, m_options.events.value(endpointId), m_options.from,
                             m_options.to, m_options.hazards, shared ? QStringLiteral("alert") : QString()));
    return *found;
}

DemoPages::Page DemoPages::answer(const QString &endpointId, const QString &path, const QString &index,
                                  const QString &operation)
{
    const QString key = path + QLatin1Char('?') + index;
    const qint64 now = m_clock.elapsed();
    if (m_indexLifetime > 0 && now - m_cursors.value(key).usedAt > m_indexLifetime * 1000)
        m_cursors.remove(key);
    const EventSource &events = source(endpointId);
    bool isEpoch = false;
    const qint64 epoch = operation.toLongLong(&isEpoch);
    const bool known = m_cursors.contains(key);
    const bool isResend = operation == QLatin1String("resend");
    if (isEpoch && epoch < m_options.from && m_behaviour.is("before_retention", "400"))
        return refusal(400, "operation is before the retention period");
    if ((operation == QLatin1String("head") || operation == QLatin1String("tail")) &&
        m_behaviour.is("head_tail", "400"))
        return refusal(400, "operation is not supported");
    if (operation == QLatin1String("next") && !known && m_behaviour.is("first_next", "404"))
        return refusal(404, "index does not exist");
    if (isResend && !known && !m_behaviour.is("resend", "empty-if-none"))
        return refusal(400, "nothing to resend");
    if (isResend && m_behaviour.is("resend", "once") && m_cursors.value(key).resent)
        return refusal(400, "nothing to resend");

    Cursor &cursor = m_cursors[key];
    cursor.usedAt = now;
    cursor.resent = isResend;
    if (!isResend)
        move(events, cursor, operation, endpointId == QLatin1String("audit"));
    writeState(); // before the answer goes out: a tenant does not forget what it has sent
    const bool isEmpty = cursor.begin == cursor.end && cursor.echoBegin == cursor.echoEnd;
    if (isEmpty && m_behaviour.is("empty_page", "204"))
        return {204, {}, {}};
    if (isEmpty && m_behaviour.is("empty_page", "empty"))
        return {200, {}, {}};
    return page(endpointId, events, cursor);
}

void DemoPages::move(const EventSource &source, Cursor &cursor, const QString &operation, bool echoes) const
{
    const qint64 until = std::min(source.to(), QDateTime::currentSecsSinceEpoch());
    bool isEpoch = false;
    const qint64 epoch = operation.toLongLong(&isEpoch);
    if (isEpoch ||
        (!cursor.placed && operation == QLatin1String("next") && m_behaviour.is("first_next", "now"))) {
        const qint64 at = isEpoch ? epoch : until;
        const qint64 start = at >= until ? source.count() : source.firstOf(source.hourOf(at));
        cursor = {true, false, start, start, start, 0, 0, std::min(at, until), cursor.usedAt};
    } else if (operation == QLatin1String("head") || !cursor.placed) {
        cursor = {true, false, 0, 0, 0, 0, 0, source.from(), cursor.usedAt};
    } else if (operation == QLatin1String("tail")) {
        const qint64 start = source.firstOf(source.hourOf(until) - 1);
        cursor = {true, false, start, start, start, 0, 0, until, cursor.usedAt};
    }
    cursor.previousBegin = cursor.begin;
    cursor.begin = cursor.end;
    cursor.echoBegin = cursor.echoEnd;
    if (cursor.hwm < source.from() && m_behaviour.is("before_retention", "empty")) {
        cursor.hwm = std::min(source.from(), cursor.hwm + 3600);
        return;
    }
    step(source, cursor, until);
    if (echoes && cursor.begin == cursor.end && !isEpoch) {
        cursor.echoEnd = std::min<qint64>(m_echoes.size(), cursor.echoBegin + m_options.pageSize);
        if (cursor.echoEnd > cursor.echoBegin)
            cursor.hwm = std::max(cursor.hwm, m_echoes[cursor.echoEnd - 1].first);
    }
}

// The next page of events from cursor.begin on.
void DemoPages::step(const EventSource &source, Cursor &cursor, qint64 until) const
{
    const auto hourOf = [&](qint64 event) {
        return event < source.count() ? (source.timestampOf(event) - source.from()) / 3600 : source.hours();
    };
    const qint64 hour = hourOf(cursor.begin);
    if (cursor.begin >= source.count() || source.startOf(hour) >= until) {
        cursor.end = cursor.begin;
        if (!m_behaviour.is("hwm", "stuck")) // nothing more until now
            cursor.hwm = std::max(cursor.hwm, QDateTime::currentSecsSinceEpoch());
        return;
    }
    const qint64 hourEnd = source.firstOf(hour + 1);
    cursor.end = std::min(hourEnd, cursor.begin + m_options.pageSize);
    if (m_behaviour.is("hwm", "stuck"))
        return;
    const qint64 passed = cursor.end < hourEnd ? source.startOf(hour)
                          : m_behaviour.is("hwm", "jump")
                              ? std::min(until, source.startOf(hourOf(cursor.end)))
                              : source.endOf(hour);
    cursor.hwm = std::max(cursor.hwm, passed);
}

DemoPages::Page DemoPages::page(const QString &endpointId, const EventSource &source, const Cursor &cursor)
{
    if (m_options.keepPages == 0)
        return {200, body(source, cursor), {}};
    const QString key = QStringLiteral("%1 %2 %3 %4 %5 %6 %7")
                            .arg(endpointId)
                            .arg(cursor.previousBegin)
                            .arg(cursor.begin)
                            .arg(cursor.end)
                            .arg(cursor.echoBegin)
                            .arg(cursor.echoEnd)
                            .arg(cursor.hwm);
    if (const Page *kept = m_kept.object(key))
        return *kept;
    Page made{200, body(source, cursor), {}};
    made.packed = gzipped(made.plain);
    m_kept.insert(key, new Page(made));
    return made;
}

QByteArray DemoPages::body(const EventSource &source, const Cursor &cursor) const
{
    const bool isEmpty = cursor.begin == cursor.end && cursor.echoBegin == cursor.echoEnd;
    QByteArray out;
    out.reserve((cursor.end - cursor.begin) * 4096 + 256);
    out += "{\"ok\":1,\"result\":[";
    const auto separate = [&] {
        if (!out.endsWith('['))
            out += ',';
    };
    for (qint64 event = cursor.begin; event < cursor.end; ++event) {
        separate();
        source.append(out, event);
    }
    for (qint64 event = cursor.previousBegin; cursor.end > cursor.begin && event < cursor.begin; ++event) {
        if (!source.isSentTwice(event))
            continue;
        separate();
        source.append(out, event);
    }
    for (qint64 echo = cursor.echoBegin; echo < cursor.echoEnd; ++echo) {
        const auto &[time, call] = m_echoes[echo];
        separate();
        out += "{\"_id\":\"" + QByteArray::number(echo, 16).rightJustified(24, '0') +
               "\",\"timestamp\":" + QByteArray::number(time) +
               ",\"type\":\"admin_audit_logs\",\"audit_log_event\":\"Rest API V2 "
               "Call\",\"user\":\"api\",\"supporting_data\":"
               "{\"data_type\":\"endpoint\",\"data_values\":[\"" +
               call.toUtf8() + "\"]},\"severity_level\":2,\"count\":1}";
    }
    out += ']';
    if (!isEmpty || !m_behaviour.is("empty_page", "no-wait"))
        out += isEmpty ? ",\"wait_time\":30" : ",\"wait_time\":0";
    return out += ",\"timestamp_hwm\":" + QByteArray::number(cursor.hwm) + '}';
}

// The calls that were echoed are not kept: they have no place in a range that has ended.
void DemoPages::readState()
{
    QFile file(m_options.stateFile);
    if (m_options.stateFile.isEmpty() || !file.open(QIODevice::ReadOnly))
        return;
    for (const QJsonValue entry : QJsonDocument::fromJson(file.readAll()).array()) {
        const auto number = [&](const char *name) { return entry[QLatin1String(name)].toInteger(); };
        Cursor &cursor = m_cursors[entry[QStringLiteral("cursor")].toString()];
        cursor.placed = true;
        cursor.previousBegin = number("previous");
        cursor.begin = number("begin");
        cursor.end = number("end");
        cursor.hwm = number("hwm");
    }
}

void DemoPages::writeState() const
{
    if (m_options.stateFile.isEmpty())
        return;
    QSaveFile file(m_options.stateFile);
    if (file.open(QIODevice::WriteOnly))
        file.write(QJsonDocument(cursors()).toJson(QJsonDocument::Compact));
    if (!file.commit())
        qWarning("%s: %s", qPrintable(m_options.stateFile), qPrintable(file.errorString()));
}

QByteArray DemoPages::newest(const QString &endpointId, qint64 limit)
{
    const EventSource &events = source(endpointId);
    QByteArray out = "{\"ok\":1,\"result\":[";
    for (qint64 event = std::max<qint64>(0, events.count() - limit); event < events.count(); ++event) {
        if (!out.endsWith('['))
            out += ',';
        events.append(out, event);
    }
    return out += "]}";
}

void DemoPages::echo(const QString &call)
{
    m_echoes << qMakePair(QDateTime::currentSecsSinceEpoch(), call);
}

QJsonArray DemoPages::cursors() const
{
    QJsonArray list;
    for (auto it = m_cursors.cbegin(); it != m_cursors.cend(); ++it)
        list << QJsonObject{{QStringLiteral("cursor"), it.key()},
                            {QStringLiteral("previous"), it->previousBegin},
                            {QStringLiteral("begin"), it->begin},
                            {QStringLiteral("end"), it->end},
                            {QStringLiteral("hwm"), it->hwm}};
    return list;
}

} // namespace slipway

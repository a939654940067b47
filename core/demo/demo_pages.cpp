#include "core/demo/demo_pages.h"

#include "core/demo/demo_answer.h"
#include "core/io/whole_file.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

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
    if (const auto found = m_sources.constFind(key); found != m_sources.constEnd())
        return *found;
    qint64 count = m_options.events.value(endpointId);
    if (endpointId.startsWith(QLatin1String("alerts-")) && !m_options.events.contains(endpointId)) {
        // All alerts are in events/alert; a feed has those of its type.
        if (auto feed = EventSource::feed(source(QStringLiteral("alert")), endpointId)) {
            if (shared)
                return *m_sources.insert(key, *feed);
            count = feed->count();
        }
    }
    return *m_sources.insert(key,
                             EventSource(endpointId, m_options.seed, count, m_options.from, m_options.to,
                                         m_options.hazards, shared ? QStringLiteral("alert") : QString()));
}

DemoPages::Page DemoPages::answer(const QString &endpointId, const QString &path, const QString &index,
                                  const QString &operation, const DemoTurn &turn)
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
    const bool isNext = operation == QLatin1String("next");
    if (isEpoch && epoch < keptFrom() && m_behaviour.is("before_retention", "400"))
        return refusal(400, "operation is before the retention period");
    if ((operation == QLatin1String("head") || operation == QLatin1String("tail")) &&
        m_behaviour.is("head_tail", "400"))
        return refusal(400, "operation is not supported");
    if (isNext && !known && m_behaviour.is("first_next", "404"))
        return refusal(404, "index does not exist");
    if (isResend && !known && !m_behaviour.is("resend", "empty-if-none"))
        return refusal(400, "nothing to resend");
    if (isResend && m_behaviour.is("resend", "once") && m_cursors.value(key).resent)
        return refusal(400, "nothing to resend");

    const Cursor before = m_cursors.value(key);
    Cursor cursor = before;
    cursor.usedAt = now;
    cursor.resent = isResend;
    const bool standsStill =
        isResend || (known && (turn.repeats || (isNext && m_behaviour.is("cursor", "stuck"))));
    if (isNext && m_behaviour.is("cursor", "two-pages") && m_former.value(key).placed)
        cursor = m_former.value(key);
    else if (!standsStill)
        move(events, cursor, operation, endpointId == QLatin1String("audit"));
    if (turn.moves) {
        if (!standsStill)
            m_former.insert(key, before);
        m_cursors.insert(key, cursor);
        writeState(); // before the answer is sent: a tenant does not forget what it has sent
    }
    if (cursor.isEmpty() && m_behaviour.is("empty_page", "204"))
        return {204, {}, {}};
    if (cursor.isEmpty() && m_behaviour.is("empty_page", "empty"))
        return {200, {}, {}};
    return page(endpointId, events, cursor, turn.shape.value_or(m_shape),
                markOf(turn.moves ? cursor : before));
}

// The oldest time from which events are kept: the start of an hour.
qint64 DemoPages::keptFrom() const
{
    if (m_retention <= 0)
        return m_options.from;
    const qint64 oldest = std::min(m_options.to, QDateTime::currentSecsSinceEpoch()) - m_retention;
    return std::max(m_options.from, m_options.from + (oldest - m_options.from) / 3600 * 3600);
}

bool DemoPages::isLate(const EventSource &source, qint64 event) const
{
    return m_lateEvery > 0 && event % m_lateEvery == m_lateEvery - 1 &&
           (m_lateAt == 0 || source.timestampOf(event) < m_lateAt);
}

qint64 DemoPages::markOf(const Cursor &cursor) const
{
    if (m_behaviour.is("hwm", "future"))
        return m_startedAt + 2 * 86'400;
    if (m_behaviour.is("hwm", "now"))
        return QDateTime::currentSecsSinceEpoch();
    if (m_behaviour.is("hwm", "backwards") && cursor.pages % 2 == 0)
        return cursor.hwm - 7200;
    return cursor.hwm;
}

void DemoPages::place(Cursor &cursor, qint64 event, qint64 mark) const
{
    Cursor placed;
    placed.placed = true;
    placed.previousBegin = placed.begin = placed.end = event;
    placed.hwm = placed.reached = mark;
    placed.usedAt = cursor.usedAt;
    placed.lateServed = m_lateAt > 0 && m_lateAt < mark;
    cursor = placed;
}

void DemoPages::move(const EventSource &source, Cursor &cursor, const QString &operation, bool echoes) const
{
    const qint64 until = std::min(source.to(), QDateTime::currentSecsSinceEpoch());
    const qint64 oldest = source.firstOf(source.hourOf(keptFrom()));
    bool isEpoch = false;
    const qint64 epoch = operation.toLongLong(&isEpoch);
    qint64 tailEnd = 0; // of the most current page, which need not stay within its hour
    if (isEpoch ||
        (!cursor.placed && operation == QLatin1String("next") && m_behaviour.is("first_next", "now"))) {
        const qint64 at = isEpoch ? epoch : until;
        const qint64 start = at >= until ? source.count() : source.firstOf(source.hourOf(at));
        place(cursor, std::max(start, oldest), std::min(at, until));
    } else if (operation == QLatin1String("tail") && !m_behaviour.is("tail", "oldest")) {
        // The most recent page ends with the last hour that has begun and has events.
        qint64 hour = source.hourOf(until - 1);
        while (hour > 0 && source.firstOf(hour) == source.firstOf(hour + 1))
            --hour;
        const qint64 end = source.firstOf(hour + 1), full = end - m_options.pageSize;
        const bool isOneHour = m_behaviour.is("tail", "hour");
        const qint64 start = isOneHour ? std::max(source.firstOf(hour), full) : full;
        place(cursor, std::max(start, oldest), source.startOf(hour));
        tailEnd = isOneHour ? 0 : end;
    } else if (operation == QLatin1String("head") || operation == QLatin1String("tail") || !cursor.placed) {
        place(cursor, oldest, keptFrom());
    }
    ++cursor.pages;
    cursor.previousBegin = cursor.begin;
    cursor.begin = cursor.end;
    cursor.echoBegin = cursor.echoEnd;
    cursor.hasLate = false;
    if (cursor.hwm < keptFrom() && m_behaviour.is("before_retention", "empty")) {
        cursor.hwm = cursor.reached = std::min(keptFrom(), cursor.hwm + 3600);
        return;
    }
    if (cursor.begin < tailEnd) {
        cursor.end = tailEnd;
        reach(cursor, source.endOf(source.hourOf(source.timestampOf(tailEnd - 1))));
    } else {
        step(source, cursor, until);
    }
    if (m_lateAt > 0 && !cursor.lateServed && cursor.reached >= m_lateAt)
        cursor.lateServed = cursor.hasLate = true;
    if (echoes && cursor.begin == cursor.end && !isEpoch) {
        cursor.echoEnd = std::min<qint64>(m_echoes.size(), cursor.echoBegin + m_options.pageSize);
        if (cursor.echoEnd > cursor.echoBegin)
            cursor.hwm = std::max(cursor.hwm, m_echoes[cursor.echoEnd - 1].first);
    }
}

void DemoPages::reach(Cursor &cursor, qint64 mark) const
{
    cursor.reached = std::max(cursor.reached, mark);
    if (!m_behaviour.is("hwm", "stuck"))
        cursor.hwm = std::max(cursor.hwm, mark);
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
        return reach(cursor, QDateTime::currentSecsSinceEpoch()); // no more events until now
    }
    const qint64 hourEnd = source.firstOf(hour + 1);
    cursor.end = std::min(hourEnd, cursor.begin + m_options.pageSize);
    reach(cursor, cursor.end < hourEnd            ? source.startOf(hour)
                  : m_behaviour.is("hwm", "jump") ? std::min(until, source.startOf(hourOf(cursor.end)))
                                                  : source.endOf(hour));
}

DemoPages::Page DemoPages::page(const QString &endpointId, const EventSource &source, const Cursor &cursor,
                                const PageShape &shape, qint64 mark)
{
    const bool isUsual = shape.isPlain() && m_lateEvery == 0 && m_dataWait == 0;
    if (m_options.keepPages == 0 || !isUsual)
        return {200, body(source, cursor, shape, mark), {}};
    const QString key = QStringLiteral("%1 %2 %3 %4 %5 %6 %7")
                            .arg(endpointId)
                            .arg(cursor.previousBegin)
                            .arg(cursor.begin)
                            .arg(cursor.end)
                            .arg(cursor.echoBegin)
                            .arg(cursor.echoEnd)
                            .arg(mark);
    if (const Page *kept = m_kept.object(key))
        return *kept;
    Page made{200, body(source, cursor, shape, mark), {}};
    made.packed = gzipped(made.plain);
    m_kept.insert(key, new Page(made));
    return made;
}

QByteArray DemoPages::body(const EventSource &source, const Cursor &cursor, const PageShape &shape,
                           qint64 mark) const
{
    const bool hasEvents = !cursor.isEmpty();
    QByteArray out;
    out.reserve((cursor.end - cursor.begin) * 4096 + 256);
    shape.open(out, hasEvents);
    const qsizetype listAt = out.size();
    qint64 count = 0;
    const auto separate = [&] {
        if (count++ > 0)
            out += ',';
    };
    const auto append = [&](qint64 event) {
        separate();
        shape.append(out, source, event);
    };
    if (shape.takesEvents(hasEvents)) {
        for (qint64 event = cursor.begin; event < cursor.end; ++event) {
            if (!isLate(source, event))
                append(event);
        }
        for (qint64 event = cursor.previousBegin; cursor.end > cursor.begin && event < cursor.begin;
             ++event) {
            if (source.isSentTwice(event) && !isLate(source, event))
                append(event);
        }
        if (cursor.hasLate) {
            const qint64 end = source.firstOf(source.hourOf(m_lateAt) + 1);
            for (qint64 event = m_lateEvery - 1; event < end; event += m_lateEvery) {
                if (isLate(source, event))
                    append(event);
            }
        }
        for (qint64 echo = cursor.echoBegin; echo < cursor.echoEnd; ++echo) {
            const auto &[time, call] = m_echoes[echo];
            separate();
            out += "{\"_id\":\"" + QByteArray::number(echo, 16).rightJustified(24, '0') +
                   "\",\"timestamp\":" + QByteArray::number(time) +
                   ",\"type\":\"admin_audit_logs\",\"audit_log_event\":\"Rest API V2 "
                   "Call\",\"user\":\"api\",\"supporting_data\":"
                   "{\"data_type\":\"endpoint\",\"data_values\":" +
                   call + "},\"severity_level\":2,\"count\":1}";
        }
    }
    const qint64 wait = hasEvents ? (cursor.pages % m_dataWaitEvery == 0 ? m_dataWait : 0)
                        : m_behaviour.is("empty_page", "no-wait") ? -1
                                                                  : m_emptyWait;
    shape.close(out, hasEvents, listAt, count, wait, mark);
    return out;
}

// Echoed calls are not kept: they do not belong in a range that has ended.
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
        cursor.reached = number("reached");
        cursor.pages = number("pages");
        cursor.lateServed = entry[QStringLiteral("late_served")].toBool();
    }
}

void DemoPages::writeState() const
{
    if (m_options.stateFile.isEmpty())
        return;
    const auto written =
        writeWholeFile(m_options.stateFile, QJsonDocument(cursors()).toJson(QJsonDocument::Compact));
    if (!written)
        qWarning("%s: %s", qPrintable(m_options.stateFile), qPrintable(written.error()));
}

void DemoPages::echo(const QByteArray &method, const QString &path, int status)
{
    const QJsonArray values{status, QString::fromLatin1(method), path,
                            QStringLiteral("trid=%1").arg(m_echoes.size(), 16, 16, QLatin1Char('0'))};
    m_echoes << qMakePair(QDateTime::currentSecsSinceEpoch(),
                          QJsonDocument(values).toJson(QJsonDocument::Compact));
}

void DemoPages::forget(const QString &index)
{
    m_cursors.removeIf([&](const QHash<QString, Cursor>::iterator &entry) {
        return index.isEmpty() || entry.key().section(QLatin1Char('?'), -1) == index;
    });
    m_former.clear();
    writeState();
}

QJsonArray DemoPages::cursors() const
{
    QJsonArray list;
    for (auto it = m_cursors.cbegin(); it != m_cursors.cend(); ++it)
        list << QJsonObject{
            {QStringLiteral("cursor"), it.key()}, {QStringLiteral("previous"), it->previousBegin},
            {QStringLiteral("begin"), it->begin}, {QStringLiteral("end"), it->end},
            {QStringLiteral("hwm"), it->hwm},     {QStringLiteral("reached"), it->reached},
            {QStringLiteral("pages"), it->pages}, {QStringLiteral("late_served"), it->lateServed}};
    return list;
}

} // namespace slipway

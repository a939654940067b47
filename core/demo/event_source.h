// The demo tenant's events. Event i of an endpoint depends only on (seed, endpoint, i), so any page
// can be made at any time, and ten million events need no memory.
//
// Hour h of the range contains the indexes [firstOf(h), firstOf(h + 1)); times inside an hour are
// jittered, so a page is not sorted. About one event in 500 is sent twice: the server sends it
// again at the end of the page that follows its own.
#pragma once
#include "core/demo/event_shape.h"

#include <QByteArray>
#include <QString>
#include <memory>
#include <optional>

namespace slipway {

class EventSource
{
public:
    // `hazards`: one event in a hundred breaks fragile readers. `idsOf`: the endpoint whose ids the
    // events share; empty: the events have their own ids.
    EventSource(QString endpointId, quint64 seed, qint64 count, qint64 from, qint64 to, bool hazards = true,
                const QString &idsOf = {});

    // The alerts of one feed ("alerts-dlp"), that is, those of its type among all alerts: the same
    // events with the same ids. Returns nothing if no alert of `alerts` belongs to that feed.
    [[nodiscard]] static std::optional<EventSource> feed(const EventSource &alerts, const QString &feedId);

    [[nodiscard]] qint64 count() const { return m_rows ? m_rows->size() : m_count; }
    [[nodiscard]] qint64 from() const { return m_from; }
    [[nodiscard]] qint64 to() const { return m_to; }
    [[nodiscard]] qint64 hours() const;
    // The index of the first event of hour `hour` (counted from the start of the range).
    [[nodiscard]] qint64 firstOf(qint64 hour) const;
    [[nodiscard]] qint64 hourOf(qint64 epoch) const;
    [[nodiscard]] qint64 startOf(qint64 hour) const { return m_from + hour * 3600; }
    [[nodiscard]] qint64 endOf(qint64 hour) const;
    [[nodiscard]] bool isSentTwice(qint64 index) const;

    // Appends the JSON text of event `index`.
    void append(QByteArray &out, qint64 index) const;
    // The same without the defaults of absent fields, which only API v2 adds.
    void appendPlain(QByteArray &out, qint64 index) const;
    [[nodiscard]] qint64 timestampOf(qint64 index) const;

private:
    [[nodiscard]] quint64 random(qint64 index, quint64 salt) const;
    // The position of this event among all events.
    [[nodiscard]] qint64 row(qint64 index) const { return m_rows ? m_rows->at(index) : index; }
    [[nodiscard]] qint64 firstRowOf(qint64 hour) const;
    [[nodiscard]] qint64 timeOfRow(qint64 row) const;
    QString m_endpointId;
    quint64 m_seed;
    qint64 m_count, m_from, m_to;
    bool m_hazards;
    int m_shape; // 0 alert, 1 application, 2 audit, 3 other
    QByteArray m_defaults;
    std::shared_ptr<const EventShape> m_other;
    std::shared_ptr<const QList<qint64>> m_rows; // of a feed: its events among all alerts, ascending
};

} // namespace slipway

// How the demo tenant writes a page: the units and formats of its times, which keys it has, and
// which of its events are unusual. The default is what Netskope documents; docs/demo-tenant.md
// lists the rest.
//
// It is set for all pages with POST /__demo/settings {"page": {…}}, or for some pages with a fault
// of type "page".
#pragma once
#include "core/base/error.h"
#include "core/demo/event_source.h"

#include <QJsonObject>
#include <QJsonValue>

namespace slipway {

class PageShape
{
public:
    // BadInput names the key or value that is unknown.
    [[nodiscard]] static Result<PageShape> from(const QJsonObject &settings);

    // Whether it is the documented shape, so that finished pages can be kept.
    [[nodiscard]] bool isPlain() const { return m_isPlain; }

    // Appends everything before the first event of a page with or without events.
    void open(QByteArray &out, bool hasEvents) const;
    // Whether open() has begun a list that takes the page's events.
    [[nodiscard]] bool takesEvents(bool hasEvents) const;
    // Appends one event of `source` in this shape.
    void append(QByteArray &out, const EventSource &source, qint64 event) const;
    // Appends everything after the last event. `listAt`: where the list began in `out`; `count`:
    // the number of its events. A negative wait is left out.
    void close(QByteArray &out, bool hasEvents, qsizetype listAt, qint64 count, qint64 waitSeconds,
               qint64 mark) const;

private:
    void oddity(QByteArray &out, qsizetype start) const;

    bool m_isPlain = true, m_hasMark = false;
    QString m_timestamp, m_mark; // forms of a time; empty: epoch seconds
    QJsonValue m_ok = QJsonValue::Undefined, m_wait = QJsonValue::Undefined;
    QJsonObject m_more; // further keys of the envelope
    QString m_result, m_emptyResult, m_singleResult, m_odd;
    qint64 m_oddEvent = 3, m_sameId = 0, m_largeBytes = 0, m_largeEvent = 3;
};

} // namespace slipway

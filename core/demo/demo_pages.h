// The demo tenant's cursors and the pages they stand on.
//
// A cursor belongs to one path and one index name, moves with epoch, next, head and tail, and keeps its place
// on resend; an epoch begins at the start of its hour, a page ends with its hour or at the page size.
//
// Threads: one.
#pragma once
#include "core/demo/demo_behaviour.h"
#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"

#include <QCache>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonArray>

namespace slipway {

class DemoPages
{
public:
    struct Page
    {
        int status = 200;
        QByteArray plain, packed; // packed: as gzip, where it is ready
    };

    // Both outlive this.
    DemoPages(const DemoTenantOptions &options, const DemoBehaviour &behaviour);

    // The cursor moves and its page is made. `operation` is one of the five verbs.
    [[nodiscard]] Page answer(const QString &endpointId, const QString &path, const QString &index,
                              const QString &operation);
    // The newest events, as the query endpoints give them.
    [[nodiscard]] QByteArray newest(const QString &endpointId, qint64 limit);
    // A call that the tenant writes to its own audit events.
    void echo(const QString &call);

    // Every cursor, for people and for the state file.
    [[nodiscard]] QJsonArray cursors() const;
    void setIndexLifetime(qint64 seconds) { m_indexLifetime = seconds; }

private:
    struct Cursor
    {
        bool placed = false, resent = false;
        qint64 previousBegin = 0, begin = 0, end = 0; // indexes: the page before, the last page
        qint64 echoBegin = 0, echoEnd = 0;            // the same in the list of echoed calls
        qint64 hwm = 0;
        qint64 usedAt = 0; // milliseconds of m_clock
    };

    const EventSource &source(const QString &endpointId);
    void move(const EventSource &source, Cursor &cursor, const QString &operation, bool echoes) const;
    void step(const EventSource &source, Cursor &cursor, qint64 until) const;
    void readState();
    void writeState() const;
    Page page(const QString &endpointId, const EventSource &source, const Cursor &cursor);
    QByteArray body(const EventSource &source, const Cursor &cursor) const;

    const DemoTenantOptions &m_options;
    const DemoBehaviour &m_behaviour;
    QHash<QString, EventSource> m_sources;
    QHash<QString, Cursor> m_cursors; // by path and index
    QCache<QString, Page> m_kept;
    QList<QPair<qint64, QString>> m_echoes; // time, call
    QElapsedTimer m_clock;
    qint64 m_indexLifetime = 0; // seconds; 0: for ever
};

} // namespace slipway

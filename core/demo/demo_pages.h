// The demo tenant's cursors and their pages.
//
// A cursor belongs to one path and one index name, moves with epoch, next, head and tail, and keeps
// its place on resend. An epoch begins at the start of its hour; a page ends with its hour or at
// the page size. The page of tail is the newest events, as many as a page can have.
//
// Late events are on no page until they are released. Then they are on the page whose mark passes
// the moment of their arrival, which is later than their own time.
//
// Threads: one.
#pragma once
#include "core/demo/demo_behaviour.h"
#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"
#include "core/demo/page_shape.h"

#include <QCache>
#include <QDateTime>
#include <QElapsedTimer>
#include <QHash>
#include <QJsonArray>

#include <algorithm>

namespace slipway {

// What is special about one answer.
struct DemoTurn
{
    bool moves = true;    // false: the tenant answers, and its cursor stays where it was
    bool repeats = false; // the cursor's last page once more, whatever was asked for
    std::optional<PageShape> shape = {};
};

class DemoPages
{
public:
    struct Page
    {
        int status = 200;
        QByteArray plain, packed; // packed: as gzip, if already made
    };

    // Both must outlive this object.
    DemoPages(const DemoTenantOptions &options, const DemoBehaviour &behaviour);

    // Moves the cursor and makes its page. `operation` is one of the five verbs.
    [[nodiscard]] Page answer(const QString &endpointId, const QString &path, const QString &index,
                              const QString &operation, const DemoTurn &turn = {});
    // An endpoint's events, for code that reads them without a cursor.
    [[nodiscard]] const EventSource &source(const QString &endpointId);
    // Records a call in the tenant's own audit events.
    void echo(const QByteArray &method, const QString &path, int status);
    // Makes the late events arrive at `at` (epoch seconds). Each of them is older than that.
    void releaseLate(qint64 at) { m_lateAt = at; }
    // Removes the cursors of an index; an empty name removes all cursors.
    void forget(const QString &index);

    // Every cursor, for people and for the state file.
    [[nodiscard]] QJsonArray cursors() const;
    void setIndexLifetime(qint64 seconds) { m_indexLifetime = seconds; }
    void setShape(const PageShape &shape) { m_shape = shape; }
    // How long events are kept, in seconds back from the newest; 0: all of them.
    void setRetention(qint64 seconds) { m_retention = seconds; }
    // Makes every n-th event late; 0: none.
    void setLateEvery(qint64 events) { m_lateEvery = events; }
    // Sets the `wait_time` (in seconds) of every n-th page that has events; on the others it is 0.
    void setDataWait(qint64 seconds, qint64 every)
    {
        m_dataWait = seconds;
        m_dataWaitEvery = std::max<qint64>(1, every);
    }
    // Sets the `wait_time` (in seconds) of pages without events.
    void setEmptyWait(qint64 seconds) { m_emptyWait = seconds; }

private:
    struct Cursor
    {
        bool placed = false, resent = false;
        qint64 previousBegin = 0, begin = 0, end = 0; // indexes: the page before, the last page
        qint64 echoBegin = 0, echoEnd = 0;            // the same in the list of echoed calls
        qint64 hwm = 0;
        qint64 usedAt = 0;                        // milliseconds of m_clock
        qint64 reached = 0;                       // the mark that a well-behaved tenant would send
        qint64 pages = 0;                         // served since it was placed
        bool lateServed = false, hasLate = false; // late events: already sent, on this page

        [[nodiscard]] bool isEmpty() const { return begin == end && echoBegin == echoEnd && !hasLate; }
    };

    void place(Cursor &cursor, qint64 event, qint64 mark) const;
    [[nodiscard]] qint64 keptFrom() const;
    [[nodiscard]] bool isLate(const EventSource &source, qint64 event) const;
    [[nodiscard]] qint64 markOf(const Cursor &cursor) const;
    void move(const EventSource &source, Cursor &cursor, const QString &operation, bool echoes) const;
    void reach(Cursor &cursor, qint64 mark) const;
    void step(const EventSource &source, Cursor &cursor, qint64 until) const;
    void readState();
    void writeState() const;
    Page page(const QString &endpointId, const EventSource &source, const Cursor &cursor,
              const PageShape &shape, qint64 mark);
    QByteArray body(const EventSource &source, const Cursor &cursor, const PageShape &shape,
                    qint64 mark) const;

    const DemoTenantOptions &m_options;
    const DemoBehaviour &m_behaviour;
    QHash<QString, EventSource> m_sources;
    QHash<QString, Cursor> m_cursors; // by path and index
    QHash<QString, Cursor> m_former;  // their position one page earlier
    PageShape m_shape;
    qint64 m_retention = 0, m_lateEvery = 0, m_dataWait = 0, m_dataWaitEvery = 1;
    qint64 m_emptyWait = 30; // seconds
    qint64 m_lateAt = 0;     // epoch second; 0: they have not arrived
    qint64 m_startedAt = QDateTime::currentSecsSinceEpoch();
    QCache<QString, Page> m_kept;
    QList<QPair<qint64, QByteArray>> m_echoes; // time, the call as the list of its values
    QElapsedTimer m_clock;
    qint64 m_indexLifetime = 0; // seconds; 0: for ever
};

} // namespace slipway

// How one export continues where another one ended: what a job has to know about the job that it continues.
//
// Threads: any, one object at a time.
#pragma once
#include <QString>
#include <QtGlobal>

#include <span>

namespace slipway {

struct PageRecord;

// For one endpoint. Times are epoch seconds; marks as in PageRecord.
struct Continuation
{
    QString job;       // the one that is continued
    qint64 origin = 0; // where the first export of the chain begins
    qint64 end = 0;    // where the range of the continued job ended
    // The first page of that job with events that belong to the continuation: its last page, or an earlier
    // one that already contained events from after the end.
    qint64 page = 0;             // its sequence; 0: there was no page with events
    QString checksum;            // of that page, as in PageRecord
    bool isLast = false;         // no page with events follows, so `resend` can show that the cursor is there
    qint64 mark = 0, latest = 0; // before that page: the mark, and the latest time of an event
    // The index that the page came from: the job that it is named after, and its number there.
    QString indexJob;
    int indexNumber = 0;
    qint64 indexStart = -1; // the epoch that it was started from; -1: not known, so the index cannot be used
    // Whether the events that a fresh index sends again are known. They are not if the job ended long ago, or
    // in an earlier version.
    bool hasKeys = false;
};

// How far the tenant had sent when the continued job ended, on its pages from `Continuation::page` on: the
// mark, and the latest time of an event. An end before that is none. 0: there was no such page.
struct SeenBefore
{
    qint64 mark = 0, latest = 0;
};
[[nodiscard]] SeenBefore seenFrom(qint64 page, std::span<const PageRecord> pages);

// Finds that page while the pages of a job are added in order.
class ContinuationStart
{
public:
    // `mark` and `latest`: before the first page.
    ContinuationStart(qint64 origin, qint64 end, qint64 mark, qint64 latest)
        : m_origin(origin), m_end(end), m_mark(mark), m_latest(latest), m_markBefore(mark),
          m_latestBefore(latest)
    {}

    void add(const PageRecord &page);

    [[nodiscard]] qint64 page() const { return m_page; }
    [[nodiscard]] const QString &checksum() const { return m_checksum; }
    [[nodiscard]] int index() const { return m_index; }
    [[nodiscard]] bool isLast() const { return m_isLast; }
    // Before that page; if there is none yet, before the first page.
    [[nodiscard]] qint64 mark() const { return m_markBefore; }
    [[nodiscard]] qint64 latest() const { return m_latestBefore; }
    [[nodiscard]] bool hasMarks() const { return m_markBefore > m_origin; }
    // How far the events of all pages so far reach, without those whose time a later page showed to be wrong.
    [[nodiscard]] qint64 latestSoFar() const { return m_latest; }

private:
    qint64 m_origin, m_end, m_mark, m_latest, m_markBefore, m_latestBefore;
    qint64 m_page = 0;
    QString m_checksum;
    int m_index = 0;
    bool m_isLast = false;
    bool m_isSettled = false; // the page has an event from after the end
};

} // namespace slipway

// The keys of the pages that a fresh index may send again. This is all that has to be remembered of the
// events in the files.
//
// Threads: one.
#pragma once
#include "core/exporting/fetching/event_keys.h"

#include <QtGlobal>
#include <deque>
#include <optional>

namespace slipway {

// The keys of one page's events.
struct PageKeys
{
    qint64 sequence = 0;        // of the page
    qint64 hwm = 0, latest = 0; // its mark, and the time of its latest event, epoch seconds
    std::vector<EventKey128> keys;
};

class KeptKeys
{
public:
    void add(PageKeys page);
    // Forgets the pages that no fresh index sends again. `mark`: everything before it is in the files.
    // `hasMarks`: the mark has moved since the start of the range. `latest`: the time of the latest event.
    void forgetOld(qint64 mark, bool hasMarks, qint64 latest);
    void clear();

    // May contain some more keys than those of the kept pages, which does no harm.
    [[nodiscard]] const EventKeys &known() const { return m_known; }
    // The tenant has sent nothing after this event, whatever its time.
    void setLast(const EventKey128 &last) { m_last = last; }
    // The same for the last event of the pages that were added: what else was sent is not known any more.
    void assumeLast();
    // Whether that event is one of these, with whatever text.
    [[nodiscard]] bool holdLast(std::span<const EventKey128> keys) const;
    // The sequence number of the first page that is kept; `next` if there is none.
    [[nodiscard]] qint64 firstPage(qint64 next) const
    {
        return m_pages.empty() ? next : m_pages.front().sequence;
    }

private:
    std::deque<PageKeys> m_pages;
    EventKeys m_known;
    std::optional<EventKey128> m_last;
    size_t m_needed = 0; // keys in m_pages
};

} // namespace slipway

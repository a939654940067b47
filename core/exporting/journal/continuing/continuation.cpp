#include "core/exporting/journal/continuing/continuation.h"

#include "core/exporting/journal/job_journal.h"

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 batch = 3600; // seconds; the tenant sends in batches of an hour, which are not sorted
// The most pages that a continuation reads again, since the keys of their events are kept.
constexpr qint64 mostPages = 100;

} // namespace

SeenBefore seenFrom(qint64 page, std::span<const PageRecord> pages)
{
    SeenBefore seen;
    for (const PageRecord &record : pages) {
        // A mark without events is only a claim.
        if (page > 0 && record.sequence >= page && record.sent > 0) {
            seen.mark = std::max(seen.mark, record.hwm);
            seen.latest = std::max(seen.latest, record.latest);
        }
    }
    return seen;
}

void ContinuationStart::add(const PageRecord &page)
{
    // A page that is far before the latest event so far shows that this one's time is wrong. Without marks, a
    // fresh index that started there would miss what follows the page.
    if (std::max(m_mark, page.hwm) <= m_origin && page.latest > 0 && page.latest < m_latest - 3 * batch)
        m_latest = page.latest;
    if (page.sent > 0) {
        // A page that is still far from the end shows that the event that seemed to be from after the end
        // only has a wrong time. Otherwise, everything would be read again because of it.
        // Where the mark did not move, the tenant may have sent none that is believed.
        const bool isFar = page.hwm > m_mark ? page.hwm <= m_end - batch : page.latest < m_end - 3 * batch;
        if (isFar || page.sequence - m_page >= mostPages)
            m_isSettled = false;
        m_isLast = !m_isSettled;
        if (!m_isSettled) {
            m_page = page.sequence;
            m_checksum = page.checksum;
            m_index = page.index;
            m_markBefore = m_mark;
            m_latestBefore = m_latest;
            m_isSettled = page.latest >= m_end;
        }
    }
    m_mark = std::max(m_mark, page.hwm);
    m_latest = std::max(m_latest, page.latest);
}

} // namespace slipway

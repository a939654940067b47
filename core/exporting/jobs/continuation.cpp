#include "core/exporting/jobs/continuation.h"

#include "core/exporting/jobs/job_journal.h"

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 batch = 3600; // seconds; the tenant sends in batches of an hour, which are not sorted
// Read again for a continuation at most: their events are remembered.
constexpr qint64 mostPages = 100;

} // namespace

void ContinuationStart::add(const PageRecord &page)
{
    if (page.sent > 0) {
        // A page that is still far from the end shows that what was taken for a time behind the end was only
        // a wrong one. Everything would be read again for it.
        const bool isFar = std::max(m_mark, page.hwm) > m_origin ? page.hwm <= m_end - batch
                                                                 : page.latest < m_end - 3 * batch;
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

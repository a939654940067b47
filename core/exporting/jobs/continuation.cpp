#include "core/exporting/jobs/continuation.h"

#include "core/exporting/jobs/job_journal.h"

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 batch = 3600; // seconds; the tenant sends in batches of an hour, which are not sorted

} // namespace

void ContinuationStart::add(const PageRecord &page)
{
    if (page.sent > 0 && m_isSettled) {
        m_isLast = false;
    } else if (page.sent > 0) {
        m_page = page.sequence;
        m_checksum = page.checksum;
        m_index = page.index;
        m_isLast = true;
        m_markBefore = m_mark;
        m_latestBefore = m_latest;
        // Inside the batch that holds the end, a page may have events from behind it long before the last
        // page. Farther away such a time is only a wrong one, and everything would be read again for it.
        const bool isNear =
            m_mark > m_origin ? page.hwm > m_end - batch : std::max(m_latest, m_origin) >= m_end - 3 * batch;
        m_isSettled = page.latest >= m_end && isNear;
    }
    m_mark = std::max(m_mark, page.hwm);
    m_latest = std::max(m_latest, page.latest);
}

} // namespace slipway

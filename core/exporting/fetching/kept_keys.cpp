#include "core/exporting/fetching/kept_keys.h"

#include <algorithm>

namespace slipway {
namespace {

// Seconds. The tenant reads from an epoch in batches of an hour, and may begin at the batch's start.
constexpr qint64 batch = 3600;

} // namespace

void KeptKeys::add(PageKeys page)
{
    for (const EventKey128 &key : page.keys)
        m_known.insert(key);
    m_needed += page.keys.size();
    m_pages.push_back(std::move(page));
}

void KeptKeys::forgetOld(qint64 mark, bool hasMarks, qint64 latest)
{
    while (m_pages.size() > 1) {
        const PageKeys &oldest = m_pages.front();
        // If the mark of a page is not believed, its events reach to that of the page after it.
        if (hasMarks ? m_pages[1].hwm >= mark - batch : oldest.latest >= latest - 3 * batch)
            break;
        m_needed -= oldest.keys.size();
        m_pages.pop_front();
    }
    // Forgetting them one by one would take too long.
    if (m_known.count() < 2 * m_needed + 50'000)
        return;
    m_known.clear();
    for (const PageKeys &page : m_pages) {
        for (const EventKey128 &key : page.keys)
            m_known.insert(key);
    }
}

void KeptKeys::assumeLast()
{
    const auto page = std::ranges::find_if(m_pages.rbegin(), m_pages.rend(),
                                           [](const PageKeys &kept) { return !kept.keys.empty(); });
    m_last.reset();
    if (page != m_pages.rend())
        m_last = page->keys.back();
}

bool KeptKeys::holdLast(std::span<const EventKey128> keys) const
{
    return m_last && std::ranges::any_of(keys, [this](const EventKey128 &key) {
               return m_last->id != 0 ? key.id == m_last->id : key == *m_last;
           });
}

void KeptKeys::clear()
{
    m_pages.clear();
    m_known.clear();
    m_needed = 0;
    m_last.reset();
}

} // namespace slipway

#include "core/exporting/fetching/kept_keys.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace slipway {
namespace {

// Seconds. The tenant reads from an epoch in batches of an hour, and may begin at the batch's start.
constexpr qint64 batch = 3600;

bool isNamed(const EventKey128 &key)
{
    return key.id != 0;
}

} // namespace

std::vector<EventKey128> PageKeys::forJournal() const
{
    std::vector<EventKey128> all;
    all.reserve(again.size() + keys.size());
    std::ranges::copy_if(again, std::back_inserter(all), isNamed);
    all.insert(all.end(), keys.begin(), keys.end()); // the last one stays the last
    return all;
}

void KeptKeys::add(PageKeys page)
{
    for (const EventKey128 &key : page.keys)
        m_known.insert(key);
    for (const EventKey128 &key : page.again)
        m_known.insert(key);
    m_needed += page.keys.size() + page.again.size();
    m_pages.push_back(std::move(page));
}

void KeptKeys::forgetOld(qint64 mark, bool hasMarks, qint64 latest)
{
    while (m_pages.size() > 1) {
        const PageKeys &oldest = m_pages.front();
        // If the mark of a page is not believed, its events reach to that of the page after it.
        if (hasMarks ? m_pages[1].hwm >= mark - batch : oldest.latest >= latest - 3 * batch)
            break;
        m_needed -= oldest.keys.size() + oldest.again.size();
        m_pages.pop_front();
    }
    // Forgetting them one by one would take too long.
    if (m_known.count() < 2 * m_needed + 50'000)
        return;
    m_known.clear();
    for (const PageKeys &page : m_pages) {
        for (const EventKey128 &key : page.keys)
            m_known.insert(key);
        for (const EventKey128 &key : page.again)
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

void ReplayedTexts::begin(const FreshIndex &index, std::span<const EventKey128> page)
{
    if (m_index != index.number) {
        m_index = index.number;
        m_until = m_kept.pages().empty() ? 0 : m_kept.pages().back().sequence;
        m_isPlaced = false;
        m_left.clear();
        m_lastPage = 0;
        m_at = 0;
    }
    // A page without events says nothing about where the index is.
    if (page.empty() || (m_isPlaced && std::ranges::all_of(page, isNamed)))
        return;
    uint64_t print = page.size();
    for (const EventKey128 &key : page)
        print = (std::rotl(print, 9) ^ key.text) * 0x9E37'79B9'7F4A'7C15ull;
    if (print == m_lastPage)
        m_left = m_before;
    m_lastPage = print;
    if (!m_isPlaced || goesBack(page))
        place(index, page);
    m_before = m_left;
}

bool ReplayedTexts::goesBack(std::span<const EventKey128> page)
{
    const std::optional<size_t> place = firstPlace(page);
    return place && *place + 1 < std::exchange(m_at, *place + 1);
}

std::optional<size_t> ReplayedTexts::firstPlace(std::span<const EventKey128> page) const
{
    EventKeys here;
    here.reserve(page.size());
    for (const EventKey128 &key : page)
        here.insert(key);
    size_t at = 0;
    for (const PageKeys &kept : m_kept.pages()) {
        if (kept.sequence > m_until)
            break;
        for (const EventKey128 &key : kept.keys) {
            if (isNamed(key) && here.contains(key))
                return at;
            ++at;
        }
    }
    return std::nullopt;
}

void ReplayedTexts::place(const FreshIndex &index, std::span<const EventKey128> page)
{
    std::vector<EventKey128> files;
    std::optional<size_t> reached;
    for (const PageKeys &kept : m_kept.pages()) {
        if (kept.sequence > m_until)
            break; // this index has brought it
        if (!reached && std::max(kept.hwm, kept.latest) >= index.start) {
            reached = files.size();
            if (!kept.again.empty()) { // the page came again, so its events are earlier in the files
                const auto again = std::ranges::find(files, kept.again.front());
                reached = static_cast<size_t>(again - files.begin());
            }
        }
        files.insert(files.end(), kept.keys.begin(), kept.keys.end());
    }
    const size_t reaching = reached.value_or(files.size());
    const auto isKnown = [this](const EventKey128 &key) { return m_kept.known().contains(key); };
    m_left.clear();
    size_t begin = files.size();
    auto older = page.begin(); // up to there, the page is from before the pages that are kept
    if (const std::optional<size_t> first = firstPlace(page)) {
        // What is before it on the page is before it in the files.
        begin = *first;
        auto back = std::ranges::find(page, files[begin]);
        for (; back != page.begin() && begin > 0 && *(back - 1) == files[begin - 1]; --back)
            --begin;
        older = begin == 0 ? back : page.begin();
    } else if (std::ranges::any_of(page,
                                   [&](const EventKey128 &key) { return isNamed(key) && isKnown(key); })) {
        older = page.end();
    } else if (index.isFromStart) {
        // Only texts say where it is: the files have the whole page in this order, or they end with what the
        // page begins with, from where the index was started.
        const auto fits = [&](size_t place) {
            const size_t count = std::min(files.size() - place, page.size());
            return (place >= reaching || page.size() <= files.size() - place) &&
                   std::equal(page.begin(), page.begin() + static_cast<std::ptrdiff_t>(count),
                              files.begin() + static_cast<std::ptrdiff_t>(place));
        };
        for (size_t place = 0; place < files.size() && begin == files.size(); ++place) {
            if (fits(place))
                begin = place;
        }
    }
    for (auto key = page.begin(); key != older; ++key) {
        if (!isNamed(*key) && isKnown(*key))
            ++m_left[key->text];
    }
    // Where nothing is known any more, nothing comes again.
    m_isPlaced = begin < files.size() || (!page.empty() && std::ranges::none_of(page, isKnown));
    for (size_t i = begin; i < files.size(); ++i) {
        if (!isNamed(files[i]))
            ++m_left[files[i].text];
    }
}

bool ReplayedTexts::take(uint64_t text)
{
    const auto left = m_left.find(text);
    if (left == m_left.end() || left->second == 0)
        return false;
    --left->second;
    return true;
}

} // namespace slipway

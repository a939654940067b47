#include "core/exporting/fetching/kept_keys.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

namespace slipway {
namespace {

// Seconds. The tenant reads from an epoch in batches of an hour, and may begin at the batch's start.
constexpr qint64 batch = 3600;

} // namespace

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
    if (m_known.count() < m_needed + m_needed / 2 + 50'000)
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

void ReplayedTexts::begin(const FreshIndex &index, std::span<const ReplayedEvent> page, size_t sent,
                          bool endsInRange)
{
    if (m_index != index.number) {
        m_index = index.number;
        m_lastPage = 0;
        const qint64 last = m_kept.pages().empty() ? 0 : m_kept.pages().back().sequence;
        m_own = m_former = {};
        m_own.first = 1;
        m_own.last = last;
        m_former.first = std::numeric_limits<qint64>::min();
        m_former.last = std::min<qint64>(last, 0);
        for (Files *files : {&m_own, &m_former}) {
            for (const PageKeys &kept : m_kept.pages()) {
                if (kept.sequence < files->first || kept.sequence > files->last)
                    continue;
                for (const EventKey128 &key : kept.keys)
                    files->known.insert(key);
            }
            files->isPlaced = files->known.count() == 0;
        }
        // Where there is only one kind of files, it decides.
        m_own.isPlaced = m_own.isPlaced && m_former.known.count() > 0;
    }
    // A page without events says nothing about where the index is.
    if (page.empty())
        return;
    uint64_t print = page.size();
    for (const ReplayedEvent &event : page)
        print = (std::rotl(print, 9) ^ event.key.text) * 0x9E37'79B9'7F4A'7C15ull;
    const bool isSame = print == std::exchange(m_lastPage, print);
    std::vector<EventKey128> own, former;
    for (const ReplayedEvent &event : page) {
        const bool isInOwn = m_own.known.contains(event.key);
        const bool isInFormer = m_former.known.contains(event.key);
        if (!event.isFormer || isInOwn || m_former.known.count() == 0)
            own.push_back(event.key);
        if (event.isFormer && (isInFormer || !isInOwn || !event.key.isNamed()))
            former.push_back(event.key);
    }
    // A single event proves little, and what a page ends with may stand where the files have something else.
    const bool isOnly = m_former.known.count() == 0;
    Texts whole = isOnly ? Texts::FromStart : Texts::AtEnd;
    if (page.size() > 1 ? isOnly || endsInRange : isOnly && endsInRange && sent > page.size())
        whole = Texts::Anywhere;
    const auto textsOf = [&](const std::vector<EventKey128> &part) {
        return part.size() < page.size() ? Texts::Nowhere : whole;
    };
    begin(m_own, index, own, isSame, textsOf(own));
    begin(m_former, index, former, isSame, textsOf(former));
}

void ReplayedTexts::begin(Files &files, const FreshIndex &index, std::span<const EventKey128> page,
                          bool isSame, Texts texts) const
{
    if (page.empty() || (files.isPlaced && std::ranges::all_of(page, &EventKey128::isNamed)))
        return;
    if (isSame)
        files.left = files.before;
    // Those of an export that continued another one do not have the tenant's order.
    if (!files.isPlaced || (&files == &m_own && goesBack(files, page)))
        place(files, index, page, texts);
    files.before = files.left;
}

bool ReplayedTexts::goesBack(Files &files, std::span<const EventKey128> page) const
{
    const std::optional<size_t> place = firstPlace(files, page);
    return place && *place + 1 < std::exchange(files.at, *place + 1);
}

std::optional<size_t> ReplayedTexts::firstPlace(const Files &files, std::span<const EventKey128> page) const
{
    EventKeys here;
    here.reserve(page.size());
    for (const EventKey128 &key : page)
        here.insert(key);
    size_t at = 0;
    for (const PageKeys &kept : m_kept.pages()) {
        if (kept.sequence < files.first)
            continue;
        if (kept.sequence > files.last)
            break;
        for (const EventKey128 &key : kept.keys) {
            if (key.isNamed() && here.contains(key))
                return at;
            ++at;
        }
    }
    return std::nullopt;
}

void ReplayedTexts::place(Files &files, const FreshIndex &index, std::span<const EventKey128> page,
                          Texts texts) const
{
    std::vector<EventKey128> written;
    std::optional<size_t> reached;
    for (const PageKeys &kept : m_kept.pages()) {
        if (kept.sequence < files.first)
            continue;
        if (kept.sequence > files.last)
            break; // this index has brought it
        if (!reached && std::max(kept.hwm, kept.latest) >= index.start) {
            reached = written.size();
            if (!kept.again.empty()) { // the page came again, so its events are earlier in the files
                const auto again = std::ranges::find(written, kept.again.front());
                reached = static_cast<size_t>(again - written.begin());
            }
        }
        written.insert(written.end(), kept.keys.begin(), kept.keys.end());
    }
    const size_t reaching = reached.value_or(written.size());
    const auto isKnown = [this](const EventKey128 &key) { return m_kept.known().contains(key); };
    files.left.clear();
    size_t begin = written.size();
    auto older = page.begin(); // up to there, the page is from before the pages that are kept
    if (const std::optional<size_t> first = firstPlace(files, page)) {
        // What is before it on the page is before it in the files.
        begin = *first;
        auto back = std::ranges::find(page, written[begin]);
        for (; back != page.begin() && begin > 0 && *(back - 1) == written[begin - 1]; --back)
            --begin;
        older = begin == 0 ? back : page.begin();
    } else if (std::ranges::any_of(page,
                                   [&](const EventKey128 &key) { return key.isNamed() && isKnown(key); })) {
        older = page.end();
    } else if (index.isFromStart && texts != Texts::Nowhere) {
        // Only texts say where it is: the files have the whole page in this order, or they end with what the
        // page begins with, from where the index was started.
        const auto fits = [&](size_t place) {
            const size_t left = written.size() - place;
            const bool isInside = texts == Texts::Anywhere && page.size() <= left;
            const bool mayGoOn = texts != Texts::AtEnd && m_former.known.count() == 0;
            const bool isAtEnd = place >= reaching && (mayGoOn || left <= page.size());
            return (isInside || isAtEnd) &&
                   std::equal(written.begin() + static_cast<std::ptrdiff_t>(place),
                              written.begin() +
                                  static_cast<std::ptrdiff_t>(place + std::min(left, page.size())),
                              page.begin());
        };
        for (size_t place = 0; place < written.size() && begin == written.size(); ++place) {
            if (fits(place))
                begin = place;
        }
    }
    for (auto key = page.begin(); key != older; ++key) {
        if (!key->isNamed() && isKnown(*key))
            ++files.left[key->text];
    }
    // Where nothing is known any more, nothing comes again.
    files.isPlaced = begin < written.size() || (!page.empty() && std::ranges::none_of(page, isKnown));
    for (size_t i = begin; i < written.size(); ++i) {
        if (!written[i].isNamed())
            ++files.left[written[i].text];
    }
}

bool ReplayedTexts::take(const ReplayedEvent &event)
{
    const auto takeFrom = [&](Files &files) {
        const auto left = files.left.find(event.key.text);
        if (left == files.left.end() || left->second == 0)
            return false;
        --left->second;
        return true;
    };
    return (event.isFormer && takeFrom(m_former)) || takeFrom(m_own);
}

} // namespace slipway

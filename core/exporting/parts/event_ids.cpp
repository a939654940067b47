#include "core/exporting/parts/event_ids.h"

#include "core/exporting/journal/event_id.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace slipway {
namespace {

// Calls `use` with the id's key: nearly always the id itself, which is not copied then.
template<typename Use>
auto withKey(std::string_view id, Use use)
{
    if (isItsOwnKey(id))
        return use(id);
    const QByteArray key = eventIdKey(id);
    return use(std::string_view(key.constData(), static_cast<size_t>(key.size())));
}

} // namespace

EventIds::EventIds(const QByteArray &joined)
{
    const QByteArrayView text(joined);
    reserve(std::count(text.begin(), text.end(), '\n') + 1);
    for (qsizetype begin = 0; begin < text.size();) {
        const qsizetype found = text.indexOf('\n', begin);
        const qsizetype end = found < 0 ? text.size() : found;
        if (end > begin)
            insertKey(std::string_view(text.data() + begin, static_cast<size_t>(end - begin)));
        begin = end + 1;
    }
}

void EventIds::reserve(qsizetype count)
{
    const size_t places = std::bit_ceil(static_cast<size_t>(std::max<qsizetype>(count, 8)) * 2);
    if (places > m_places.size())
        grow(places);
    m_text.reserve(count * 25);
}

void EventIds::grow(size_t places)
{
    std::vector<Place> before(places);
    before.swap(m_places);
    for (const Place &place : before) {
        if (place.size == 0)
            continue;
        size_t at = place.hash & (places - 1);
        while (m_places[at].size != 0)
            at = (at + 1) & (places - 1);
        m_places[at] = place;
    }
}

// Where the key is, or the free place where it would be.
size_t EventIds::find(std::string_view key, uint64_t hash) const
{
    const size_t mask = m_places.size() - 1;
    size_t at = hash & mask;
    while (m_places[at].size != 0) {
        const Place &place = m_places[at];
        if (place.hash == hash && std::string_view(m_text.constData() + place.begin, place.size) == key)
            break;
        at = (at + 1) & mask;
    }
    return at;
}

bool EventIds::insert(std::string_view id)
{
    return withKey(id, [this](std::string_view key) { return insertKey(key); });
}

bool EventIds::insertKey(std::string_view key)
{
    if (m_places.size() < static_cast<size_t>(m_count + 1) * 2)
        grow(std::max<size_t>(16, m_places.size() * 2));
    const uint64_t hash = std::hash<std::string_view>{}(key);
    const size_t at = find(key, hash);
    if (m_places[at].size != 0)
        return false;
    if (m_count > 0)
        m_text.append('\n');
    m_places[at] = {hash, static_cast<uint32_t>(m_text.size()), static_cast<uint32_t>(key.size())};
    m_text.append(key.data(), static_cast<qsizetype>(key.size()));
    ++m_count;
    return true;
}

bool EventIds::contains(std::string_view id) const
{
    if (m_count == 0)
        return false;
    return withKey(id, [this](std::string_view key) {
        return m_places[find(key, std::hash<std::string_view>{}(key))].size != 0;
    });
}

void EventIds::clear()
{
    std::fill(m_places.begin(), m_places.end(), Place{});
    m_text.resize(0); // the memory stays
    m_count = 0;
}

} // namespace slipway

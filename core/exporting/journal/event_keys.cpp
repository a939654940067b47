#include "core/exporting/journal/event_keys.h"

#include "core/exporting/journal/event_id.h"
#include "core/io/continued_crc.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <isa-l/crc64.h>
#include <random>
#include <utility>

namespace slipway {
namespace {

const unsigned char *bytes(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

// Odd random numbers. Each process chooses its own, so that nobody can craft events whose keys all collide.
struct Factors
{
    uint64_t text = 0, id = 0;

    Factors()
    {
        std::random_device random;
        for (uint64_t *factor : {&text, &id})
            *factor = uint64_t{random()} << 32 | random() | 1;
    }
};

// The CRCs of similar texts are close together, and their places must not be.
size_t placeOf(const EventKey128 &key, size_t places)
{
    static const Factors factors;
    const uint64_t mixed = key.text * factors.text + key.id * factors.id;
    return static_cast<size_t>((mixed >> 32) * places >> 32);
}

size_t placeOf(uint64_t id, size_t places)
{
    return placeOf(EventKey128{id, 0}, places);
}

} // namespace

EventKey128 keyOf(std::string_view id, std::string_view text)
{
    EventKey128 key;
    if (!id.empty()) {
        // The same name can be written with and without escapes.
        if (isItsOwnKey(id)) {
            key.id = crc64_iso_refl(0, bytes(id), id.size());
        } else {
            const QByteArray plain = eventIdKey(id);
            key.id = crc64_iso_refl(0, reinterpret_cast<const unsigned char *>(plain.constData()),
                                    static_cast<uint64_t>(plain.size()));
        }
        key.id |= 1; // never 0
    }
    key.text = crc64_ecma_refl(text.size(), bytes(text), text.size());
    if (key == EventKey128{})
        key.text = 1; // the keys of free places are 0
    return key;
}

uint64_t continuedCrc(uint64_t before, const EventKey128 &key, std::string_view text)
{
    const bool isReplaced = key.id == 0 && key.text == 1;
    return isReplaced ? crc64_ecma_refl(before, bytes(text), text.size())
                      : continuedCrc(before, text.size(), key.text, text.size());
}

QByteArray joined(std::span<const EventKey128> keys)
{
    return {reinterpret_cast<const char *>(keys.data()), static_cast<qsizetype>(keys.size_bytes())};
}

std::vector<EventKey128> keysFrom(const QByteArray &joined)
{
    std::vector<EventKey128> keys(static_cast<size_t>(joined.size()) / sizeof(EventKey128));
    if (!keys.empty())
        std::memcpy(keys.data(), joined.constData(), keys.size() * sizeof(EventKey128));
    return keys;
}

template<typename Key>
size_t EventKeys::Table<Key>::find(const Key &key) const
{
    size_t at = placeOf(key, m_places.size());
    while (m_places[at] != Key{} && m_places[at] != key)
        at = at + 1 < m_places.size() ? at + 1 : 0;
    return at;
}

template<typename Key>
bool EventKeys::Table<Key>::contains(const Key &key) const
{
    return !m_places.empty() && m_places[find(key)] != Key{};
}

template<typename Key>
bool EventKeys::Table<Key>::insert(const Key &key)
{
    if (m_places.size() * 2 < (m_used + 1) * 3)
        grow(std::max<size_t>(64, m_places.size() + m_places.size() / 2));
    Key &place = m_places[find(key)];
    if (place != Key{})
        return false;
    place = key;
    ++m_used;
    return true;
}

template<typename Key>
void EventKeys::Table<Key>::grow(size_t places)
{
    std::vector<Key> former = std::exchange(m_places, std::vector<Key>(places));
    for (const Key &key : former) {
        if (key != Key{})
            m_places[find(key)] = key;
    }
}

template<typename Key>
void EventKeys::Table<Key>::reserve(size_t count)
{
    const size_t places = std::max<size_t>(64, count + count / 2 + 1);
    if (places > m_places.size())
        grow(places);
}

template<typename Key>
void EventKeys::Table<Key>::clear()
{
    // Clearing much memory would take longer than filling a little of it did.
    constexpr size_t roomy = 64;
    if (m_used * roomy < m_places.size())
        m_places = {};
    else
        std::ranges::fill(m_places, Key{});
    m_used = 0;
}

void EventKeys::insert(const EventKey128 &key)
{
    m_count += m_keys.insert(key);
    if (key.id != 0)
        (void)m_ids.insert(key.id);
}

bool EventKeys::contains(const EventKey128 &key) const
{
    return m_keys.contains(key);
}

bool EventKeys::containsId(uint64_t id) const
{
    return id != 0 && m_ids.contains(id);
}

void EventKeys::clear()
{
    m_keys.clear();
    m_ids.clear();
    m_count = 0;
}

void EventKeys::reserve(size_t count)
{
    m_keys.reserve(count);
    m_ids.reserve(count);
}

} // namespace slipway

#include "core/exporting/journal/event_keys.h"

#include "core/exporting/journal/event_id.h"
#include "core/io/continued_crc.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <isa-l/crc64.h>
#include <random>

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
    return static_cast<size_t>(mixed >> 32) & (places - 1);
}

bool isFree(const EventKey128 &place)
{
    return place.text == 0 && place.id == 0;
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
    if (isFree(key))
        key.text = 1;
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

const EventKey128 *EventKeys::find(const Table &table, const EventKey128 &key)
{
    if (table.places.empty())
        return nullptr;
    for (size_t at = placeOf(key, table.places.size()); !isFree(table.places[at]);
         at = (at + 1) & (table.places.size() - 1)) {
        if (table.places[at] == key)
            return &table.places[at];
    }
    return nullptr;
}

bool EventKeys::insertInto(Table &table, const EventKey128 &key)
{
    if (table.places.size() < (table.used + 1) * 2)
        grow(table, std::max<size_t>(64, table.places.size() * 2));
    size_t at = placeOf(key, table.places.size());
    for (; !isFree(table.places[at]); at = (at + 1) & (table.places.size() - 1)) {
        if (table.places[at] == key)
            return false;
    }
    table.places[at] = key;
    ++table.used;
    return true;
}

void EventKeys::grow(Table &table, size_t places)
{
    Table grown;
    grown.places.resize(places);
    grown.used = table.used;
    for (const EventKey128 &key : table.places) {
        if (isFree(key))
            continue;
        size_t at = placeOf(key, places);
        while (!isFree(grown.places[at]))
            at = (at + 1) & (places - 1);
        grown.places[at] = key;
    }
    table = std::move(grown);
}

void EventKeys::insert(const EventKey128 &key)
{
    m_count += insertInto(m_keys, key);
    if (key.id != 0)
        (void)insertInto(m_ids, {key.id, 1});
}

bool EventKeys::containsId(uint64_t id) const
{
    return id != 0 && find(m_ids, {id, 1}) != nullptr;
}

void EventKeys::clear()
{
    // The memory stays, unless most of it was not used: emptying it would take longer than filling it did.
    constexpr size_t roomy = 64;
    for (Table *table : {&m_keys, &m_ids}) {
        if (table->used * roomy < table->places.size())
            table->places = {};
        else
            std::fill(table->places.begin(), table->places.end(), EventKey128{});
        table->used = 0;
    }
    m_count = 0;
}

void EventKeys::reserve(size_t count)
{
    const size_t places = std::bit_ceil(std::max<size_t>(count, 32) * 2);
    for (Table *table : {&m_keys, &m_ids}) {
        if (places > table->places.size())
            grow(*table, places);
    }
}

} // namespace slipway

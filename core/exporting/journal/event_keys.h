// What Slipway remembers of the events in the files, to recognise those that the tenant sends again.
//
// A repeat is an event with the same `_id` and the same text. An event with the same `_id` but another text
// is not a repeat: both are kept and counted.
//
// The keys that are kept are those of the pages that a fresh index would send again, namely the pages of the
// last hour of marks (see kept_keys.h). Memory is therefore that of a few pages: 36 to 54 bytes for each
// event, and half as much again while a table grows.
//
// Threads: one.
#pragma once
#include <QByteArray>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace slipway {

// Sixty-four bits each for an event's `_id` and its text. That does not withstand forgery, but is enough to
// tell the events of one tenant apart.
struct EventKey128
{
    uint64_t id = 0; // 0: the event has no `_id`
    uint64_t text = 0;
    [[nodiscard]] bool isNamed() const { return id != 0; }
    friend bool operator==(const EventKey128 &, const EventKey128 &) = default;
};

// `id`: as it appears between its quotes; empty if there is none. `text`: the event as it was sent.
[[nodiscard]] EventKey128 keyOf(std::string_view id, std::string_view text);

// Continues the CRC-64/XZ `before` with the text of an event, without reading it again. `key`: keyOf(…,
// text).
[[nodiscard]] uint64_t continuedCrc(uint64_t before, const EventKey128 &key, std::string_view text);

// The keys of one page, 16 bytes each, for the journal.
[[nodiscard]] QByteArray joined(std::span<const EventKey128> keys);
// From the text of joined(); anything after the last complete key is ignored.
[[nodiscard]] std::vector<EventKey128> keysFrom(const QByteArray &joined);

class EventKeys
{
public:
    // Adds an event that is in the files.
    void insert(const EventKey128 &key);
    [[nodiscard]] bool contains(const EventKey128 &key) const;
    // Whether an event with this `_id` is there, whatever its text.
    [[nodiscard]] bool containsId(uint64_t id) const;
    [[nodiscard]] size_t count() const { return m_count; }
    void clear();
    // Reserves room for that many, so that adding them moves nothing.
    void reserve(size_t count);

private:
    // Open addressing; at most two thirds of the places are taken. In a free place, everything is 0.
    template<typename Key>
    class Table
    {
    public:
        [[nodiscard]] bool contains(const Key &key) const;
        // Whether the key was not there.
        bool insert(const Key &key);
        void reserve(size_t count);
        // Gives back the memory if little of it was used.
        void clear();

    private:
        // Where the key is, or the free place where it belongs.
        [[nodiscard]] size_t find(const Key &key) const;
        void grow(size_t places);

        std::vector<Key> m_places;
        size_t m_used = 0;
    };

    Table<EventKey128> m_keys;
    Table<uint64_t> m_ids;
    size_t m_count = 0;
};

} // namespace slipway

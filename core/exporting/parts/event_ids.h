// The `_id`s of one page, to recognise events that the tenant sends again on it or on the next one.
//
// Kept as the journal keeps them: one text, an id key (see event_id.h) a line, with a table of places beside
// it. Ten thousand ids make no ten thousand allocations.
//
// Threads: one.
#pragma once
#include <QByteArray>
#include <cstdint>
#include <string_view>
#include <vector>

namespace slipway {

class EventIds
{
public:
    EventIds() = default;
    // From the text of joined(); empty lines are none.
    explicit EventIds(const QByteArray &joined);

    // Room for that many, so that adding them moves nothing.
    void reserve(qsizetype count);
    // `id` as it stands between its quotes, not empty. False: it was there.
    bool insert(std::string_view id);
    [[nodiscard]] bool contains(std::string_view id) const;
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] qsizetype count() const { return m_count; }
    // All keys in the order of their coming, a line break between them.
    [[nodiscard]] const QByteArray &joined() const { return m_text; }
    void clear();

private:
    struct Place
    {
        uint64_t hash = 0;
        uint32_t begin = 0, size = 0; // size 0: free
    };
    bool insertKey(std::string_view key);
    [[nodiscard]] size_t find(std::string_view key, uint64_t hash) const;
    void grow(size_t places);

    QByteArray m_text;
    std::vector<Place> m_places; // open addressing; a power of two, at most half full
    qsizetype m_count = 0;
};

} // namespace slipway

// The `_id`s of one page, in jobs that began with a version of Slipway that remembered no texts: to recognise
// events that the tenant sends again on the next page.
//
// They are stored as in the journal: one text with an id key (see event_id.h) on each line, and a table of
// positions beside it. So ten thousand ids do not take ten thousand allocations.
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
    // From the text of joined(); empty lines are ignored.
    explicit EventIds(const QByteArray &joined);

    // Reserves space for that many, so that adding them does not move the others.
    void reserve(qsizetype count);
    // `id`: as it appears between its quotes; not empty. False: it was there already.
    bool insert(std::string_view id);
    [[nodiscard]] bool contains(std::string_view id) const;
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    [[nodiscard]] qsizetype count() const { return m_count; }
    // All keys in the order in which they were added, with line breaks between them.
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
    std::vector<Place> m_places; // open addressing; the size is a power of two, at most half full
    qsizetype m_count = 0;
};

} // namespace slipway

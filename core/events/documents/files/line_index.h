// Where each row of a text file starts and ends. It takes 2.5 bytes a row, so that a hundred million short
// lines fit into memory beside everything else.
//
// One thread appends while any number of threads read. Rows that count() includes never change.
#pragma once
#include <QtGlobal>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace slipway {

class LineIndex
{
public:
    // Row numbers fit into 32 bits wherever many of them are stored.
    static constexpr qint64 maxRows = 0xffff'fffe;

    struct Extent
    {
        qint64 offset = 0, size = 0; // bytes; size includes the line break and may include blanks that follow
    };

    LineIndex();

    // The row that starts at `offset` has text up to `textEnd`; after blank lines the next row starts at
    // `end`. False: maxRows is reached.
    [[nodiscard]] bool append(qint64 offset, qint64 textEnd, qint64 end);
    // Makes the rows appended so far visible to readers.
    void publish() { m_count.store(m_appended, std::memory_order_release); }

    [[nodiscard]] qint64 count() const { return m_count.load(std::memory_order_acquire); }
    [[nodiscard]] Extent extent(qint64 row) const; // {0, 0} out of range

private:
    static constexpr qint64 rowsOfGroup = 16, groupsOfChunk = 4096;
    static constexpr quint16 longMark = 0xffff; // the sizes are in m_long

    struct Sizes
    {
        qint64 text = 0, whole = 0; // without and with the blank lines that follow
    };

    struct Group
    {
        qint64 start = 0;
        std::array<quint16, rowsOfGroup> sizes{};
    };

    [[nodiscard]] Sizes sizesOf(const Group &group, qint64 row) const;

    // Sized for maxRows from the start, because readers look while the writer adds.
    std::vector<std::unique_ptr<Group[]>> m_chunks;
    mutable std::mutex m_longLock;
    std::map<qint64, Sizes> m_long; // by row
    qint64 m_appended = 0;          // the writer's
    std::atomic<qint64> m_count{0};
};

} // namespace slipway

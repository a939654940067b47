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
        qint64 offset = 0, size = 0; // bytes; size includes the line break and blank lines that follow
    };

    LineIndex();

    // The row that starts at `offset` ends at `end`, where the next one starts. False: maxRows is reached.
    [[nodiscard]] bool append(qint64 offset, qint64 end);
    // Makes the rows appended so far visible to readers.
    void publish() { m_count.store(m_appended, std::memory_order_release); }

    [[nodiscard]] qint64 count() const { return m_count.load(std::memory_order_acquire); }
    [[nodiscard]] Extent extent(qint64 row) const; // {0, 0} out of range

private:
    static constexpr qint64 rowsOfGroup = 16, groupsOfChunk = 4096;
    static constexpr quint16 longMark = 0xffff; // the size is in m_long

    struct Group
    {
        qint64 start = 0;
        std::array<quint16, rowsOfGroup> sizes{};
    };

    [[nodiscard]] qint64 sizeOf(const Group &group, qint64 row) const;

    // Sized for maxRows from the start, because readers look while the writer adds.
    std::vector<std::unique_ptr<Group[]>> m_chunks;
    mutable std::mutex m_longLock;
    std::map<qint64, qint64> m_long; // row → size
    qint64 m_appended = 0;           // used by the writer only
    std::atomic<qint64> m_count{0};
};

} // namespace slipway

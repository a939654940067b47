#include "core/events/documents/files/line_index.h"

namespace slipway {

LineIndex::LineIndex() : m_chunks(static_cast<size_t>(maxRows / (rowsOfGroup * groupsOfChunk) + 1)) {}

bool LineIndex::append(qint64 offset, qint64 textEnd, qint64 end)
{
    if (m_appended >= maxRows)
        return false;
    const qint64 group = m_appended / rowsOfGroup;
    auto &chunk = m_chunks[static_cast<size_t>(group / groupsOfChunk)];
    if (!chunk)
        chunk = std::make_unique<Group[]>(groupsOfChunk);
    Group &to = chunk[static_cast<size_t>(group % groupsOfChunk)];
    const auto position = static_cast<size_t>(m_appended % rowsOfGroup);
    if (position == 0)
        to.start = offset;
    const qint64 size = end - offset;
    if (size < longMark) {
        to.sizes[position] = static_cast<quint16>(size);
    } else {
        to.sizes[position] = longMark;
        const std::lock_guard lock(m_longLock);
        m_long.emplace(m_appended, Sizes{textEnd - offset, size});
    }
    ++m_appended;
    return true;
}

LineIndex::Sizes LineIndex::sizesOf(const Group &group, qint64 row) const
{
    const quint16 size = group.sizes[static_cast<size_t>(row % rowsOfGroup)];
    if (size != longMark)
        return {size, size};
    const std::lock_guard lock(m_longLock);
    return m_long.at(row);
}

LineIndex::Extent LineIndex::extent(qint64 row) const
{
    if (row < 0 || row >= count())
        return {};
    const qint64 index = row / rowsOfGroup;
    const Group &group =
        m_chunks[static_cast<size_t>(index / groupsOfChunk)][static_cast<size_t>(index % groupsOfChunk)];
    qint64 offset = group.start;
    for (qint64 before = index * rowsOfGroup; before < row; ++before)
        offset += sizesOf(group, before).whole;
    return {offset, sizesOf(group, row).text};
}

} // namespace slipway

#include "core/events/documents/files/file_document.h"

#include "core/base/forward_error.h"

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 readAhead = 256 << 10;
constexpr qint64 keptBuffer = 16 << 20; // a larger one is released after the event that needed it
// Of a longer line, only the beginning is read, which is then no whole event. Parsing takes five times its
// size in memory.
constexpr qint64 longestRow = 128 << 20;

} // namespace

SystemResult<qint64> readAt(const NativeFile &file, char *to, qint64 size, qint64 offset)
{
    qint64 done = 0;
    while (done < size) {
        ASSIGN_OR_RETURN(const auto got,
                         file.readAt(to + done, static_cast<size_t>(size - done), offset + done));
        if (got == 0)
            break;
        done += static_cast<qint64>(got);
    }
    return done;
}

class FileDocument::Reader final : public EventReader
{
public:
    explicit Reader(std::shared_ptr<const FileDocument> document) : m_document(std::move(document)) {}

    std::string_view event(qint64 row) override
    {
        LineIndex::Extent extent = m_document->m_index.extent(row);
        if (extent.size == 0)
            return {};
        extent.size = std::min(extent.size, decltype(extent.size){longestRow});
        // The byte before it is read as well: it must still be a line break.
        const bool first = extent.offset == m_document->m_start;
        const qint64 from = first ? extent.offset : extent.offset - 1;
        const qint64 end = extent.offset + extent.size;
        if (from < m_offset || end > m_offset + m_size)
            fill(from, end - from, row == m_lastRow + 1);
        m_lastRow = row;
        if (end > m_offset + m_size || (!first && m_buffer[from - m_offset] != '\n')) {
            m_document->m_changed = true;
            return {};
        }
        std::string_view text(m_buffer.get() + (extent.offset - m_offset), static_cast<size_t>(extent.size));
        const size_t last = text.find_last_not_of(" \t\r\n");
        return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
    }

private:
    void fill(qint64 offset, qint64 needed, bool inOrder)
    {
        const qint64 wanted = inOrder ? std::max(needed, readAhead) : needed;
        if (wanted > m_capacity || (m_capacity > keptBuffer && wanted <= keptBuffer)) {
            m_buffer.reset(); // first, so that there are never two giants at the same time
            m_capacity = std::max(wanted, readAhead);
            m_buffer = std::make_unique_for_overwrite<char[]>(static_cast<size_t>(m_capacity) + eventPadding);
        }
        m_offset = offset;
        m_size = readAt(*m_document->m_file, m_buffer.get(), wanted, offset).value_or(0);
        std::fill_n(m_buffer.get() + m_size, eventPadding, ' ');
    }

    std::shared_ptr<const FileDocument> m_document;
    std::unique_ptr<char[]> m_buffer;
    qint64 m_capacity = 0;
    qint64 m_offset = 0, m_size = 0; // the part of the file that is in m_buffer
    qint64 m_lastRow = -2;
};

FileDocument::FileDocument(std::shared_ptr<const NativeFile> file, qint64 start, EventOrigin origin)
    : EventDocument(std::move(origin)), m_file(std::move(file)), m_start(start)
{}

bool FileDocument::hasChanged() const
{
    // Perhaps only rows before the cut are ever looked at.
    if (const qint64 rows = count(); !m_changed && rows > 0 && isComplete()) {
        const LineIndex::Extent last = m_index.extent(rows - 1);
        if (const auto facts = m_file->facts(); facts && facts->size < last.offset + last.size)
            m_changed = true;
    }
    return m_changed;
}

std::unique_ptr<EventReader> FileDocument::reader() const
{
    return std::make_unique<Reader>(shared_from_this());
}

} // namespace slipway

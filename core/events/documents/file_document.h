// A document over the lines of an open file. Reading is by pread on one descriptor, so renaming, replacing or
// cutting off the file cannot crash the reader; what no longer starts at a line break is given as empty.
#pragma once
#include "core/events/documents/event_document.h"
#include "core/events/documents/line_index.h"

namespace slipway {

class FileDocument final : public EventDocument, public std::enable_shared_from_this<FileDocument>
{
public:
    // Takes the descriptor over. `start`: where the first line begins (behind a byte order mark).
    FileDocument(int descriptor, qint64 start, EventOrigin origin);
    ~FileDocument() override;

    [[nodiscard]] qint64 count() const override { return m_index.count(); }
    [[nodiscard]] bool isComplete() const override { return m_complete.load(std::memory_order_acquire); }
    [[nodiscard]] qint64 sizeOf(qint64 row) const override { return m_index.extent(row).size; }
    [[nodiscard]] std::unique_ptr<EventReader> reader() const override;
    // A file cut off is noticed at once, one overwritten at the next read of what was there.
    [[nodiscard]] bool hasChanged() const override;

    // For the one thread that fills the index.
    [[nodiscard]] LineIndex &index() { return m_index; }
    void setComplete() { m_complete.store(true, std::memory_order_release); }
    [[nodiscard]] int descriptor() const { return m_descriptor; }

private:
    class Reader;
    int m_descriptor;
    qint64 m_start;
    LineIndex m_index;
    std::atomic<bool> m_complete{false};
    mutable std::atomic<bool> m_changed{false};
};

// Reads until `size` bytes are there or the file ends. Bytes read, or -1 with errno.
[[nodiscard]] qint64 readAt(int descriptor, char *to, qint64 size, qint64 offset);

} // namespace slipway

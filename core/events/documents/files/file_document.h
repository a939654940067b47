// A document over the lines of an open file. It reads at offsets of one open file, so renaming, replacing or
// truncating the file cannot crash the reader. A row that no longer starts at a line break is returned as
// empty.
#pragma once
#include "core/events/documents/event_document.h"
#include "core/events/documents/files/line_index.h"
#include "core/platform/native_file.h"

namespace slipway {

class FileDocument final : public EventDocument, public std::enable_shared_from_this<FileDocument>
{
public:
    // `start`: where the first line begins (after a byte order mark).
    FileDocument(std::shared_ptr<const NativeFile> file, qint64 start, EventOrigin origin);

    [[nodiscard]] qint64 count() const override { return m_index.count(); }
    [[nodiscard]] bool isComplete() const override { return m_complete.load(std::memory_order_acquire); }
    [[nodiscard]] qint64 sizeOf(qint64 row) const override { return m_index.extent(row).size; }
    [[nodiscard]] std::unique_ptr<EventReader> reader() const override;
    // A truncated file is noticed immediately, an overwritten one when the affected part is next read.
    [[nodiscard]] bool hasChanged() const override;

    // For the one thread that fills the index.
    [[nodiscard]] LineIndex &index() { return m_index; }
    void setComplete() { m_complete.store(true, std::memory_order_release); }
    [[nodiscard]] const NativeFile &file() const { return *m_file; }

private:
    class Reader;
    std::shared_ptr<const NativeFile> m_file;
    qint64 m_start;
    LineIndex m_index;
    std::atomic<bool> m_complete{false};
    mutable std::atomic<bool> m_changed{false};
};

// Reads until `size` bytes are there or the file ends. Returns the number of bytes read.
[[nodiscard]] SystemResult<qint64> readAt(const NativeFile &file, char *to, qint64 size, qint64 offset);

} // namespace slipway

// The bytes of a file of events in order, inflated if the file is gzip; for the code that builds its index.
#pragma once
#include "core/base/error.h"
#include "core/events/documents/files/file_state.h"

#include <memory>
#include <string_view>

namespace slipway {

// What a file is, judging by its first eight bytes or as many as it has.
enum class FileFormat { Plain, Gzip, Utf16, OtherCompression };
[[nodiscard]] FileFormat fileFormat(std::string_view start);

class FileSource
{
public:
    virtual ~FileSource() = default;
    // Opens `path` and looks at its first bytes. Other compressions and UTF-16 are refused with advice on
    // what to do.
    [[nodiscard]] static Result<std::unique_ptr<FileSource>> open(const QString &path);

    // Puts the next bytes, at most `size`, into `to`; 0 at the end. After an error, nothing more can be read.
    [[nodiscard]] virtual Result<qint64> read(char *to, qint64 size) = 0;
    // The file from which everything read so far can be read again at the same offsets. The source stays
    // usable.
    [[nodiscard]] virtual std::shared_ptr<const NativeFile> file() const = 0;
    // The state of the file when it was opened.
    [[nodiscard]] const FileState &opened() const { return m_opened; }
    [[nodiscard]] virtual qint64 done() const = 0;  // bytes of the file on disk
    [[nodiscard]] virtual qint64 total() const = 0; // of the same

private:
    FileState m_opened;
};

} // namespace slipway

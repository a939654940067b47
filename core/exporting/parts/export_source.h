// The place from which the files of a finished export are read for its verification: a folder
// (folder_source.h) or a bucket (bucket_source.h). The verification itself does not know the difference.
//
// Names are without a folder, since all files of an export's endpoint are beside its manifest. Errors:
// NotFound and Storage say what is wrong with that one file and belong in the report. With any other kind
// nothing is known about the file, and there is no verdict.
//
// Threads: one; calls block.
#pragma once
#include "core/base/error.h"

#include <QMap>
#include <memory>

namespace slipway {

// The bytes of one file from its beginning, in bounded memory.
class ByteStream
{
public:
    virtual ~ByteStream() = default;
    // Up to `size` bytes; 0 at the end of the file.
    [[nodiscard]] virtual Result<size_t> read(char *into, size_t size) = 0;
};

struct PresentFile
{
    qint64 size = 0;
    QByteArray md5; // hexadecimal, as computed by the store; empty if it gives none, and in a folder
};

class ExportSource
{
public:
    virtual ~ExportSource() = default;

    // For people: an absolute path or a URL.
    [[nodiscard]] virtual QString placeOf(const QString &name) const = 0;
    // NotFound: it is missing. Storage: it is not a plain file, or it cannot be opened.
    [[nodiscard]] virtual Result<std::unique_ptr<ByteStream>> open(const QString &name) = 0;
    // The whole content of a small file. Storage also if it has more than `most` bytes.
    [[nodiscard]] virtual Result<QByteArray> read(const QString &name, qint64 most) = 0;
    // What is known without reading the file. NotFound if it is missing.
    [[nodiscard]] virtual Result<PresentFile> look(const QString &name) = 0;
    // The files of a job that are there, by their names. PermissionMissing: reading is allowed, but listing
    // is not.
    [[nodiscard]] virtual Result<QMap<QString, PresentFile>> present(const QString &job) = 0;
};

} // namespace slipway

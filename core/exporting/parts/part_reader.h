// Reads back a finished part line by line: plain or gzip, hashed while it is read, in bounded memory.
//
// Threads: one.
#pragma once
#include "core/base/error.h"
#include "core/exporting/journal/export_job.h"
#include "core/exporting/parts/export_source.h"

#include <memory>
#include <optional>
#include <string_view>

namespace slipway {

class PartReader
{
public:
    // `place`: the path or URL, for the details of errors.
    PartReader(std::unique_ptr<ByteStream> bytes, Compression compression, const QString &place,
               bool withMd5 = false);
    PartReader(PartReader &&) noexcept;
    ~PartReader();

    // The next line without its line break; valid until the next call. Empty: the end of the file. Storage if
    // it cannot continue (damaged gzip, a line without an end or longer than 256 MiB); otherwise the error of
    // the byte stream.
    [[nodiscard]] Result<std::optional<std::string_view>> next();
    // Reads the rest of the file for its size and hash; possible after an error of next() as well.
    [[nodiscard]] Result<void> drain();

    [[nodiscard]] qint64 fileBytes() const; // read so far
    // SHA-256 of the file, in hexadecimal. Call it once, at the end.
    [[nodiscard]] QByteArray digest();
    // Likewise its MD5; empty unless it was asked for.
    [[nodiscard]] QByteArray md5();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

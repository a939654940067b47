// Reads a finished part back, line by line: plain or gzip, hashed as it is read, in bounded memory.
//
// Threads: one.
#pragma once
#include "core/base/error.h"
#include "core/exporting/fetching/export_source.h"
#include "core/exporting/jobs/export_job.h"

#include <memory>
#include <optional>
#include <string_view>

namespace slipway {

class PartReader
{
public:
    // `place`: for the details of errors.
    PartReader(std::unique_ptr<ByteStream> bytes, Compression compression, const QString &place);
    PartReader(PartReader &&) noexcept;
    ~PartReader();

    // The next line without its line break; valid until the next call. Nothing: the end of the file. Storage
    // when it cannot go on: damaged gzip, a line without an end or longer than 256 MiB; else the error of its
    // bytes.
    [[nodiscard]] Result<std::optional<std::string_view>> next();
    // Reads what is left of the file for size and hash; after an error of next() too.
    [[nodiscard]] Result<void> drain();

    [[nodiscard]] qint64 fileBytes() const; // read so far
    // SHA-256 of the file, in hexadecimal; after its end, once.
    [[nodiscard]] QByteArray digest();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

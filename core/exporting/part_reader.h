// Reads a finished part file back, line by line: plain or gzip, hashed as it is read, in bounded memory.
//
// Threads: one.
#pragma once
#include "core/base/error.h"
#include "core/exporting/export_job.h"

#include <memory>
#include <optional>
#include <string_view>

namespace slipway {

class PartReader
{
public:
    // NotFound when there is no such file; Storage when it is a link, no plain file, or cannot be read.
    [[nodiscard]] static Result<PartReader> open(const QString &path, Compression compression);
    PartReader(PartReader &&) noexcept;
    ~PartReader();

    // The next line without its line break; valid until the next call. Nothing: the end of the file. Storage
    // when the file cannot be read on: a read error, damaged gzip, a line without an end or longer than 256
    // MiB.
    [[nodiscard]] Result<std::optional<std::string_view>> next();
    // Reads what is left of the file for size and hash; after an error of next() too.
    void drain();

    [[nodiscard]] qint64 fileBytes() const; // read so far
    // SHA-256 of the file, in hexadecimal; after its end, once.
    [[nodiscard]] QByteArray digest();

private:
    struct State;
    explicit PartReader(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace slipway

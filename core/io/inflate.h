// Decompresses a complete body that is in memory.
//
// Errors: TruncatedAnswer if the data ends too early or its checksum is wrong, so that asking again may help;
// AnswerTooLarge if the result would exceed maxBytes; Cancelled, within milliseconds, if a stop is requested.
// The result never exceeds maxBytes, and memory follows its real size: the length that a stream states about
// itself is only a hint.
//
// The result has `padding` bytes of spare capacity; its memory comes from `spare` if that suffices. Threads:
// any; SpareBuffers belong to one.
#pragma once
#include "core/base/error.h"
#include "core/io/spare_buffers.h"

#include <QByteArray>

#include <stop_token>

namespace slipway {

// gzip (RFC 1952): every member, its checksum and its length are checked, and so are the flags that the
// format reserves. Zeros after the last member are padding, as in gzip(1); any other byte is refused.
[[nodiscard]] Result<QByteArray> inflateWhole(const QByteArray &gzip, qint64 maxBytes, qint64 padding,
                                              SpareBuffers *spare = nullptr,
                                              const std::stop_token &stop = {});

// What HTTP calls `deflate`: zlib (RFC 1950) or, as some servers send it, bare deflate (RFC 1951).
[[nodiscard]] Result<QByteArray> inflateDeflate(const QByteArray &packed, qint64 maxBytes, qint64 padding,
                                                SpareBuffers *spare = nullptr,
                                                const std::stop_token &stop = {});

} // namespace slipway

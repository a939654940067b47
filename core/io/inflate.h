// Decompresses a whole body that is in memory.
//
// Errors: TruncatedAnswer where the data ends too early or its checksum is wrong, so that asking again may
// help; BadAnswer where more than maxBytes would come out. At most maxBytes come out, and memory follows what
// really came out: the length that a stream states about itself is only a hint.
//
// The result has `padding` bytes of spare capacity; its memory is that of `spare` where that suffices.
// Threads: any; SpareBuffers belong to one.
#pragma once
#include "core/base/error.h"
#include "core/io/spare_buffers.h"

#include <QByteArray>

namespace slipway {

// gzip (RFC 1952): every member, its checksum and its length are checked, and so are the flags that the
// format reserves. Zeros behind the last member are padding, as gzip(1) sees them; any other byte is refused.
[[nodiscard]] Result<QByteArray> inflateWhole(const QByteArray &gzip, qint64 maxBytes, qint64 padding,
                                              SpareBuffers *spare = nullptr);

// What HTTP calls `deflate`: zlib (RFC 1950) or, as some servers send it, bare deflate (RFC 1951).
[[nodiscard]] Result<QByteArray> inflateDeflate(const QByteArray &packed, qint64 maxBytes, qint64 padding,
                                                SpareBuffers *spare = nullptr);

} // namespace slipway

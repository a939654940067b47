// Takes the packing off the body of an HTTP answer.
//
// Slipway asks for gzip or nothing (Accept-Encoding: gzip), but gateways rewrite answers and forget the
// header, or write a header and forget the body. So the bytes decide, and the header is only a hint: what
// begins as gzip is unpacked whatever the header says, and text that can be read is taken as it is. RFC 9110,
// section 8.4.1: names in any case, `x-gzip` is gzip.
#pragma once
#include "core/base/error.h"
#include "core/io/spare_buffers.h"

#include <QByteArray>

namespace slipway {

// `encoding`: the value of Content-Encoding, several joined by commas; may be empty. BadAnswer: packed in a
// way that Slipway does not read, or larger than maxBytes; TruncatedAnswer: damaged or cut. The result has
// `padding` bytes of spare capacity.
[[nodiscard]] Result<QByteArray> decodeContent(QByteArray body, const QByteArray &encoding, qint64 maxBytes,
                                               qint64 padding, SpareBuffers &spare);

} // namespace slipway

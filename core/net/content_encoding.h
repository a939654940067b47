// Removes the content encoding from the body of an HTTP answer.
//
// Slipway asks for gzip or no encoding (Accept-Encoding: gzip), but gateways rewrite answers and forget the
// header, or write a header and forget the body. So the bytes decide, and the header is only a hint: a body
// that begins like gzip is unpacked whatever the header says, and readable text is taken as it is. RFC 9110,
// section 8.4.1: names in any case, `x-gzip` is gzip.
#pragma once
#include "core/base/error.h"
#include "core/io/spare_buffers.h"

#include <QByteArray>

#include <stop_token>

namespace slipway {

// `encoding`: the value of Content-Encoding, several joined by commas; may be empty. BadAnswer: encoded in a
// way that Slipway does not read; AnswerTooLarge: more than maxBytes, or more than 64 MB above that together
// with the body as it came, because both are in memory at the same time; TruncatedAnswer: damaged or cut off;
// Cancelled: a stop was requested.
// The result has `padding` bytes of spare capacity.
[[nodiscard]] Result<QByteArray> decodeContent(QByteArray body, const QByteArray &encoding, qint64 maxBytes,
                                               qint64 padding, SpareBuffers &spare,
                                               const std::stop_token &stop = {});

} // namespace slipway

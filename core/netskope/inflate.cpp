#include "core/netskope/api_client.h"

#include <QCoreApplication>

#include <algorithm>
#include <isa-l/igzip_lib.h>
#include <memory>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Inflate", text);
}

// A gzip member ends with its length modulo 2^32: a good first guess, bounded by deflate's best ratio.
qint64 guessSize(const QByteArray &gzip, qint64 maxBytes)
{
    const auto *tail = reinterpret_cast<const uchar *>(gzip.constData() + gzip.size() - 4);
    const qint64 size = tail[0] | tail[1] << 8 | tail[2] << 16 | static_cast<qint64>(tail[3]) << 24;
    return std::clamp<qint64>(size, 1 << 12, std::min<qint64>(maxBytes, gzip.size() * 1032 + 64));
}

} // namespace

Result<QByteArray> inflateWhole(const QByteArray &gzip, qint64 maxBytes, qint64 padding, SpareBuffers *spare)
{
    const auto broken = [&](qint64 at) {
        return failure(
            ErrorKind::TruncatedAnswer, tr("A compressed answer ended too early."), tr("Try again."),
            QStringLiteral("gzip stream incomplete after %1 bytes in, %2 out").arg(gzip.size()).arg(at));
    };
    if (gzip.size() < 18) // the shortest gzip member
        return broken(0);

    auto state = std::make_unique<inflate_state>();
    isal_inflate_init(state.get());
    state->crc_flag = ISAL_GZIP;
    // ISA-L takes a mutable pointer but only reads.
    state->next_in = reinterpret_cast<uint8_t *>(const_cast<char *>(gzip.constData()));
    state->avail_in = static_cast<uint32_t>(gzip.size());

    const qint64 guess = guessSize(gzip, maxBytes);
    QByteArray out = spare ? spare->take(guess + padding) : QByteArray();
    out.reserve(guess + padding);
    out.resize(guess);
    qint64 size = 0;
    for (;;) {
        if (size == out.size()) {
            if (size >= maxBytes)
                return failure(ErrorKind::BadAnswer, tr("A compressed answer is larger than any event page."),
                               {}, QStringLiteral("more than %1 bytes after inflation").arg(maxBytes));
            const qint64 larger = std::min(maxBytes, size * 2);
            out.reserve(larger + padding);
            out.resize(larger);
        }
        state->next_out = reinterpret_cast<uint8_t *>(out.data() + size);
        state->avail_out = static_cast<uint32_t>(std::min<qint64>(out.size() - size, 1 << 30));
        const uint32_t offered = state->avail_out;
        const uint32_t inputBefore = state->avail_in;
        const int code = isal_inflate(state.get());
        size += offered - state->avail_out;
        if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
            return failure(ErrorKind::TruncatedAnswer, tr("A compressed answer is damaged."),
                           tr("Try again."),
                           QStringLiteral("gzip error %1 after %2 bytes").arg(code).arg(size));
        if (state->block_state == ISAL_BLOCK_FINISH) {
            if (state->avail_in == 0)
                break;
            isal_inflate_reset(state.get()); // another member follows
            state->crc_flag = ISAL_GZIP;
        } else if (state->avail_out > 0 && (state->avail_in == 0 || state->avail_in == inputBefore)) {
            return broken(size);
        }
    }
    out.resize(size);
    return out;
}

} // namespace slipway

#include "core/net/content_encoding.h"

#include "core/base/secret.h"
#include "core/io/inflate.h"

#include <QByteArrayView>
#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

// The most that the first layer of a body that was compressed twice may give, so that both layers together
// stay within the memory of one large page.
constexpr qint64 largestInnerLayer = 64 << 20;
constexpr int mostLayers = 2;
// A body as it came and the same body unpacked are in memory together. Pages of events shrink to a tenth, so
// that one which hardly does may be this much larger, in both forms, than the largest body.
constexpr qint64 spareRoom = 64 << 20;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ContentEncoding)
};

bool isGzip(const QByteArray &body)
{
    return body.startsWith("\x1f\x8b\x08");
}

// By its beginning: UTF-8 without control characters. Compressed data has some within its first bytes.
bool isText(const QByteArray &body)
{
    QByteArrayView begin = QByteArrayView(body).first(std::min<qsizetype>(body.size(), 512));
    if (begin.size() < body.size()) { // the cut may have gone through a character
        while (!begin.isEmpty() && (begin.back() & 0xc0) == 0x80)
            begin.chop(1);
        if (!begin.isEmpty() && (begin.back() & 0x80) != 0)
            begin.chop(1);
    }
    return begin.isValidUtf8() && std::none_of(begin.cbegin(), begin.cend(), [](char c) {
               const auto byte = static_cast<uchar>(c);
               return byte == 0x7f || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
           });
}

// The packings that a header names, in lower case.
QByteArrayList names(const QByteArray &encoding)
{
    QByteArrayList found;
    for (const QByteArray &name : encoding.toLower().split(',')) {
        if (const QByteArray one = name.trimmed(); !one.isEmpty() && one != "identity")
            found << one;
    }
    return found;
}

std::unexpected<Error> rewritten(const QString &message, const QByteArray &encoding, const QByteArray &body)
{
    return failure(
        ErrorKind::BadAnswer, message,
        Texts::tr("A gateway or proxy between this computer and the tenant rewrites answers: ask its "
                  "administrator to leave those of the tenant as they are."),
        scrubbed(QStringLiteral("Content-Encoding \"%1\", %2 bytes that begin with %3")
                     .arg(QString::fromLatin1(encoding.left(100)))
                     .arg(body.size())
                     .arg(QString::fromLatin1(body.left(8).toHex(' ')))));
}

} // namespace

Result<QByteArray> decodeContent(QByteArray body, const QByteArray &encoding, qint64 maxBytes, qint64 padding,
                                 SpareBuffers &spare, const std::stop_token &stop)
{
    const bool mayBeDeflate = names(encoding).contains("deflate");
    for (int layer = 0;; ++layer) {
        const bool gzip = isGzip(body);
        if (!gzip && (!mayBeDeflate || body.isEmpty() || isText(body)))
            break;
        if (layer == mostLayers)
            return rewritten(Texts::tr("An answer is compressed more than twice."), encoding, body);
        if (layer > 0 && body.size() > largestInnerLayer)
            return failure(ErrorKind::AnswerTooLarge,
                           Texts::tr("An answer that is compressed twice is larger than any event page."),
                           Texts::tr("Copy the details for a ticket."),
                           QStringLiteral("%1 bytes after the first of two inflations").arg(body.size()));
        const qint64 room = std::min(maxBytes, std::max<qint64>(0, maxBytes + spareRoom - body.size()));
        Result<QByteArray> plain = gzip ? inflateWhole(body, room, padding, &spare, stop)
                                        : inflateDeflate(body, room, padding, &spare, stop);
        spare.give(std::move(body));
        if (!plain)
            return plain;
        body = std::move(*plain);
    }
    if (!body.isEmpty() && !names(encoding).isEmpty() && !isText(body))
        return rewritten(Texts::tr("An answer is compressed in a way that was not asked for (%1).")
                             .arg(QString::fromLatin1(encoding.left(100))),
                         encoding, body);
    if (body.capacity() < body.size() + padding)
        body.reserve(body.size() + padding);
    return body;
}

} // namespace slipway

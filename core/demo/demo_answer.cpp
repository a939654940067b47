#include "core/demo/demo_answer.h"

#include <QLocale>

#include <algorithm>
#include <isa-l/igzip_lib.h>
#include <memory>
#include <vector>

namespace slipway {

QByteArray gzipped(const QByteArray &plain)
{
    auto stream = std::make_unique<isal_zstream>();
    isal_deflate_init(stream.get());
    std::vector<uint8_t> level(ISAL_DEF_LVL1_DEFAULT);
    stream->level = 1;
    stream->level_buf = level.data();
    stream->level_buf_size = static_cast<uint32_t>(level.size());
    stream->gzip_flag = IGZIP_GZIP;
    stream->end_of_stream = 1;
    stream->next_in = reinterpret_cast<uint8_t *>(const_cast<char *>(plain.constData()));
    stream->avail_in = static_cast<uint32_t>(plain.size());
    QByteArray out(plain.size() / 4 + 1024, Qt::Uninitialized);
    qsizetype size = 0;
    while (stream->internal_state.state != ZSTATE_END) {
        if (size == out.size())
            out.resize(size * 2);
        stream->next_out = reinterpret_cast<uint8_t *>(out.data() + size);
        stream->avail_out = static_cast<uint32_t>(out.size() - size);
        const uint32_t offered = stream->avail_out;
        isal_deflate(stream.get());
        size += offered - stream->avail_out;
    }
    out.resize(size);
    return out;
}

namespace {

// The body as sent, and the header lines that say, correctly or not, how it was encoded.
QByteArray encoded(const DemoAnswer &answer, QByteArray &head)
{
    const auto packed = [&] { return answer.packed.isEmpty() ? gzipped(answer.body) : answer.packed; };
    const auto named = [&](const char *name, QByteArray body) {
        head += QByteArray("Content-Encoding: ") + name + "\r\n";
        return body;
    };
    const QString &encoding = answer.encoding;
    if (encoding == QLatin1String("GZIP"))
        return named("GZIP", packed());
    if (encoding == QLatin1String("x-gzip"))
        return named("x-gzip", packed());
    if (encoding == QLatin1String("no-header"))
        return packed();
    if (encoding == QLatin1String("header-only"))
        return named("gzip", answer.body);
    if (encoding == QLatin1String("twice"))
        return named("gzip, gzip", gzipped(packed()));
    if (encoding == QLatin1String("two-lines"))
        return named("identity\r\nContent-Encoding: gzip", packed());
    if (encoding == QLatin1String("deflate"))
        return named("deflate", qCompress(answer.body).mid(4)); // the zlib stream follows the length
    if (encoding == QLatin1String("utf-8"))
        return named("utf-8", answer.body);
    if (encoding == QLatin1String("none"))
        return named("none", answer.body);
    if (encoding == QLatin1String("padded"))
        return named("gzip", packed() + QByteArray(8, '\0'));
    return named("gzip", packed());
}

} // namespace

WireAnswer wireAnswer(const DemoAnswer &answer, bool gzip, const QDateTime &now)
{
    const QString kind = answer.fault.value(QStringLiteral("fault")).toString();
    const bool cut = kind == QLatin1String("cut");
    const QString usual = answer.framing.isEmpty() ? QStringLiteral("length") : answer.framing;
    const QString framing =
        cut ? answer.fault.value(QStringLiteral("framing")).toString(QStringLiteral("length")) : usual;
    QByteArray encoding;
    const QByteArray body = gzip && !answer.body.isEmpty() ? encoded(answer, encoding) : answer.body;

    WireAnswer wire;
    QByteArray &out = wire.head;
    if (framing == QLatin1String("continue"))
        out += "HTTP/1.1 100 Continue\r\n\r\n";
    out += framing == QLatin1String("http10") ? "HTTP/1.0 " : "HTTP/1.1 ";
    out += QByteArray::number(answer.status) + (framing == QLatin1String("no-reason") ? "" : " ") +
           "\r\nDate: " +
           QLocale::c().toString(now, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toLatin1() +
           "\r\nContent-Type: " + answer.type + "\r\n";
    for (const auto &[name, value] : answer.headers)
        out += name + ": " + value + "\r\n";
    out += encoding;
    const QByteArray size = QByteArray::number(body.size());
    if (framing == QLatin1String("folded"))
        out += "X-Trace: one\r\n two\r\n";
    if (framing.startsWith(QLatin1String("chunked")))
        out += "Transfer-Encoding: chunked\r\n";
    else if (framing == QLatin1String("close"))
        out += "Connection: close\r\n";
    else if (framing == QLatin1String("list-length"))
        out += "Content-Length: " + size + ", " + size + "\r\n";
    else if (answer.status != 204)
        out += "Content-Length: " + size + "\r\n";
    if (framing == QLatin1String("two-lengths"))
        out += "Content-Length: " + size + "\r\n";
    out += "\r\n";
    if (framing == QLatin1String("lf"))
        out.replace("\r\n", "\n");

    const bool limited = cut || kind == QLatin1String("stall");
    // "after" may be a fraction of the body (below 1) or a number of bytes.
    const double after = answer.fault.value(QStringLiteral("after")).toDouble(0.5);
    const qsizetype sent =
        !limited
            ? body.size()
            : std::clamp<qsizetype>(after < 1
                                        ? static_cast<qsizetype>(after * static_cast<double>(body.size()))
                                        : static_cast<qsizetype>(after),
                                    0, std::max<qsizetype>(0, body.size() - 1));
    wire.body = body.left(sent);
    if (framing.startsWith(QLatin1String("chunked"))) {
        if (sent > 0)
            wire.body = QByteArray::number(sent, 16) + "\r\n" + wire.body + "\r\n";
        if (!limited || framing == QLatin1String("chunked-terminated"))
            wire.body += "0\r\n\r\n";
    }
    wire.close = (cut && framing != QLatin1String("chunked-terminated")) ||
                 (!limited && framing == QLatin1String("close"));
    wire.stall = kind == QLatin1String("stall");
    return wire;
}

} // namespace slipway

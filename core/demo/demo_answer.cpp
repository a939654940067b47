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

WireAnswer wireAnswer(const DemoAnswer &answer, bool gzip, const QDateTime &now)
{
    const QString kind = answer.fault.value(QStringLiteral("fault")).toString();
    const bool cut = kind == QLatin1String("cut");
    const QString framing =
        cut ? answer.fault.value(QStringLiteral("framing")).toString(QStringLiteral("length"))
            : QStringLiteral("length");
    const bool packed = gzip && !answer.body.isEmpty();
    const QByteArray body = !packed                   ? answer.body
                            : answer.packed.isEmpty() ? gzipped(answer.body)
                                                      : answer.packed;

    WireAnswer wire;
    QByteArray &out = wire.head;
    out += "HTTP/1.1 " + QByteArray::number(answer.status) + " \r\nDate: " +
           QLocale::c().toString(now, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")).toLatin1() +
           "\r\nContent-Type: " + answer.type + "\r\n";
    for (const auto &[name, value] : answer.headers)
        out += name + ": " + value + "\r\n";
    if (packed)
        out += "Content-Encoding: gzip\r\n";
    if (framing.startsWith(QLatin1String("chunked")))
        out += "Transfer-Encoding: chunked\r\n";
    else if (framing == QLatin1String("close"))
        out += "Connection: close\r\n";
    else if (answer.status != 204)
        out += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    out += "\r\n";

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
        if (framing == QLatin1String("chunked-terminated"))
            wire.body += "0\r\n\r\n";
    }
    wire.close = cut && framing != QLatin1String("chunked-terminated");
    wire.stall = kind == QLatin1String("stall");
    return wire;
}

} // namespace slipway

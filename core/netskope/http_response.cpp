#include "core/netskope/http_response.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

constexpr qsizetype maxHeader = 256 << 10;
constexpr qint64 padding = 64; // spare room for simdjson

QString tr(const char *text)
{
    return QCoreApplication::translate("HttpResponse", text);
}

} // namespace

HttpResponse::State HttpResponse::bad(const QString &problem)
{
    m_problem = problem;
    return State::Bad;
}

HttpResponse::State HttpResponse::feed(const QByteArray &bytes, qint64 maxBody)
{
    if (m_status > 0)
        return readBody(bytes.constData(), bytes.size(), maxBody);
    m_head.append(bytes.constData(), bytes.size()); // a copy: the bytes may be the caller's own
    for (;;) {
        const qsizetype end = m_head.indexOf("\r\n\r\n");
        if (end < 0)
            return m_head.size() > maxHeader ? bad(tr("the header has no end.")) : State::More;
        const QByteArray rest = m_head.mid(end + 4);
        m_head.truncate(end);
        if (const State state = readHeader(); state != State::Complete)
            return state;
        m_head = rest;
        if (m_status >= 200)
            break;
        m_status = 0; // 1xx: the answer proper follows
    }
    const QByteArray rest = std::move(m_head);
    m_head = {};
    if (m_framing == Framing::Length) {
        if (m_length > maxBody)
            return bad(tr("the answer is larger than any event page."));
        m_body = m_spare->take(m_length + padding);
    }
    return readBody(rest.constData(), rest.size(), maxBody);
}

HttpResponse::State HttpResponse::readHeader()
{
    const QList<QByteArray> lines = m_head.split('\n');
    const QByteArray first = lines.first().trimmed();
    bool isNumber = false;
    m_status = first.mid(9, 3).toInt(&isNumber);
    if (!first.startsWith("HTTP/1.") || !isNumber || m_status < 100 || m_status > 599)
        return bad(tr("the first line is no HTTP status."));
    m_headers.clear();
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        if (colon <= 0)
            return bad(tr("a header line has no name."));
        const QByteArray name = lines[i].left(colon).trimmed().toLower(),
                         value = lines[i].mid(colon + 1).trimmed();
        if (name == "content-length" && m_headers.value(name, value) != value)
            return bad(tr("it states two lengths."));
        m_headers.insert(name, value);
    }
    if (m_status == 204 || m_status == 304 || m_status < 200) {
        m_framing = Framing::None;
    } else if (m_headers.contains("transfer-encoding")) {
        if (m_headers.value("transfer-encoding").toLower() != "chunked")
            return bad(tr("its transfer encoding is unknown."));
        m_framing = Framing::Chunked;
    } else if (m_headers.contains("content-length")) {
        m_length = m_headers.value("content-length").toLongLong(&isNumber);
        if (!isNumber || m_length < 0)
            return bad(tr("its length is not a number."));
        m_framing = Framing::Length;
    } else {
        m_framing = Framing::Connection;
    }
    return State::Complete;
}

HttpResponse::State HttpResponse::readBody(const char *data, qsizetype size, qint64 maxBody)
{
    switch (m_framing) {
    case Framing::None:
        return State::Complete;
    case Framing::Length:
        m_body.append(data, std::min<qsizetype>(size, m_length - m_body.size()));
        return m_body.size() == m_length ? State::Complete : State::More;
    case Framing::Chunked:
        return readChunks(data, size, maxBody);
    case Framing::Connection:
        if (m_body.size() + size > maxBody)
            return bad(tr("the answer is larger than any event page."));
        m_body.append(data, size);
        return State::More;
    }
    return State::Bad;
}

HttpResponse::State HttpResponse::readChunks(const char *data, qsizetype size, qint64 maxBody)
{
    const char *end = data + size;
    while (data < end) {
        if (m_chunk == Chunk::Data) {
            const qsizetype part = std::min<qsizetype>(end - data, m_chunkLeft);
            if (m_body.size() + part > maxBody)
                return bad(tr("the answer is larger than any event page."));
            m_body.append(data, part);
            data += part;
            m_chunkLeft -= part;
            if (m_chunkLeft == 0)
                m_chunk = Chunk::DataEnd;
            continue;
        }
        const char *newline = std::find(data, end, '\n');
        m_line.append(data, newline - data);
        if (m_line.size() > 8192)
            return bad(tr("a chunk has no size."));
        if (newline == end)
            return State::More;
        data = newline + 1;
        const QByteArray line = m_line.trimmed();
        m_line.clear();
        if (m_chunk == Chunk::DataEnd) {
            if (!line.isEmpty())
                return bad(tr("a chunk is longer than it says."));
            m_chunk = Chunk::Size;
        } else if (m_chunk == Chunk::Trailer) {
            if (line.isEmpty())
                return State::Complete;
        } else {
            bool isNumber = false;
            m_chunkLeft = line.split(';').first().trimmed().toLongLong(&isNumber, 16);
            if (!isNumber || m_chunkLeft < 0)
                return bad(tr("a chunk has no size."));
            m_chunk = m_chunkLeft == 0 ? Chunk::Trailer : Chunk::Data;
        }
    }
    return State::More;
}

} // namespace slipway

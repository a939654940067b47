#include "core/net/http_response.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

namespace slipway {
namespace {

constexpr qint64 mostHeaderBytes = 256 << 10; // with all interim answers
constexpr qint64 mostTrailerBytes = 64 << 10;
constexpr qsizetype longestSizeLine = 8 << 10; // of a chunk, with its extensions
constexpr qint64 freeFraming = 64 << 10, framingForEachByte = 16;
constexpr int mostInterimAnswers = 20;
constexpr qint64 firstReserve = 4 << 20;
constexpr qint64 padding = 64; // spare room for simdjson

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(HttpResponse)
};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Digits and nothing else: no sign, no blank, no prefix.
std::optional<qint64> decimal(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), isDigit))
        return std::nullopt;
    qint64 value = 0;
    for (const char c : text)
        value = value * 10 + (c - '0');
    return value;
}

std::optional<qint64> hexadecimal(QByteArrayView text)
{
    const auto isHex = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
    if (text.isEmpty() || text.size() > 15 || !std::all_of(text.begin(), text.end(), isHex))
        return std::nullopt;
    qint64 value = 0;
    for (const char c : text)
        value = value * 16 + (isDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    return value;
}

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

// Only these two are blanks (RFC 9110, section 5.6.3). QByteArray::trimmed() takes vertical tabs and form
// feeds away as well, and so would read a length that others do not.
QByteArray withoutBlanks(const QByteArray &text)
{
    qsizetype begin = 0, end = text.size();
    while (begin < end && isBlank(text[begin]))
        ++begin;
    while (end > begin && isBlank(text[end - 1]))
        --end;
    return text.sliced(begin, end - begin);
}

// Headers whose repeated lines mean one list (RFC 9110, section 5.3), as far as they are read as lists.
bool isList(const QByteArray &name)
{
    return name == "content-length" || name == "transfer-encoding" || name == "content-encoding" ||
           name == "connection" || name == "proxy-authenticate";
}

QByteArrayList listOf(const QByteArray &value)
{
    QByteArrayList items;
    for (const QByteArray &item : value.split(','))
        items << withoutBlanks(item);
    return items;
}

} // namespace

bool HttpResponse::mayBeFollowed() const
{
    return m_headerIsWhole && !m_isOdd && !m_isCut && m_unused == 0 && !endsWithConnection() &&
           !listOf(m_headers.value("connection").toLower()).contains("close");
}

HttpResponse::State HttpResponse::bad(const QString &problem)
{
    m_problem = problem;
    return State::Bad;
}

HttpResponse::State HttpResponse::tooLarge()
{
    m_isTooLarge = true;
    return bad(Texts::tr("the answer is larger than any event page."));
}

HttpResponse::State HttpResponse::feed(QByteArrayView bytes, qint64 maxBody)
{
    m_unused = 0;
    m_maxBody = maxBody;
    while (!bytes.isEmpty()) {
        if (m_expects == Expects::Length || m_expects == Expects::Chunk || m_expects == Expects::Rest) {
            const qint64 due = m_expects == Expects::Rest ? bytes.size() : m_left;
            if (isRefusal() && m_body.size() + due > std::min(m_maxBody, mostOfRefusal))
                return takeLastBytes(bytes);
            if (m_body.size() + due > m_maxBody)
                return tooLarge();
            takeBytes(bytes, due);
            if (m_expects == Expects::Rest || m_left > 0)
                return State::More;
            if (m_expects == Expects::Length) {
                m_unused = bytes.size();
                return State::Complete;
            }
            m_expects = Expects::ChunkEnd;
            continue;
        }
        const qsizetype newline = bytes.indexOf('\n');
        const QByteArrayView part = newline < 0 ? bytes : bytes.first(newline);
        m_line.append(part.data(), part.size());
        m_framing += part.size() + (newline < 0 ? 0 : 1);
        bytes = bytes.sliced(newline < 0 ? bytes.size() : newline + 1);
        const bool inHeader = m_expects == Expects::StatusLine || m_expects == Expects::Header;
        if (inHeader && m_framing > mostHeaderBytes)
            return bad(Texts::tr("its header is larger than any real one."));
        if (m_expects == Expects::Trailer && m_framing > mostTrailerBytes)
            return bad(Texts::tr("what follows its last chunk is too long."));
        if (!inHeader && m_expects != Expects::Trailer &&
            (m_line.size() > longestSizeLine || m_framing > freeFraming + framingForEachByte * m_body.size()))
            return bad(Texts::tr("its chunks contain far too much framing for their content."));
        if (newline < 0)
            return State::More;
        const State state = readLine();
        m_line.resize(0);
        if (state == State::Complete)
            m_unused = bytes.size();
        if (state == State::Bad || state == State::Complete)
            return state;
    }
    return State::More;
}

void HttpResponse::takeBytes(QByteArrayView &bytes, qint64 limit)
{
    const qsizetype size = std::min<qsizetype>(bytes.size(), limit);
    // append() would copy a body that outgrows its buffer, so that both are in memory; resize() lets the
    // system move its pages.
    const qsizetype before = m_body.size();
    m_body.resize(before + size);
    std::memcpy(m_body.data() + before, bytes.data(), static_cast<size_t>(size));
    m_left -= size;
    bytes = bytes.sliced(size);
}

// Of a refusal whose body is longer than what is read of it.
HttpResponse::State HttpResponse::takeLastBytes(QByteArrayView &bytes)
{
    const qint64 most = std::min(m_maxBody, mostOfRefusal);
    takeBytes(bytes, most - m_body.size());
    if (m_body.size() < most)
        return State::More;
    m_isCut = true;
    m_unused = bytes.size();
    return State::Complete;
}

HttpResponse::State HttpResponse::readLine()
{
    if (m_line.endsWith('\r'))
        m_line.chop(1);
    else
        m_isOdd = true;
    if (m_line.contains('\0'))
        return bad(Texts::tr("a line contains a NUL character."));
    if (m_line.contains('\r'))
        return bad(Texts::tr("a line contains a carriage return that does not end it."));
    switch (m_expects) {
    case Expects::StatusLine:
        return readStatusLine();
    case Expects::Header:
        return m_line.isEmpty() ? endHeader() : readHeaderLine();
    case Expects::ChunkSize:
        return readChunkSize();
    case Expects::ChunkEnd:
        if (!m_line.isEmpty())
            return bad(Texts::tr("a chunk is longer than it says."));
        m_expects = Expects::ChunkSize;
        return State::More;
    case Expects::Trailer:
        if (m_line.isEmpty())
            return State::Complete;
        m_isOdd = true;
        return readTrailerLine();
    default:
        return State::Bad;
    }
}

// HTTP/1.1 200 OK; the reason, and the blank before it, may be missing. Gateways that speak HTTP/2 on their
// other side sometimes write "HTTP/2 200".
HttpResponse::State HttpResponse::readStatusLine()
{
    const QByteArray &line = m_line;
    const bool isFirst = line.startsWith("HTTP/1.") && line.size() > 8 && isDigit(line[7]);
    const qsizetype blank = isFirst ? 8 : line.startsWith("HTTP/2 ") || line.startsWith("HTTP/3 ") ? 6 : -1;
    const bool isHttp = blank > 0 && line.size() >= blank + 4 && line[blank] == ' ';
    const std::optional<qint64> status =
        isHttp ? decimal(QByteArrayView(line).sliced(blank + 1, 3)) : std::nullopt;
    if (!status || *status < 100 || (line.size() > blank + 4 && !isBlank(line[blank + 4])))
        return bad(Texts::tr("the first line is not an HTTP status line."));
    m_isOdd = m_isOdd || !line.startsWith("HTTP/1.1 ") || line.size() == blank + 4;
    m_status = static_cast<int>(*status);
    m_reason = withoutBlanks(line.mid(blank + 5));
    m_headers.clear();
    m_lastName.clear();
    m_expects = Expects::Header;
    return State::More;
}

HttpResponse::State HttpResponse::readHeaderLine()
{
    if (isBlank(m_line.front())) { // folded: it continues the line before (RFC 9112, section 5.2)
        if (m_lastName.isEmpty())
            return bad(Texts::tr("its header begins with a continued line."));
        m_headers[m_lastName] += ' ' + withoutBlanks(m_line);
        m_isOdd = true;
        return State::More;
    }
    const QByteArray name = nameOfLine();
    if (name.isEmpty())
        return State::Bad;
    const qsizetype colon = name.size();
    const QByteArray value = withoutBlanks(m_line.mid(colon + 1));
    m_lastName = name;
    if (const auto before = m_headers.find(name); before != m_headers.end() && isList(name))
        *before += ", " + value;
    else
        m_headers.insert(name, value);
    return State::More;
}

// A trailer is a header that comes late. Nothing in it is used.
HttpResponse::State HttpResponse::readTrailerLine()
{
    if (isBlank(m_line.front()) && !m_lastTrailer.isEmpty())
        return State::More; // folded
    m_lastTrailer = nameOfLine();
    return m_lastTrailer.isEmpty() ? State::Bad : State::More;
}

// The name before the colon, in lower case; empty: this is not a header line, and the reason is kept.
QByteArray HttpResponse::nameOfLine()
{
    const qsizetype colon = m_line.indexOf(':');
    const auto refused = [this](const QString &why) {
        bad(why);
        return QByteArray();
    };
    if (colon < 0)
        return refused(Texts::tr("a header line has no colon."));
    if (colon == 0)
        return refused(Texts::tr("a header line has no name."));
    const QByteArray name = m_line.left(colon).toLower();
    if (std::any_of(name.cbegin(), name.cend(),
                    [](char c) { return static_cast<uchar>(c) <= ' ' || c == 0x7f; }))
        return refused(Texts::tr("the name of a header contains a blank or a control character."));
    return name;
}

HttpResponse::State HttpResponse::endHeader()
{
    if (m_status == 101)
        return bad(Texts::tr("it changes to another protocol."));
    if (m_status < 200) { // the answer proper follows
        if (++m_interim > mostInterimAnswers)
            return bad(Texts::tr("it sends one interim answer after another."));
        m_isOdd = true; // not wrong, but nothing asked for it
        m_expects = Expects::StatusLine;
        return State::More;
    }
    QByteArrayList codings = m_headers.contains("transfer-encoding")
                                 ? listOf(m_headers.value("transfer-encoding").toLower())
                                 : QByteArrayList();
    const bool hasLength = m_headers.contains("content-length");
    const bool isBodiless = m_status == 204 || m_status == 304;
    m_isOdd = m_isOdd || codings.size() > 1 || codings.contains("identity") || codings.contains("") ||
              (isBodiless && (hasLength || !codings.isEmpty()));
    codings.removeAll("identity");             // says that there is none, as curl reads it; the length counts
    const bool hasCoding = !codings.isEmpty(); // also an empty one
    codings.removeAll("");
    m_headerIsWhole = true;
    m_framing = 0;
    if (isBodiless || (m_request == Request::Connect && m_status < 300))
        return State::Complete;
    // One reader goes by the length, another by the coding (RFC 9112, section 6.3). That the coding is empty
    // does not help: then one reads to the length, and another to the end of the connection.
    if (hasCoding && hasLength)
        return bad(Texts::tr("it states both a length and a transfer encoding."));
    if (!codings.isEmpty()) {
        if (std::any_of(codings.cbegin(), codings.cend(),
                        [](const QByteArray &coding) { return coding != "chunked"; }))
            return bad(Texts::tr("its transfer encoding is unknown."));
        m_expects = Expects::ChunkSize;
        return State::More;
    }
    if (!hasLength) {
        m_expects = Expects::Rest;
        return State::More;
    }
    const QByteArrayList lengths = listOf(m_headers.value("content-length"));
    m_isOdd = m_isOdd || lengths.size() > 1;
    if (std::any_of(lengths.cbegin(), lengths.cend(),
                    [&](const QByteArray &length) { return length != lengths.first(); }))
        return bad(Texts::tr("it states two lengths."));
    const QByteArray &first = lengths.first();
    std::optional<qint64> length = decimal(first);
    if (!length && !first.isEmpty() && std::all_of(first.cbegin(), first.cend(), isDigit))
        length = std::numeric_limits<qint64>::max() / 2; // more than there are bytes
    if (length && *length > m_maxBody && !isRefusal())
        return tooLarge();
    if (!length)
        return bad(Texts::tr("its length is not a number."));
    m_left = *length;
    m_body = m_spare->take(std::min(m_left, firstReserve) + padding);
    m_expects = Expects::Length;
    return m_left == 0 ? State::Complete : State::More;
}

HttpResponse::State HttpResponse::readChunkSize()
{
    const qsizetype extensions = m_line.indexOf(';');
    m_isOdd = m_isOdd || extensions >= 0;
    QByteArrayView size = QByteArrayView(m_line).first(extensions < 0 ? m_line.size() : extensions);
    while (!size.isEmpty() && isBlank(size.back()))
        size.chop(1);
    const std::optional<qint64> left = hexadecimal(size);
    if (!left)
        return bad(Texts::tr("the size of a chunk is not a number."));
    m_left = *left;
    m_expects = m_left == 0 ? Expects::Trailer : Expects::Chunk;
    if (m_left == 0)
        m_framing = 0;
    return State::More;
}

} // namespace slipway

// Reads one HTTP/1.x answer (RFC 9112) from the bytes of a connection. An answer whose framing does not match
// what it states never counts as complete.
//
// It reads what browsers and curl read: line feeds alone, folded headers, a length that is repeated with the
// same value, `chunked, chunked`, a missing reason phrase, HTTP/1.0, interim answers (1xx). Anything that two
// readers on the way could understand differently (RFC 9112, section 11) is refused with the reason: numbers
// with signs or `0x`, two lengths, a transfer encoding together with a length, blanks before a colon, NUL.
//
// The time is linear in the number of bytes, however they are split. There are limits on the headers and
// interim answers, on the trailer, and on the framing of chunks in proportion to their content. At most
// maxBody bytes of the body are kept, and memory follows what has arrived and not what was announced. Of an
// answer that is not a success, no more than mostOfRefusal is read: what it means is in its status and at the
// beginning of its body.
//
// Threads: one.
#pragma once
#include "core/io/spare_buffers.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QString>

namespace slipway {

inline constexpr qint64 mostOfRefusal = 1 << 20; // bytes, as they arrive and unpacked

class HttpResponse
{
public:
    enum class State { More, Complete, Bad };
    // The method of the request: after a 2xx for CONNECT, the bytes of the tunnel begin (RFC 9110, 9.3.6).
    enum class Request { Get, Connect };

    // The memory of the body comes from `spare`, which must outlive this object.
    explicit HttpResponse(SpareBuffers &spare, Request request = Request::Get)
        : m_spare(&spare), m_request(request)
    {}

    // Takes the next bytes. Do not call it again after Complete or Bad.
    State feed(QByteArrayView bytes, qint64 maxBody);

    [[nodiscard]] int status() const { return m_headerIsWhole ? m_status : 0; } // 0: no complete header yet
    // Names are in lower case. If a header comes twice, the last one counts; those for framing, encoding and
    // authentication are joined by commas.
    [[nodiscard]] const QHash<QByteArray, QByteArray> &headers() const { return m_headers; }
    [[nodiscard]] QByteArray reason() const { return m_reason; } // of the status line; may be empty
    [[nodiscard]] QByteArray takeBody() { return std::move(m_body); }
    [[nodiscard]] const QByteArray &body() const { return m_body; }
    [[nodiscard]] qint64 received() const { return m_body.size(); }
    // How many bytes of the last feed() come after the end of the answer.
    [[nodiscard]] qsizetype unused() const { return m_unused; }
    // Whether another answer may follow on this connection, once this one is Complete. Only after an answer
    // to the letter of HTTP/1.1: a server that folds a header, repeats a length or ends lines with a line
    // feed alone may also be wrong about where the answer ends.
    [[nodiscard]] bool mayBeFollowed() const;
    // Whether the rest of the body was left unread, because the answer is not a success.
    [[nodiscard]] bool isCut() const { return m_isCut; }
    // Whether the body states no length and ends with the connection.
    [[nodiscard]] bool endsWithConnection() const { return m_headerIsWhole && m_expects == Expects::Rest; }
    // Why the state is Bad, as a sentence.
    [[nodiscard]] QString problem() const { return m_problem; }
    // Whether the problem is its size.
    [[nodiscard]] bool isTooLarge() const { return m_isTooLarge; }

private:
    enum class Expects { StatusLine, Header, Length, Rest, ChunkSize, Chunk, ChunkEnd, Trailer };

    State bad(const QString &problem);
    State tooLarge();
    State readLine();
    State readStatusLine();
    State readHeaderLine();
    State readTrailerLine();
    QByteArray nameOfLine();
    State endHeader();
    State readChunkSize();
    void takeBytes(QByteArrayView &bytes, qint64 limit);
    [[nodiscard]] bool isRefusal() const { return m_status / 100 != 2; }
    [[nodiscard]] State takeLastBytes(QByteArrayView &bytes);

    SpareBuffers *m_spare;
    Request m_request;
    QByteArray m_line, m_lastName, m_lastTrailer, m_reason, m_body;
    QHash<QByteArray, QByteArray> m_headers;
    QString m_problem;
    bool m_isTooLarge = false;
    Expects m_expects = Expects::StatusLine;
    qint64 m_left = 0; // bytes of the body or of a chunk that are still to come
    qint64 m_maxBody = 0;
    qint64 m_framing = 0; // bytes of the current section that are not body
    qsizetype m_unused = 0;
    int m_status = 0, m_interim = 0;
    bool m_headerIsWhole = false, m_isCut = false;
    bool m_isOdd = false; // it can be read, but not everyone would read it in the same way
};

} // namespace slipway

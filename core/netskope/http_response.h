// Reads one HTTP/1.1 answer (RFC 9112) from the bytes of a connection, strictly: what is not framed as it
// says it is, is never called complete.
#pragma once
#include "core/base/spare_buffers.h"

#include <QByteArray>
#include <QHash>
#include <QString>

namespace slipway {

class HttpResponse
{
public:
    enum class State { More, Complete, Bad };

    // The body's memory comes from `spare`, which outlives this.
    explicit HttpResponse(SpareBuffers &spare) : m_spare(&spare) {}

    // Takes the next bytes. At most maxBody bytes of body are kept.
    State feed(const QByteArray &bytes, qint64 maxBody);

    [[nodiscard]] int status() const { return m_status; } // 0: no complete header yet
    [[nodiscard]] const QHash<QByteArray, QByteArray> &headers() const
    {
        return m_headers;
    } // names in lower case
    [[nodiscard]] QByteArray takeBody() { return std::move(m_body); }
    [[nodiscard]] qint64 received() const { return m_body.size(); }
    // The body has no length of its own: the end of the connection ends it.
    [[nodiscard]] bool endsWithConnection() const { return m_status > 0 && m_framing == Framing::Connection; }
    [[nodiscard]] QString problem() const { return m_problem; }

private:
    enum class Framing { None, Length, Chunked, Connection };
    enum class Chunk { Size, Data, DataEnd, Trailer };

    State bad(const QString &problem);
    State readHeader();
    State readBody(const char *data, qsizetype size, qint64 maxBody);
    State readChunks(const char *data, qsizetype size, qint64 maxBody);

    SpareBuffers *m_spare;
    QByteArray m_head, m_body, m_line;
    QHash<QByteArray, QByteArray> m_headers;
    QString m_problem;
    Framing m_framing = Framing::None;
    Chunk m_chunk = Chunk::Size;
    qint64 m_length = 0, m_chunkLeft = 0;
    int m_status = 0;
};

} // namespace slipway

// Reads the requests of one HTTP/1.1 connection (RFC 9112), as far as clients of the demo tenant need it:
// bodies with a Content-Length, one request after another.
//
// Threads: any, one at a time.
#pragma once
#include <QByteArray>
#include <QList>
#include <QPair>
#include <expected>
#include <optional>

namespace slipway {

struct HttpRequest
{
    QByteArray method; // in capitals: "GET"
    QByteArray target; // as sent: "/api/v2/events/dataexport/events/alert?operation=next"
    QList<QPair<QByteArray, QByteArray>> headers; // names in lower case
    QByteArray body;
    bool closes = false; // the client expects the connection to end after the answer

    // The first header with that name (given in lower case); empty if there is none.
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

class RequestReader
{
public:
    static constexpr qsizetype largestHead = 64 << 10, largestBody = 4 << 20; // bytes

    void add(QByteArrayView bytes) { m_bytes.append(bytes); }
    // The next complete request; nothing until it has arrived. The error is the HTTP status to
    // answer with; after it, the connection cannot be read any further.
    [[nodiscard]] std::expected<std::optional<HttpRequest>, int> next();
    // Whether the client is waiting for "100 Continue" before it sends the body. True only once per
    // request.
    [[nodiscard]] bool awaitsContinue();

private:
    [[nodiscard]] static std::expected<HttpRequest, int> parsed(QByteArrayView head, qsizetype &length);

    QByteArray m_bytes;
    std::optional<HttpRequest> m_request; // its head has been read, its body has not arrived yet
    qsizetype m_length = 0;               // of that body
    bool m_continued = false;
};

} // namespace slipway

#include "core/demo/request_reader.h"
#include "core/base/forward_error.h"

#include <algorithm>

namespace slipway {

QByteArray HttpRequest::header(QByteArrayView name) const
{
    const auto found =
        std::ranges::find_if(headers, [&](const auto &header) { return header.first == name; });
    return found == headers.end() ? QByteArray() : found->second;
}

std::expected<HttpRequest, int> RequestReader::parsed(QByteArrayView head, qsizetype &length)
{
    QByteArrayList lines = head.toByteArray().split('\n');
    for (QByteArray &line : lines) {
        if (line.endsWith('\r'))
            line.chop(1);
    }
    const QByteArrayList words = lines.takeFirst().split(' ');
    if (words.size() != 3 || words[0].isEmpty() || !words[1].startsWith('/'))
        return std::unexpected(400);
    if (words[2] != "HTTP/1.1" && words[2] != "HTTP/1.0")
        return std::unexpected(505);
    HttpRequest request{words[0], words[1], {}, {}, words[2] == "HTTP/1.0"};
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon <= 0 || line.left(colon).contains(' '))
            return std::unexpected(400);
        request.headers.append({line.left(colon).toLower(), line.mid(colon + 1).trimmed()});
    }
    if (!request.header("transfer-encoding").isEmpty())
        return std::unexpected(501);
    const QByteArray stated = request.header("content-length");
    bool isNumber = true;
    length = stated.isEmpty() ? 0 : stated.toLongLong(&isNumber);
    if (!isNumber || length < 0)
        return std::unexpected(400);
    if (length > largestBody)
        return std::unexpected(413);
    request.closes = request.closes || request.header("connection").toLower() == "close";
    return request;
}

std::expected<std::optional<HttpRequest>, int> RequestReader::next()
{
    if (!m_request) {
        const qsizetype end = m_bytes.indexOf("\r\n\r\n");
        if (end > largestHead || (end < 0 && m_bytes.size() > largestHead))
            return std::unexpected(431);
        if (end < 0)
            return std::nullopt;
        ASSIGN_OR_RETURN(auto request, parsed(QByteArrayView(m_bytes).first(end), m_length));
        m_bytes.remove(0, end + 4);
        m_request = std::move(request);
        m_continued = false;
    }
    if (m_bytes.size() < m_length)
        return std::nullopt;
    m_request->body = m_bytes.first(m_length);
    m_bytes.remove(0, m_length);
    return std::exchange(m_request, std::nullopt);
}

bool RequestReader::awaitsContinue()
{
    return m_request && m_request->header("expect").toLower() == "100-continue" &&
           !std::exchange(m_continued, true);
}

} // namespace slipway

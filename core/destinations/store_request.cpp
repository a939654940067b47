#include "core/destinations/store_request.h"

#include "core/async/completion.h"
#include "core/base/forward_error.h"
#include "core/destinations/destination_proxy.h"
#include "core/destinations/paced_file.h"
#include "core/destinations/rclone/rclone_error.h"
#include "core/net/ca_file.h"
#include "core/net/routed_socket.h"

#include <QCoreApplication>
#include <QSslConfiguration>
#include <QTimer>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(StoreRequest)
};

constexpr qint64 chunk = 256 << 10;
constexpr qint64 mostInSocket = 2 * chunk; // more would only make a limit on the bandwidth coarser
constexpr qint64 mostBody = 64 << 10;      // of an answer; errors are shorter

QByteArray headOf(const StoreRequest &request, const QUrl &url)
{
    // What follows the host, character for character.
    const qsizetype host = request.url.indexOf("://") + 3;
    const qsizetype path = request.url.indexOf('/', host), query = request.url.indexOf('?', host);
    QByteArray target = path < 0 || (query >= 0 && query < path) ? QByteArray("/") : QByteArray();
    const qsizetype begin = path < 0 ? query : target.isEmpty() ? path : query;
    if (begin >= 0)
        target += request.url.mid(begin);
    QByteArray head = request.method + ' ' + target +
                      " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toLatin1() +
                      "\r\nUser-Agent: Slipway/" SLIPWAY_VERSION "\r\nConnection: close\r\n";
    for (const auto &[name, value] : request.headers)
        head += name + ": " + value + "\r\n";
    if (request.body)
        head += "Content-Length: " + QByteArray::number(request.body->fileSize()) + "\r\n";
    return head + "\r\n";
}

// One request and its answer; ends exactly once, with Completion.
class Exchange : public QObject
{
    Q_OBJECT
public:
    Exchange(const StoreRequest &request, const ProxyRoute &route, const AddedTrust &trust,
             Completion &completion)
        : m_request(request), m_url(QUrl::fromEncoded(request.url)), m_way(route, m_signIn, request.ways),
          m_response(m_spare), m_completion(completion)
    {
        if (!trust.certificates.isEmpty()) {
            QSslConfiguration tls = m_socket.sslConfiguration();
            tls.addCaCertificates(trust.certificates);
            m_socket.setSslConfiguration(tls);
        }
        m_silence.setSingleShot(true);
        m_silence.setInterval(request.patience);
        connect(&m_silence, &QTimer::timeout, this, [this] {
            m_isSilent = true;
            end();
        });
        connect(&m_way, &RoutedSocket::opened, this, &Exchange::onOpened);
        connect(&m_way, &RoutedSocket::failed, this, &Exchange::end);
        m_silence.start();
        const bool isPlain = m_url.scheme() == QLatin1String("http");
        m_way.open(m_url.host(), static_cast<quint16>(m_url.port(isPlain ? 80 : 443)), !isPlain);
    }

    void end()
    {
        if (m_hasEnded)
            return;
        m_hasEnded = true;
        m_silence.stop();
        m_failure = m_socket.error();
        if (!m_isOpen)
            m_proxyError = m_way.proxyError();
        m_socket.disconnect(this);
        if (m_request.body)
            m_request.body->disconnect(this);
        m_way.close();
        m_completion.end(true);
    }

    [[nodiscard]] HttpResponse &response() { return m_response; }
    // Whether the answer can be to this request: not if it came before the end of the body as a success.
    [[nodiscard]] bool hasAnswer() const
    {
        const bool isSent = !m_request.body || m_handed == m_request.body->fileSize();
        return m_response.status() > 0 && (isSent || m_response.status() / 100 != 2);
    }
    [[nodiscard]] const std::optional<Error> &proxyError() const { return m_proxyError; }
    // In the same words as rclone's, so that rcloneError() understands them.
    [[nodiscard]] QString words() const
    {
        if (m_isSilent)
            return QStringLiteral("timed out");
        if (!m_way.certificateErrors().isEmpty())
            return QStringLiteral("x509: the certificate was not accepted");
        switch (m_failure) {
        case QAbstractSocket::HostNotFoundError:
            return QStringLiteral("no such host");
        case QAbstractSocket::ConnectionRefusedError:
            return QStringLiteral("connection refused");
        case QAbstractSocket::SslHandshakeFailedError:
            return QStringLiteral("tls: no secure connection");
        case QAbstractSocket::NetworkError:
            return QStringLiteral("network is unreachable");
        default:
            return QStringLiteral("connection lost (%1)").arg(static_cast<int>(m_failure));
        }
    }

private:
    void onOpened()
    {
        m_isOpen = true;
        connect(&m_socket, &QSslSocket::readyRead, this, &Exchange::onBytes);
        connect(&m_socket, &QSslSocket::errorOccurred, this, &Exchange::onClosed);
        connect(&m_socket, &QSslSocket::disconnected, this, &Exchange::onClosed);
        connect(&m_socket, &QSslSocket::bytesWritten, this, &Exchange::onWritten);
        connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &Exchange::onWritten);
        if (m_request.body)
            connect(m_request.body, &QIODevice::readyRead, this, &Exchange::pump);
        m_socket.write(headOf(m_request, m_url));
        m_silence.start();
        pump();
    }

    void onWritten()
    {
        m_silence.start();
        pump();
        if (m_request.sent && m_request.body && !m_hasEnded)
            m_request.sent(std::max<qint64>(0, m_handed - waiting()));
    }

    [[nodiscard]] qint64 waiting() const
    {
        return m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite();
    }

    void pump()
    {
        while (m_request.body && !m_hasEnded && waiting() < mostInSocket) {
            QByteArray bytes(chunk, Qt::Uninitialized);
            const qint64 got = m_request.body->read(bytes.data(), chunk);
            if (got < 0)
                return end();
            if (got == 0)
                return; // all was read, or the file says when there is more
            m_handed += got;
            m_socket.write(bytes.constData(), got);
        }
    }

    void onBytes()
    {
        m_silence.start();
        while (!m_hasEnded && m_socket.bytesAvailable() > 0) {
            const QByteArray bytes = m_socket.read(chunk);
            if (bytes.isEmpty())
                return;
            const HttpResponse::State state = m_response.feed(bytes, mostBody);
            // HEAD has no body, whatever its header states.
            if (state != HttpResponse::State::More || (m_request.method == "HEAD" && m_response.status() > 0))
                return end();
        }
    }

    void onClosed()
    {
        onBytes();
        end();
    }

    StoreRequest m_request;
    QUrl m_url;
    ProxySignIn m_signIn;
    RoutedSocket m_way;
    QSslSocket &m_socket = m_way.socket();
    SpareBuffers m_spare;
    HttpResponse m_response;
    Completion &m_completion;
    QTimer m_silence;
    std::optional<Error> m_proxyError;
    QAbstractSocket::SocketError m_failure = QAbstractSocket::UnknownSocketError;
    qint64 m_handed = 0;
    bool m_isOpen = false, m_isSilent = false, m_hasEnded = false;
};

} // namespace

QCoro::Task<Result<StoreAnswer>> sendToStore(Destination destination, StoreRequest request,
                                             std::stop_token stop)
{
    const QUrl url = QUrl::fromEncoded(request.url);
    CO_ASSIGN_OR_RETURN(const ProxyRoute route, co_await routeOf(destination, url, stop));
    AddedTrust trust;
    if (url.scheme() == QLatin1String("https")) {
        CO_ASSIGN_OR_RETURN(AddedTrust added, AddedTrust::read(destination.caFile));
        trust = std::move(added);
    }
    Completion completion{std::chrono::hours(24)};
    Exchange exchange(request, route, trust, completion);
    (void)co_await wait(completion, stop);
    exchange.end();
    if (stop.stop_requested())
        co_return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
    if (exchange.proxyError())
        co_return std::unexpected(*exchange.proxyError());
    HttpResponse &response = exchange.response();
    if (!exchange.hasAnswer())
        co_return std::unexpected(rcloneError(exchange.words(), destination));
    co_return StoreAnswer{response.status(), response.headers(), response.takeBody()};
}

} // namespace slipway

#include "store_request.moc"

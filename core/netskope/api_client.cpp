#include "core/netskope/api_client.h"

#include "core/base/forward_error.h"
#include "core/base/utc.h"
#include "core/net/ca_file.h"
#include "core/net/certificate.h"
#include "core/net/content_encoding.h"
#include "core/net/http_response.h"
#include "core/net/routed_socket.h"
#include "core/platform/secret_memory.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QLocale>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 simdjsonPadding = 64;
constexpr qsizetype readSize = 256 << 10; // bytes taken from the socket at once
constexpr std::chrono::milliseconds longestTurn{50};
// Shorter than the silence after which gateways and firewalls forget a connection without a word.
constexpr std::chrono::seconds longestSilence{20};
constexpr int mostLosses = 3; // in a row, on kept connections

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ApiClient)
};

// One request on one connection, and the bytes of its answer; ends exactly once. The connection is a new one,
// or one that is open and silent.
//
// Not QNetworkAccessManager: it silently sends a request again when the connection breaks before the answer,
// and a repeated `next` moves the server's cursor past a page that was never received.
class Exchange : public QObject
{
    Q_OBJECT
public:
    // `open`: the connection to use; null: a new one is made.
    Exchange(std::unique_ptr<RoutedSocket> open, const ConnectionSettings &settings,
             const QList<QSslCertificate> &authorities, const ProxyRoute &route, ProxySignIn &signIn,
             SecretMemory request, RequestLimits limits, SpareBuffers &spare)
        : m_isReused(open != nullptr),
          m_way(open ? std::move(open) : std::make_unique<RoutedSocket>(route, signIn)),
          m_request(std::move(request)), m_limits(limits), m_response(spare)
    {
        m_timer.setSingleShot(true);
        m_next.setSingleShot(true);
        connect(&m_next, &QTimer::timeout, this, [this] { onBytes(); });
        connect(&m_timer, &QTimer::timeout, this, [this] { giveUp(Delay::Silence); });
        m_whole.setSingleShot(true);
        connect(&m_whole, &QTimer::timeout, this, [this] { giveUp(Delay::Length); });
        connect(&m_window, &QTimer::timeout, this, [this] {
            if (m_inWindow < m_limits.leastBytes)
                giveUp(Delay::Slowness);
            m_inWindow = 0;
        });
        if (m_isReused) {
            onOpened();
            return;
        }
        connect(m_way.get(), &RoutedSocket::opened, this, [this] { onOpened(); });
        connect(m_way.get(), &RoutedSocket::failed, this, [this] { onClosed(); });
        if (!authorities.isEmpty()) {
            QSslConfiguration tls = m_socket.sslConfiguration();
            tls.addCaCertificates(authorities);
            m_socket.setSslConfiguration(tls);
        }
        m_timer.start(limits.connect);
        const bool isPlain = settings.address.scheme() == QLatin1String("http");
        m_way->open(settings.address.host(), static_cast<quint16>(settings.address.port(isPlain ? 80 : 443)),
                    !isPlain);
    }

    void breakOff(ErrorKind why)
    {
        if (m_ended)
            return;
        m_brokenOff = why;
        end(false);
    }

    // What was too slow, if it ended with Timeout.
    enum class Delay { Silence, Slowness, Length };

    [[nodiscard]] Delay delay() const { return m_delay; }
    [[nodiscard]] qint64 inWindow() const { return m_inWindow; }
    [[nodiscard]] const RequestLimits &limits() const { return m_limits; }
    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] bool isWhole() const { return m_isWhole; }
    [[nodiscard]] bool wasSent() const { return m_sent; }
    [[nodiscard]] bool wasReused() const { return m_isReused; }
    // Whether a connection that was kept brought not a single byte for this request.
    [[nodiscard]] bool lostReused() const
    {
        return m_isReused && !m_isWhole && !m_hasBytes &&
               m_brokenOff.value_or(ErrorKind::Timeout) == ErrorKind::Timeout;
    }
    // The connection, if another request may follow on it; otherwise null. Call it last.
    [[nodiscard]] std::unique_ptr<RoutedSocket> takeConnection()
    {
        return m_mayGoOn ? std::move(m_way) : nullptr;
    }
    [[nodiscard]] std::optional<ErrorKind> brokenOff() const { return m_brokenOff; }
    [[nodiscard]] const QSslSocket &socket() const { return m_socket; }
    [[nodiscard]] QStringList certificateProblems() const
    {
        return slipway::certificateProblems(m_way->certificateErrors(), m_way->chain());
    }
    // The proxy's part, during which nothing is sent to the tenant.
    [[nodiscard]] const std::optional<Error> &proxyError() const { return m_proxyError; }
    [[nodiscard]] const HttpResponse &response() const { return m_response; }
    [[nodiscard]] HttpResponse takeResponse() { return std::move(m_response); }

Q_SIGNALS:
    void ended();

private:
    void giveUp(Delay why)
    {
        m_delay = why;
        breakOff(ErrorKind::Timeout);
    }

    void onOpened()
    {
        connect(&m_socket, &QSslSocket::readyRead, this, [this] { onBytes(); });
        connect(&m_socket, &QSslSocket::errorOccurred, this, [this] { onClosed(); });
        connect(&m_socket, &QSslSocket::disconnected, this, [this] { onClosed(); });
        m_sent = true;
        m_socket.write(m_request.data(), static_cast<qint64>(m_request.size()));
        m_timer.start(m_limits.answer);
        m_whole.start(m_limits.whole);
    }

    void onBytes()
    {
        if (m_ended)
            return;
        // It cannot answer a request that has not been sent: these are last words to the former one.
        if (m_isReused && !m_hasBytes &&
            (m_socket.bytesToWrite() > 0 || m_socket.encryptedBytesToWrite() > 0))
            return end(false);
        // Not for long at a time, because a stop request is noticed only between two turns of the event loop.
        const auto begin = std::chrono::steady_clock::now();
        while (m_socket.bytesAvailable() > 0) {
            if (std::chrono::steady_clock::now() - begin > longestTurn) {
                m_next.start(0); // once, however often bytes arrive meanwhile
                break;
            }
            const qint64 got = m_socket.read(m_bytes.data(), m_bytes.size());
            if (got <= 0)
                break;
            m_inWindow += got;
            m_hasBytes = true;
            switch (m_response.feed(QByteArrayView(m_bytes.constData(), got), m_limits.maxBody)) {
            case HttpResponse::State::Bad:
                return breakOff(ErrorKind::BadAnswer);
            case HttpResponse::State::Complete:
                m_mayGoOn = m_response.mayBeFollowed() && m_socket.bytesAvailable() == 0;
                return end(true);
            case HttpResponse::State::More:
                break;
            }
        }
        if (m_limits.discardSuccess && m_response.status() / 100 == 2) {
            (void)m_response.takeBody();
            return end(true);
        }
        if (m_limits.isEnough && m_response.status() / 100 == 2 &&
            m_response.headers().value("content-encoding").isEmpty() && m_limits.isEnough(m_response.body()))
            return end(true);
        if (m_response.status() == 0)
            return; // a header that arrives byte by byte gets no more time than any other
        m_timer.start(m_limits.idle);
        if (!m_window.isActive()) {
            m_inWindow = 0;
            m_window.start(m_limits.window);
        }
    }

    void onClosed()
    {
        if (m_ended)
            return;
        // Everything that came before the end counts.
        for (qint64 before = -1; m_sent && !m_ended && m_socket.bytesAvailable() > 0;) {
            if (m_socket.bytesAvailable() == before)
                break; // it cannot be read
            before = m_socket.bytesAvailable();
            onBytes();
        }
        // Without a length, the end of the connection is the end of the body; only the body itself can show
        // whether it is complete.
        const bool closed = m_socket.error() == QAbstractSocket::RemoteHostClosedError ||
                            m_socket.error() == QAbstractSocket::UnknownSocketError;
        if (!m_ended)
            end(closed && m_response.endsWithConnection());
    }

    void end(bool whole)
    {
        m_ended = true;
        m_isWhole = whole;
        for (QTimer *timer : {&m_timer, &m_window, &m_whole, &m_next})
            timer->stop();
        m_request.clear(); // it holds the token
        m_failure = m_socket.error();
        if (!m_sent)
            m_proxyError = m_way->proxyError();
        m_socket.disconnect(this);
        if (!m_mayGoOn)
            m_way->close();
        // Later, because the code that waits for this destroys the socket, and this may be one of the
        // socket's own signals.
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT ended(); }, Qt::QueuedConnection);
    }

public:
    [[nodiscard]] QAbstractSocket::SocketError failure() const { return m_failure; }

private:
    bool m_isReused;
    std::unique_ptr<RoutedSocket> m_way;
    QSslSocket &m_socket = m_way->socket();
    SecretMemory m_request;
    QByteArray m_bytes = QByteArray(readSize, Qt::Uninitialized);
    RequestLimits m_limits;
    QTimer m_timer, m_window, m_whole, m_next;
    qint64 m_inWindow = 0;
    Delay m_delay = Delay::Silence;
    HttpResponse m_response;
    std::optional<ErrorKind> m_brokenOff;
    std::optional<Error> m_proxyError;
    QAbstractSocket::SocketError m_failure = QAbstractSocket::UnknownSocketError;
    bool m_sent = false, m_ended = false, m_isWhole = false;
    bool m_hasBytes = false; // of the answer
    bool m_mayGoOn = false;  // with another request on this connection
};

QString tooSlow(const Exchange &exchange, const QString &host, int status)
{
    const auto seconds = [](std::chrono::milliseconds time) {
        return QString::number(static_cast<double>(time.count()) / 1000);
    };
    switch (exchange.delay()) {
    case Exchange::Delay::Slowness:
        return Texts::tr("%1 sends its answer too slowly: %2 bytes in %3 s.")
            .arg(host, QString::number(exchange.inWindow()), seconds(exchange.limits().window));
    case Exchange::Delay::Length:
        return Texts::tr("The answer from %1 was not complete after %2 s.")
            .arg(host, seconds(exchange.limits().whole));
    case Exchange::Delay::Silence:
        break;
    }
    return status > 0 ? Texts::tr("%1 stopped sending in the middle of an answer.").arg(host)
                      : Texts::tr("%1 did not answer in time.").arg(host);
}

Error transportError(const Exchange &exchange, const QUrl &url)
{
    const int status = exchange.response().status();
    const QString host = url.host();
    // If Slipway itself broke off, the socket has no error to tell of.
    const QString socketError = exchange.brokenOff() ? QString()
                                                     : QStringLiteral("%1 (socket error %2), ")
                                                           .arg(exchange.socket().errorString())
                                                           .arg(static_cast<int>(exchange.failure()));
    const QString details = scrubbed(QStringLiteral("%1 → %2HTTP %3, %4 body bytes")
                                         .arg(url.path(), socketError)
                                         .arg(status)
                                         .arg(exchange.response().received()));
    if (exchange.brokenOff() == ErrorKind::Cancelled)
        return {ErrorKind::Cancelled, Texts::tr("Stopped."), {}, {}};
    if (const auto proxyError = exchange.proxyError())
        return *proxyError;
    if (const QStringList problems = exchange.certificateProblems(); !problems.isEmpty())
        return {ErrorKind::Tls,
                Texts::tr("The certificate of %1 is not trusted: %2.")
                    .arg(host, problems.join(QStringLiteral("; "))),
                Texts::tr(
                    "If your company inspects TLS traffic, add its CA certificate to the tenant's settings."),
                details};
    if (exchange.brokenOff() == ErrorKind::BadAnswer)
        return {
            exchange.response().isTooLarge() ? ErrorKind::AnswerTooLarge : ErrorKind::BadAnswer,
            Texts::tr("%1 does not answer as an HTTP server should: %2")
                .arg(host, exchange.response().problem()),
            Texts::tr("A gateway or proxy between this computer and the tenant may rewrite answers: ask its "
                      "administrator. Also check that the address is that of the Netskope tenant."),
            details};
    if (exchange.brokenOff() == ErrorKind::Timeout)
        return {ErrorKind::Timeout, tooSlow(exchange, host, status),
                Texts::tr("Check the network and the proxy, then try again."), details};
    // The errors of connecting mean that nothing was sent, so they must not be those of a request that was.
    switch (exchange.wasSent() ? QAbstractSocket::UnknownSocketError : exchange.failure()) {
    case QAbstractSocket::HostNotFoundError:
        return {ErrorKind::NameNotFound, Texts::tr("No host named %1 was found.").arg(host),
                Texts::tr("Check the tenant's address for typos, and this computer's DNS."), details};
    case QAbstractSocket::ConnectionRefusedError:
        return {ErrorKind::ConnectionRefused, Texts::tr("%1 refuses the connection.").arg(url.authority()),
                Texts::tr("Check the address, and whether a firewall or proxy is in the way."), details};
    case QAbstractSocket::SslHandshakeFailedError:
        return {ErrorKind::Tls, Texts::tr("No secure connection to %1 could be made.").arg(host),
                Texts::tr(
                    "If your company inspects TLS traffic, add its CA certificate to the tenant's settings."),
                details};
    default:
        break;
    }
    if (status > 0)
        return {ErrorKind::TruncatedAnswer, Texts::tr("The answer from %1 broke off.").arg(host),
                Texts::tr("Try again."), details};
    return {ErrorKind::ConnectionLost, Texts::tr("The connection to %1 was lost.").arg(host),
            Texts::tr("Check the network, then try again."), details};
}

// How long the server says that it waits for another request; at most the longest silence that is believed
// in.
std::chrono::seconds silenceAfter(const HttpAnswer &answer)
{
    const QByteArrayList parts = answer.header("keep-alive").toLower().split(',');
    std::chrono::seconds silence = longestSilence;
    for (const QByteArray &part : parts) {
        bool isNumber = false;
        const qint64 seconds = part.trimmed().startsWith("timeout=")
                                   ? part.trimmed().sliced(8).trimmed().toLongLong(&isNumber)
                                   : 0;
        if (isNumber) // a second earlier, because the request has a way to go
            silence = std::chrono::seconds(std::clamp<qint64>(seconds - 1, 0, longestSilence.count()));
    }
    return silence;
}

} // namespace

// The connection between two requests. It ends by itself when anything arrives on it and when it has been
// silent for too long.
struct ApiClient::KeptConnection
{
    KeptConnection()
    {
        end.setSingleShot(true);
        QObject::connect(&end, &QTimer::timeout, &end, [this] { way.reset(); });
    }

    void put(std::unique_ptr<RoutedSocket> open, const ProxyRoute &on, std::chrono::seconds silence)
    {
        way = std::move(open);
        route = on;
        until = std::chrono::steady_clock::now() + silence;
        untilOnTheWall = std::chrono::system_clock::now() + silence;
        end.start(silence);
        // Later, because these are the socket's own signals.
        const auto endSoon = [this] { end.start(0); };
        QObject::connect(&way->socket(), &QSslSocket::readyRead, &end, endSoon);
        QObject::connect(&way->socket(), &QSslSocket::disconnected, &end, endSoon);
        QObject::connect(&way->socket(), &QSslSocket::errorOccurred, &end, endSoon);
    }
    // Null if there is none that a request may use.
    [[nodiscard]] std::unique_ptr<RoutedSocket> take(const ProxyRoute &on)
    {
        end.stop();
        if (way)
            way->socket().disconnect(&end);
        const bool isFresh =
            std::chrono::steady_clock::now() < until && std::chrono::system_clock::now() < untilOnTheWall;
        const bool isUsable =
            way && isFresh && route.proxy == on.proxy && losses < mostLosses && way->isQuiet();
        if (!isUsable)
            way.reset();
        return std::move(way);
    }

    std::unique_ptr<RoutedSocket> way; // null while a request uses it
    ProxyRoute route;                  // that it was made on
    std::chrono::steady_clock::time_point until;
    std::chrono::system_clock::time_point untilOnTheWall; // this clock goes on while the computer sleeps
    QTimer end;
    // Requests in a row that a kept connection lost without a byte of an answer. Some servers close after
    // each answer without saying so; with them it is better to make a new connection each time.
    int losses = 0;
};

ApiClient::ApiClient(ConnectionSettings settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings)), m_signIn(std::make_unique<ProxySignIn>())
{
    if (!m_settings.proxy.isEmpty() && m_settings.proxy != QLatin1String("none")) {
        if (auto proxy = manualProxy(m_settings.proxy); !proxy)
            m_ready = std::unexpected(proxy.error());
    }
    const bool usesTls = m_settings.address.scheme() == QLatin1String("https");
    if (!usesTls && m_settings.caFile.isEmpty())
        return;
    if (auto trust = AddedTrust::read(m_settings.caFile); !trust) {
        if (m_ready)
            m_ready = std::unexpected(trust.error());
    } else {
        m_authorities = trust->certificates;
    }
}

ApiClient::~ApiClient() = default;

void ApiClient::keepConnection()
{
    if (!m_kept)
        m_kept = std::make_unique<KeptConnection>();
}

void ApiClient::endConnection()
{
    if (m_kept)
        m_kept->way.reset();
}

QString HttpAnswer::excerpt() const
{
    return scrubbed(QString::fromUtf8(body.left(2000)).simplified()).left(300);
}

QString HttpAnswer::requestId() const
{
    // No name is documented; these are the gateways' usual ones.
    for (const char *name : {"x-request-id", "x-kong-request-id", "x-correlation-id", "x-trace-id"}) {
        if (const QByteArray value = header(name); !value.isEmpty())
            return QString::fromLatin1(value.left(100));
    }
    return {};
}

Result<HttpAnswer> unpacked(HttpAnswer answer, const QString &path, qint64 maxBody, SpareBuffers &spare,
                            const std::stop_token &stop)
{
    const bool isRefusal = answer.status / 100 != 2;
    const bool isCut = isRefusal && answer.body.size() >= mostOfRefusal;
    Result<QByteArray> plain =
        decodeContent(std::move(answer.body), answer.header("content-encoding"),
                      isRefusal ? std::min(maxBody, mostOfRefusal) : maxBody, simdjsonPadding, spare, stop);
    if (!plain && isRefusal &&
        (plain.error().kind == ErrorKind::AnswerTooLarge ||
         (isCut && plain.error().kind == ErrorKind::TruncatedAnswer)))
        plain = QByteArray(); // the status has to do
    if (!plain) {
        Error error = plain.error();
        error.details = QStringLiteral("%1, HTTP %2: %3").arg(path).arg(answer.status).arg(error.details);
        return std::unexpected(error);
    }
    answer.body = std::move(*plain);
    return answer;
}

QCoro::Task<Result<HttpAnswer>> ApiClient::get(QString path, QUrlQuery query, std::stop_token stop,
                                               RequestLimits limits)
{
    return request(Method::Get, std::move(path), std::move(query), std::move(stop), limits);
}

QCoro::Task<Result<HttpAnswer>> ApiClient::readV1(QString path, QUrlQuery query, std::stop_token stop,
                                                  RequestLimits limits)
{
    if (path != QLatin1String("/api/v1/events") && path != QLatin1String("/api/v1/alerts"))
        co_return failure(ErrorKind::BadInput, Texts::tr("%1 is not a read call of API v1.").arg(path));
    co_return co_await request(Method::PostV1, path, query, stop, limits);
}

QCoro::Task<Result<HttpAnswer>> ApiClient::request(Method method, QString path, QUrlQuery query,
                                                   std::stop_token stop, RequestLimits limits)
{
    if (!m_ready)
        co_return std::unexpected(m_ready.error());
    QUrl url = m_settings.address;
    url.setPath(path);
    url.setQuery(query);
    RequestRecord record;
    record.at = QDateTime::currentDateTimeUtc();
    record.method = method == Method::Get ? QStringLiteral("GET") : QStringLiteral("POST");
    record.scheme = url.scheme();
    record.host = url.authority();
    record.path = path;
    record.index = query.queryItemValue(QStringLiteral("index"));
    record.operation = query.queryItemValue(QStringLiteral("operation"));
    record.query = query.toString(QUrl::FullyEncoded);
    const auto begun = std::chrono::steady_clock::now();
    Result<HttpAnswer> answer = co_await send(method, url, stop, limits);
    if (m_settings.ledger) {
        record.milliseconds =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun)
                .count();
        record.status = answer ? answer->status : 0;
        record.error = answer ? QString() : errorKindName(answer.error().kind);
        record.requestId = answer ? answer->requestId() : QString();
        m_settings.ledger->add(record);
    }
    co_return answer;
}

SecretMemory ApiClient::requestText(Method method, const QUrl &url, const QByteArray &token, bool mayBePacked,
                                    bool staysOpen)
{
    QByteArray target = url.path(QUrl::FullyEncoded).toLatin1();
    if (url.hasQuery())
        target += '?' + url.query(QUrl::FullyEncoded).toLatin1();
    const QByteArray common =
        " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toLatin1() +
        "\r\nAccept: application/json\r\nAccept-Encoding: " + (mayBePacked ? "gzip" : "identity") +
        "\r\nUser-Agent: Slipway/" SLIPWAY_VERSION "\r\nConnection: " + (staysOpen ? "keep-alive" : "close") +
        "\r\n";
    const auto part = [](const QByteArray &bytes) {
        return std::string_view(bytes.constData(), static_cast<size_t>(bytes.size()));
    };
    if (method == Method::Get)
        return SecretMemory(
            {"GET ", part(target), part(common), "Netskope-Api-Token: ", part(token), "\r\n\r\n"});
    constexpr std::string_view name = "token=";
    QByteArray encoded = token.toPercentEncoding();
    const QByteArray length = QByteArray::number(static_cast<qsizetype>(name.size()) + encoded.size());
    SecretMemory text({"POST ", part(target), part(common),
                       "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ", part(length),
                       "\r\n\r\n", name, part(encoded)});
    overwrite(encoded.data(), static_cast<size_t>(encoded.size()));
    return text;
}

QCoro::Task<Result<HttpAnswer>> ApiClient::send(Method method, QUrl url, std::stop_token stop,
                                                RequestLimits limits)
{
    if (!m_route || std::chrono::steady_clock::now() - m_routeAt > std::chrono::minutes(1)) {
        CO_ASSIGN_OR_RETURN(ProxyRoute route, co_await routeTo(url, m_settings.proxy, stop));
        m_route = route;
        if (m_route->source == ProxyRoute::Source::Settings)
            m_route->origin = m_settings.proxyOption;
        m_routeAt = std::chrono::steady_clock::now();
    }
    const QString path = url.path();
    const QByteArray token = m_settings.token.reveal();
    if (std::any_of(token.cbegin(), token.cend(), [](char c) { return c < 0x21 || c > 0x7e; }))
        co_return failure(ErrorKind::BadInput,
                          Texts::tr("The token contains characters that cannot be part of a token."),
                          Texts::tr("Copy it again and replace it."));

    const auto stopped = [] { return failure(ErrorKind::Cancelled, Texts::tr("Stopped.")); };
    const auto begun = std::chrono::steady_clock::now();
    const ProxyRoute route = *m_route;
    const bool staysOpen =
        m_kept && m_kept->losses < mostLosses && !limits.isEnough && !limits.discardSuccess;
    if (stop.stop_requested())
        co_return stopped();
    Exchange exchange(m_kept ? m_kept->take(route) : nullptr, m_settings, m_authorities, route, *m_signIn,
                      requestText(method, url, token, !limits.isEnough, staysOpen), limits, m_spare);
    {
        const std::stop_callback onStop(stop, [&exchange] {
            QMetaObject::invokeMethod(
                &exchange, [&exchange] { exchange.breakOff(ErrorKind::Cancelled); }, Qt::QueuedConnection);
        });
        if (!exchange.hasEnded())
            co_await qCoro(&exchange, &Exchange::ended);
    }
    if (m_kept && exchange.lostReused())
        ++m_kept->losses;
    if (!exchange.isWhole())
        co_return std::unexpected(transportError(exchange, url));

    HttpAnswer answer;
    HttpResponse response = exchange.takeResponse();
    const int status = answer.status = response.status();
    answer.headers = response.headers();
    answer.elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    answer.serverTime = readAsUtc(QLocale::c().toDateTime(QString::fromLatin1(answer.header("date")),
                                                          QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'")));
    answer.body = response.takeBody();
    answer.wireBytes = answer.body.size();

    if (limits.discardSuccess && status / 100 == 2)
        co_return answer;
    // Unpacking hundreds of MB takes a while, and so does whatever the caller does with them.
    if (stop.stop_requested())
        co_return stopped();
    if (!limits.leavesPacked) {
        CO_ASSIGN_OR_RETURN(answer, unpacked(std::move(answer), path, limits.maxBody, m_spare, stop));
        if (stop.stop_requested())
            co_return stopped();
    }
    // An error may come from something else than the tenant, so only a success leaves the connection open.
    if (staysOpen && status / 100 == 2) {
        if (exchange.wasReused())
            m_kept->losses = 0;
        if (auto open = exchange.takeConnection())
            m_kept->put(std::move(open), route, silenceAfter(answer));
    }
    co_return answer;
}

} // namespace slipway

#include "api_client.moc"

#include "core/netskope/api_client.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QFile>
#include <QHostAddress>
#include <QLocale>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QSslConfiguration>
#include <QTimer>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 simdjsonPadding = 64;

QString tr(const char *text)
{
    return QCoreApplication::translate("ApiClient", text);
}

// Qt asks this for each request, so that a laptop that changes networks follows its system's settings.
class SystemProxies : public QNetworkProxyFactory
{
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        return QNetworkProxyFactory::systemProxyForQuery(query);
    }
};

Result<QNetworkProxy> manualProxy(const QString &text)
{
    const QUrl url(text);
    QNetworkProxy proxy;
    if (url.scheme() == QLatin1String("http"))
        proxy.setType(QNetworkProxy::HttpProxy);
    else if (url.scheme() == QLatin1String("socks5"))
        proxy.setType(QNetworkProxy::Socks5Proxy);
    else
        return failure(ErrorKind::BadInput, tr("The proxy \"%1\" is not an address Slipway knows.").arg(text),
                       tr("Write it as http://host:port or socks5://host:port."));
    if (url.host().isEmpty() || url.port() <= 0)
        return failure(ErrorKind::BadInput, tr("The proxy \"%1\" lacks a host or a port.").arg(text),
                       tr("Write it as http://host:port."));
    proxy.setHostName(url.host());
    proxy.setPort(static_cast<quint16>(url.port()));
    proxy.setUser(url.userName());
    proxy.setPassword(url.password());
    return proxy;
}

bool isLoopback(const QUrl &url)
{
    return url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
}

// One request under way: gathers the body, watches the clock, and ends exactly once.
class Exchange : public QObject
{
    Q_OBJECT
public:
    Exchange(QNetworkReply *reply, RequestLimits limits) : m_reply(reply), m_limits(limits)
    {
        reply->setParent(this);
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] { breakOff(ErrorKind::Timeout); });
        connect(reply, &QNetworkReply::metaDataChanged, this, [this] { onHeaders(); });
        connect(reply, &QNetworkReply::readyRead, this, [this] { onBytes(); });
        connect(reply, &QNetworkReply::finished, this, [this] { end(); });
        connect(reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
            for (const QSslError &error : errors)
                m_tlsErrors << error.errorString();
        });
        m_timer.start(limits.connect);
    }

    void breakOff(ErrorKind why)
    {
        if (m_ended)
            return;
        m_brokenOff = why;
        m_reply->abort(); // emits finished
        end();
    }

    [[nodiscard]] bool hasEnded() const { return m_ended; }
    [[nodiscard]] std::optional<ErrorKind> brokenOff() const { return m_brokenOff; }
    [[nodiscard]] bool tooLarge() const { return m_tooLarge; }
    [[nodiscard]] QNetworkReply *reply() const { return m_reply; }
    [[nodiscard]] QStringList tlsErrors() const { return m_tlsErrors; }
    [[nodiscard]] QByteArray takeBody() { return std::move(m_body); }

Q_SIGNALS:
    void ended();

private:
    void onHeaders()
    {
        m_timer.start(m_limits.idle);
        const qint64 length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
        if (length > m_limits.maxBody)
            refuseSize();
        else if (length > 0)
            m_body.reserve(length + simdjsonPadding);
    }

    void onBytes()
    {
        m_timer.start(m_limits.idle);
        const qint64 available = m_reply->bytesAvailable();
        const qsizetype before = m_body.size();
        if (before + available > m_limits.maxBody)
            return refuseSize();
        if (before + available + simdjsonPadding > m_body.capacity())
            m_body.reserve(std::max<qsizetype>(before * 2, before + available) + simdjsonPadding);
        m_body.resize(before + available);
        const qint64 got = m_reply->read(m_body.data() + before, available);
        m_body.resize(before + std::max<qint64>(got, 0));
    }

    void refuseSize()
    {
        m_tooLarge = true;
        breakOff(ErrorKind::BadAnswer);
    }

    void end()
    {
        if (m_ended)
            return;
        m_ended = true;
        m_timer.stop();
        if (!m_brokenOff && m_reply->bytesAvailable() > 0)
            onBytes();
        m_timer.stop();
        Q_EMIT ended();
    }

    QNetworkReply *m_reply;
    RequestLimits m_limits;
    QTimer m_timer;
    QByteArray m_body;
    QStringList m_tlsErrors;
    std::optional<ErrorKind> m_brokenOff;
    bool m_tooLarge = false, m_ended = false;
};

Error transportError(const Exchange &exchange, const QUrl &url, int status)
{
    const QNetworkReply *reply = exchange.reply();
    const QString host = url.host();
    const QString details = scrubbed(QStringLiteral("GET %1 → %2 (Qt error %3)")
                                         .arg(url.path(), reply->errorString())
                                         .arg(static_cast<int>(reply->error())));
    if (exchange.tooLarge())
        return {ErrorKind::BadAnswer, tr("%1 sent an answer larger than any event page.").arg(host),
                tr("Check that the address is that of the Netskope tenant."), details};
    if (exchange.brokenOff() == ErrorKind::Cancelled)
        return {ErrorKind::Cancelled, tr("Stopped."), {}, {}};
    if (exchange.brokenOff() == ErrorKind::Timeout)
        return {ErrorKind::Timeout,
                status > 0 ? tr("%1 stopped sending in the middle of an answer.").arg(host)
                           : tr("%1 did not answer in time.").arg(host),
                tr("Check the network and the proxy, then try again."), details};
    switch (reply->error()) {
    case QNetworkReply::HostNotFoundError:
        return {ErrorKind::NameNotFound, tr("No host named %1 was found.").arg(host),
                tr("Check the tenant's address for typing errors, and this computer's DNS."), details};
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorKind::ConnectionRefused, tr("%1 refuses the connection.").arg(url.authority()),
                tr("Check the address, and whether a firewall or proxy is in the way."), details};
    case QNetworkReply::SslHandshakeFailedError: {
        const QString reasons = exchange.tlsErrors().join(QStringLiteral("; "));
        return {ErrorKind::Tls,
                reasons.isEmpty() ? tr("No secure connection to %1 could be made.").arg(host)
                                  : tr("The certificate of %1 is not trusted: %2").arg(host, reasons),
                tr("If your company inspects TLS traffic, add its CA certificate to the tenant's settings."), details};
    }
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
        return {ErrorKind::Proxy, tr("The proxy could not be reached."), tr("Check the proxy in the tenant's settings."),
                details};
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return {ErrorKind::Proxy, tr("The proxy asks for a user name and password (407)."),
                tr("Add them to the proxy in the tenant's settings."), details};
    default:
        break;
    }
    if (status > 0)
        return {ErrorKind::TruncatedAnswer, tr("The answer of %1 broke off.").arg(host), tr("Try again."), details};
    return {ErrorKind::ConnectionLost, tr("The connection to %1 was lost.").arg(host),
            tr("Check the network, then try again."), details};
}

// Errors that merely repeat an HTTP status are not transport errors: the answer is whole.
bool isHttpStatusError(QNetworkReply::NetworkError error)
{
    return (error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError) ||
           (error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError);
}

} // namespace

ApiClient::ApiClient(ConnectionSettings settings, QObject *parent)
    : QObject(parent), m_settings(std::move(settings)), m_network(std::make_unique<QNetworkAccessManager>())
{
    if (isLoopback(m_settings.address) || m_settings.proxy == QLatin1String("none")) {
        m_network->setProxy(QNetworkProxy::NoProxy);
    } else if (m_settings.proxy.isEmpty()) {
        m_network->setProxyFactory(new SystemProxies); // the network manager owns it
    } else if (auto proxy = manualProxy(m_settings.proxy)) {
        m_network->setProxy(*proxy);
    } else {
        m_ready = std::unexpected(proxy.error());
    }
    if (!m_settings.caFile.isEmpty() && m_ready) {
        QFile file(m_settings.caFile);
        if (!file.open(QIODevice::ReadOnly)) {
            m_ready = failure(ErrorKind::BadInput, tr("The CA file %1 cannot be read.").arg(m_settings.caFile),
                              tr("Choose another file in the tenant's settings."), file.errorString());
        } else if (QSslCertificate::fromData(file.readAll(), QSsl::Pem).isEmpty()) {
            m_ready = failure(ErrorKind::BadInput, tr("The CA file %1 holds no certificate.").arg(m_settings.caFile),
                              tr("Choose a file in PEM form (it begins with -----BEGIN CERTIFICATE-----)."));
        }
    }
}

ApiClient::~ApiClient() = default;

QString HttpAnswer::excerpt() const
{
    return scrubbed(QString::fromUtf8(body.left(2000)).simplified()).left(300);
}

QCoro::Task<Result<HttpAnswer>> ApiClient::get(QString path, QUrlQuery query, std::stop_token stop,
                                               RequestLimits limits)
{
    if (!m_ready)
        co_return std::unexpected(m_ready.error());
    QUrl url = m_settings.address;
    url.setPath(path);
    url.setQuery(query);

    QNetworkRequest request(url);
    request.setRawHeader("Netskope-Api-Token", m_settings.token.reveal());
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Accept-Encoding", "gzip"); // set by us: Qt then leaves the body as it came
    request.setRawHeader("User-Agent", "Slipway/" SLIPWAY_VERSION);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    if (!m_settings.caFile.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(m_settings.caFile);
        request.setSslConfiguration(tls);
    }

    const auto begun = std::chrono::steady_clock::now();
    Exchange exchange(m_network->get(request), limits);
    {
        const std::stop_callback onStop(stop, [&exchange] {
            QMetaObject::invokeMethod(
                &exchange, [&exchange] { exchange.breakOff(ErrorKind::Cancelled); }, Qt::QueuedConnection);
        });
        if (!exchange.hasEnded())
            co_await qCoro(&exchange, &Exchange::ended);
    }

    const QNetworkReply *reply = exchange.reply();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool whole = !exchange.brokenOff() && status > 0 &&
                       (reply->error() == QNetworkReply::NoError || isHttpStatusError(reply->error()));
    if (!whole)
        co_return std::unexpected(transportError(exchange, url, status));

    HttpAnswer answer;
    answer.status = status;
    for (const auto &[name, value] : reply->rawHeaderPairs())
        answer.headers.insert(name.toLower(), value);
    answer.elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    answer.serverTime = QLocale::c().toDateTime(QString::fromLatin1(answer.header("date")),
                                                QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
    answer.serverTime.setTimeSpec(Qt::UTC);
    QByteArray body = exchange.takeBody();
    answer.wireBytes = body.size();

    bool lengthKnown = false;
    const qint64 length = answer.header("content-length").toLongLong(&lengthKnown);
    if (lengthKnown && length != body.size())
        co_return failure(ErrorKind::TruncatedAnswer, tr("The answer of %1 broke off.").arg(url.host()),
                          tr("Try again."),
                          QStringLiteral("GET %1: %2 of %3 bytes").arg(path).arg(body.size()).arg(length));
    const QByteArray encoding = answer.header("content-encoding").toLower();
    if (encoding == "gzip" && !body.isEmpty()) {
        auto plain = inflateWhole(body, limits.maxBody, simdjsonPadding);
        if (!plain) {
            Error error = plain.error();
            error.details = QStringLiteral("GET %1, HTTP %2: %3").arg(path).arg(status).arg(error.details);
            co_return std::unexpected(error);
        }
        body = std::move(*plain);
    } else if (!encoding.isEmpty() && encoding != "identity" && encoding != "gzip") {
        co_return failure(ErrorKind::BadAnswer,
                          tr("%1 answers in an encoding that was not asked for (%2).")
                              .arg(url.host(), QString::fromLatin1(encoding)),
                          tr("A proxy between this computer and the tenant may rewrite answers."));
    }
    if (body.capacity() < body.size() + simdjsonPadding)
        body.reserve(body.size() + simdjsonPadding);
    answer.body = std::move(body);
    co_return answer;
}

} // namespace slipway

#include "api_client.moc"

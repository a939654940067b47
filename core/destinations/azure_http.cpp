#include "core/destinations/azure_http.h"

#include "core/async/completion.h"
#include "core/base/forward_error.h"
#include "core/destinations/rclone_error.h"
#include "core/net/ca_file.h"
#include "core/net/proxy.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslConfiguration>
#include <QTimer>

namespace slipway {
namespace {

using std::chrono::hours;

// In the same words as rclone's, so that rcloneError() understands them.
QString transportWords(QNetworkReply::NetworkError error, bool byProxy)
{
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return QStringLiteral("no such host");
    case QNetworkReply::ConnectionRefusedError:
        return QStringLiteral("connection refused");
    case QNetworkReply::SslHandshakeFailedError:
        return QStringLiteral("x509: the certificate was not accepted");
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:
        return QStringLiteral("timed out");
    default:
        break;
    }
    // Qt has no error code for a proxy that asks for a password and closes the connection.
    const bool isProxys =
        (error >= QNetworkReply::ProxyConnectionRefusedError && error <= QNetworkReply::UnknownProxyError) ||
        (byProxy && error == QNetworkReply::UnknownNetworkError);
    return (isProxys ? QStringLiteral("proxyconnect failed (%1)") : QStringLiteral("connection lost (%1)"))
        .arg(static_cast<int>(error));
}

// "<Error><Code>…</Code><Message>…": the code, and the message's first line.
QString storeWords(int status, const QByteArray &header, const QByteArray &body)
{
    static const QRegularExpression code(QStringLiteral("<Code>([^<]*)</Code>"));
    static const QRegularExpression message(QStringLiteral("<Message>([^<\\n]*)"));
    const QString text = QString::fromUtf8(body.left(8192));
    const QString word =
        header.isEmpty() ? code.match(text).captured(1) : QString::fromLatin1(header).left(100);
    return QStringLiteral("status code: %1, %2: %3")
        .arg(QString::number(status), word, message.match(text).captured(1).trimmed());
}

} // namespace

QString azureSuffix(const Destination &destination)
{
    const QUrl endpoint(destination.option("endpoint"));
    if (endpoint.host().isEmpty())
        return QStringLiteral("blob.core.windows.net");
    const QString account = destination.option("account") + QLatin1Char('.');
    const QString authority = endpoint.authority();
    return authority.startsWith(account) ? authority.mid(account.size()) : authority;
}

QByteArray azureAddress(const DestinationAccess &access)
{
    const Destination &destination = access.destination;
    const QByteArray sas = access.secrets.value(QStringLiteral("sas")).reveal();
    QByteArray address = sas.startsWith("http") ? sas.left(sas.indexOf('?')) : QByteArray();
    if (address.isEmpty() && !sas.isEmpty())
        address = destination.option("endpoint").toUtf8();
    if (address.isEmpty())
        address =
            "https://" + destination.option("account").toUtf8() + '.' + azureSuffix(destination).toUtf8();
    while (address.endsWith('/'))
        address.chop(1);
    return address;
}

QByteArray azureContainer(const DestinationAccess &access)
{
    QByteArray address = azureAddress(access);
    // A SAS URL may be that of the container or of the account; with an IP address, the path begins
    // with the account.
    const QUrl url = QUrl::fromEncoded(address);
    const auto segments = url.path().split(QLatin1Char('/'), Qt::SkipEmptyParts);
    const bool isByNumber = !QHostAddress(url.host()).isNull();
    if (segments.size() <= (isByNumber ? 1 : 0) || segments.last() != access.destination.bucket)
        address += '/' + access.destination.bucket.toUtf8();
    return address;
}

QCoro::Task<Result<void>> prepareAzure(QNetworkAccessManager &network, Destination destination,
                                       QByteArray address, std::stop_token stop)
{
    const QString &setting = destination.proxy;
    if (setting.isEmpty()) {
        CO_ASSIGN_OR_RETURN(const ProxyRoute route,
                            co_await routeTo(QUrl::fromEncoded(address), setting, stop));
        network.setProxy(route.proxy);
    } else if (setting == QLatin1String("none")) {
        network.setProxy(QNetworkProxy::NoProxy);
    } else {
        CO_ASSIGN_OR_RETURN(const QNetworkProxy proxy, manualProxy(setting));
        network.setProxy(proxy);
    }
    co_return Result<void>{};
}

QNetworkRequest azureRequest(const Destination &destination, const QByteArray &url)
{
    // Unchanged: a SAS that is decoded and encoded again might differ.
    QNetworkRequest request(QUrl::fromEncoded(url, QUrl::StrictMode));
    request.setRawHeader("x-ms-version", "2020-10-02");
    request.setRawHeader("User-Agent", "Slipway/" SLIPWAY_VERSION);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    if (!destination.caFile.isEmpty()) {
        QSslConfiguration tls = request.sslConfiguration();
        // validate() has already reported an unreadable file; without it the handshake fails.
        if (const Result<CaFile> file = readCaFile(destination.caFile))
            tls.addCaCertificates(file->certificates);
        request.setSslConfiguration(tls);
    }
    return request;
}

QCoro::Task<Result<void>> endOfAzure(QNetworkReply &reply, Destination destination, std::stop_token stop,
                                     std::chrono::seconds patience)
{
    // Not Qt's own transfer timeout, which may crash after the computer wakes from sleep.
    QTimer silence;
    silence.setSingleShot(true);
    silence.start(patience);
    QObject::connect(&reply, &QNetworkReply::uploadProgress, &silence, [&] { silence.start(); });
    QObject::connect(&reply, &QNetworkReply::downloadProgress, &silence, [&] { silence.start(); });
    QObject::connect(&silence, &QTimer::timeout, &reply, &QNetworkReply::abort);
    Completion completion{hours(24)};
    QObject::connect(&reply, &QNetworkReply::finished, &completion, [&] { completion.end(true); });
    if (reply.isFinished())
        completion.end(true);
    const bool finished = co_await wait(completion, stop);
    if (!finished) {
        reply.abort();
        co_return failure(ErrorKind::Cancelled, QCoreApplication::translate("AzureHttp", "Stopped."));
    }
    const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status / 100 == 2)
        co_return Result<void>{};
    const QString words =
        status == 0 ? transportWords(reply.error(), reply.manager()->proxy().type() != QNetworkProxy::NoProxy)
                    : storeWords(status, reply.rawHeader("x-ms-error-code"), reply.readAll());
    co_return std::unexpected(rcloneError(words, destination));
}

} // namespace slipway

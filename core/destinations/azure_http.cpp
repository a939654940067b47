#include "core/destinations/azure_http.h"

#include "core/destinations/rclone/rclone_error.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QUrl>

namespace slipway {
namespace {

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

QList<std::pair<QByteArray, QByteArray>> azureHeaders()
{
    return {{"x-ms-version", "2020-10-02"}};
}

Result<void> azureResult(const Result<StoreAnswer> &answer, const Destination &destination)
{
    if (!answer)
        return std::unexpected(answer.error());
    if (answer->status / 100 == 2)
        return {};
    return std::unexpected(rcloneError(
        storeWords(answer->status, answer->headers.value("x-ms-error-code"), answer->body), destination));
}

} // namespace slipway

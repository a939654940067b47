#include "core/diagnosis/connection/tls_facts.h"

#include "core/base/resource_file.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QSslCipher>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TlsFacts)
};

const QJsonObject &issuerTable()
{
    static const QJsonObject table = resourceObject("certificate_issuers.json");
    return table;
}

bool containsAny(const QString &text, const QJsonArray &words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](const QJsonValue word) { return text.contains(word.toString()); });
}

QString issuerText(const QSslCertificate &certificate, QSslCertificate::SubjectInfo part)
{
    return certificate.issuerInfo(part).join(QLatin1Char(' '));
}

QString name(const QStringList &commonName, const QStringList &organisation)
{
    return commonName.isEmpty() ? organisation.join(QLatin1Char(' ')) : commonName.join(QLatin1Char(' '));
}

QString day(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd"));
}

QString protocolName(QSsl::SslProtocol protocol)
{
    return protocol == QSsl::TlsV1_3   ? QStringLiteral("TLS 1.3")
           : protocol == QSsl::TlsV1_2 ? QStringLiteral("TLS 1.2")
                                       : QString();
}

} // namespace

ChainIssuer issuerOf(const QList<QSslCertificate> &chain)
{
    if (chain.isEmpty())
        return {};
    // An inspector may be anywhere in the chain; a public authority counts only at its top. Subjects do not
    // count, because the certificates of Netskope's own servers name Netskope.
    for (const QSslCertificate &certificate : chain) {
        const QString issuer = (issuerText(certificate, QSslCertificate::CommonName) + QLatin1Char(' ') +
                                issuerText(certificate, QSslCertificate::Organization))
                                   .toLower();
        for (const QJsonValue row : issuerTable().value(QStringLiteral("inspectors")).toArray()) {
            if (containsAny(issuer, row[QStringLiteral("match")].toArray()))
                return {ChainIssuer::Kind::Inspector, row[QStringLiteral("name")].toString()};
        }
    }
    const QSslCertificate &top = chain.last();
    const QString organisation = issuerText(top, QSslCertificate::Organization);
    const QString commonName = issuerText(top, QSslCertificate::CommonName);
    const QString known = organisation.isEmpty() ? commonName : organisation;
    if (containsAny(known.toLower(), issuerTable().value(QStringLiteral("public")).toArray()))
        return {ChainIssuer::Kind::PublicAuthority, known};
    return {ChainIssuer::Kind::Private, commonName.isEmpty() ? organisation : commonName};
}

TlsFacts TlsFacts::of(const QSslSocket &socket)
{
    return {protocolName(socket.sessionProtocol()), socket.sessionCipher().name(),
            socket.peerCertificateChain()};
}

QString TlsFacts::subject() const
{
    return chain.isEmpty() ? QString()
                           : name(chain.first().subjectInfo(QSslCertificate::CommonName),
                                  chain.first().subjectInfo(QSslCertificate::Organization));
}

QStringList TlsFacts::lines() const
{
    QStringList lines;
    if (!protocol.isEmpty())
        lines << Texts::tr("%1 with %2").arg(protocol, cipher);
    for (qsizetype at = 0; at < chain.size(); ++at) {
        const QSslCertificate &certificate = chain[at];
        QString line =
            Texts::tr("Certificate %1: %2, issued by %3, valid %4 to %5, SHA-256 %6")
                .arg(at + 1)
                .arg(name(certificate.subjectInfo(QSslCertificate::CommonName),
                          certificate.subjectInfo(QSslCertificate::Organization)),
                     name(certificate.issuerInfo(QSslCertificate::CommonName),
                          certificate.issuerInfo(QSslCertificate::Organization)),
                     day(certificate.effectiveDate()), day(certificate.expiryDate()),
                     QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':')));
        const QStringList names = certificate.subjectAlternativeNames().values();
        if (at == 0 && !names.isEmpty())
            line += Texts::tr(", for %1").arg(names.join(QStringLiteral(", ")));
        if (certificate.isSelfSigned())
            line += Texts::tr(", signed by itself");
        lines << line;
    }
    return lines;
}

QString TlsFacts::pem() const
{
    QByteArray text;
    for (const QSslCertificate &certificate : chain)
        text += certificate.toPem();
    return QString::fromLatin1(text);
}

QStringList inspectorCaFiles()
{
    QStringList found;
    for (const QJsonValue path : issuerTable().value(QStringLiteral("inspector_ca_files")).toArray()) {
        if (QFile::exists(path.toString()))
            found << path.toString();
    }
    return found;
}

} // namespace slipway

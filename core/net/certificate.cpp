#include "core/net/certificate.h"

#include "core/base/printable.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHostAddress>
#include <QRegularExpression>
#include <QSslCertificateExtension>
#include <QSslKey>
#include <QUrl>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Certificate)
};

QString day(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyy-MM-dd"));
}

QString comparable(const QString &name)
{
    QString ascii = QString::fromLatin1(QUrl::toAce(name)).toLower();
    if (ascii.isEmpty()) // a pattern
        ascii = name.toLower();
    return ascii.endsWith(QLatin1Char('.')) ? ascii.chopped(1) : ascii;
}

bool matches(const QString &pattern, const QString &host)
{
    const QString wanted = comparable(pattern);
    if (!wanted.startsWith(QLatin1String("*.")))
        return wanted == host;
    const qsizetype dot = host.indexOf(QLatin1Char('.'));
    return dot > 0 && wanted.count(QLatin1Char('.')) >= 2 && host.mid(dot) == wanted.mid(1);
}

// "md5WithRSAEncryption", as OpenSSL names it.
QString signatureOf(const QSslCertificate &certificate)
{
    static const QRegularExpression line(QStringLiteral("Signature Algorithm:\\s*(\\S+)"));
    return line.match(certificate.toText()).captured(1);
}

// Why OpenSSL's security level refuses a certificate; empty when it has another reason.
QString weaknessOf(const QSslCertificate &certificate)
{
    const QString signature = signatureOf(certificate);
    if (signature.startsWith(QLatin1String("md"), Qt::CaseInsensitive))
        return Texts::tr("it is signed with MD5, which can be forged");
    const QSslKey key = certificate.publicKey();
    if ((key.algorithm() == QSsl::Rsa || key.algorithm() == QSsl::Dsa) && key.length() < 2048)
        return Texts::tr("its key of %n bits is too short (2048 are needed)", nullptr, key.length());
    if (key.algorithm() == QSsl::Ec && key.length() > 0 && key.length() < 224)
        return Texts::tr("its key of %n bits is too short (224 are needed)", nullptr, key.length());
    if (signature.contains(QLatin1String("sha1"), Qt::CaseInsensitive) && !certificate.isSelfSigned())
        return Texts::tr("it is signed with SHA-1, which can be forged");
    return {};
}

// Whether the fault is in a certificate further up in the chain.
bool isOfIssuer(const QSslError &error, const QList<QSslCertificate> &chain)
{
    return !error.certificate().isNull() && !chain.isEmpty() && error.certificate() != chain.first();
}

QString commonName(const QSslCertificate &certificate)
{
    return printable(certificate.subjectDisplayName());
}

QString unexplained(const QSslError &error, const QList<QSslCertificate> &chain)
{
    if (const QString weakness = weaknessOf(error.certificate()); !weakness.isEmpty())
        return weakness;
    for (const QSslCertificate &certificate : chain) {
        if (const QString weakness = weaknessOf(certificate); !weakness.isEmpty())
            return certificate == chain.first()
                       ? weakness
                       : Texts::tr("the certificate of its issuer is too weak: %1").arg(weakness);
    }
    return Texts::tr("this computer's OpenSSL does not accept it and gives no reason");
}

// Whether there are alternative names beside email addresses: of hosts, services (URI) or others, some of
// which Qt does not list. The common name then is not one (RFC 6125, section 6.4.4).
bool hasOtherNames(const QSslCertificate &certificate)
{
    const auto extensions = certificate.extensions();
    const bool hasNames = std::any_of(extensions.cbegin(), extensions.cend(), [](const auto &extension) {
        return extension.oid() == QLatin1String("2.5.29.17");
    });
    if (!hasNames)
        return false;
    static const QRegularExpression line(
        QStringLiteral("X509v3 Subject Alternative Name:[^\\n]*\\n\\s*([^\\n]+)"));
    const QStringList names = line.match(certificate.toText()).captured(1).split(QStringLiteral(", "));
    return std::any_of(names.cbegin(), names.cend(),
                       [](const QString &name) { return !name.startsWith(QLatin1String("email:")); });
}

} // namespace

bool namesHost(const QSslCertificate &certificate, const QString &host)
{
    const auto names = certificate.subjectAlternativeNames();
    const QHostAddress address(host);
    if (!address.isNull()) {
        const QStringList addresses = names.values(QSsl::IpAddressEntry);
        if (std::any_of(addresses.cbegin(), addresses.cend(),
                        [&](const QString &each) { return QHostAddress(each) == address; }))
            return true;
    }
    const QString wanted = comparable(host);
    QStringList candidates = names.values(QSsl::DnsEntry);
    if (candidates.isEmpty() && !hasOtherNames(certificate))
        candidates = certificate.subjectInfo(QSslCertificate::CommonName);
    return std::any_of(candidates.cbegin(), candidates.cend(),
                       [&](const QString &pattern) { return matches(pattern, wanted); });
}

QStringList certificateProblems(const QList<QSslError> &errors, const QList<QSslCertificate> &chain)
{
    QStringList problems;
    for (const QSslError &error : errors) {
        switch (error.error()) {
        case QSslError::CertificateExpired:
            problems << (isOfIssuer(error, chain)
                             ? Texts::tr("the certificate of its issuer \"%1\" expired on %2")
                                   .arg(commonName(error.certificate()),
                                        day(error.certificate().expiryDate()))
                             : Texts::tr("it expired on %1").arg(day(error.certificate().expiryDate())));
            break;
        case QSslError::CertificateNotYetValid:
            problems << (isOfIssuer(error, chain)
                             ? Texts::tr(
                                   "the certificate of its issuer \"%1\" is not valid before %2 (is this "
                                   "computer's clock right?)")
                                   .arg(commonName(error.certificate()),
                                        day(error.certificate().effectiveDate()))
                             : Texts::tr("it is not valid before %1 (is this computer's clock right?)")
                                   .arg(day(error.certificate().effectiveDate())));
            break;
        case QSslError::SelfSignedCertificate:
            problems << Texts::tr("it is signed by itself, not by an authority that this computer knows");
            break;
        case QSslError::HostNameMismatch: {
            const QStringList names = error.certificate().subjectAlternativeNames().values();
            problems << (names.isEmpty() ? Texts::tr("it was issued for another host")
                                         : Texts::tr("it was issued for another host (%1)")
                                               .arg(names.mid(0, 3).join(QStringLiteral(", "))));
            break;
        }
        case QSslError::SelfSignedCertificateInChain: // only the authority at its end signs itself
        case QSslError::UnableToGetIssuerCertificate:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::CertificateUntrusted:
            problems << Texts::tr("its issuer is unknown to this computer");
            break;
        case QSslError::UnspecifiedError:
            problems << unexplained(error, chain);
            break;
        default:
            problems << error.errorString();
        }
    }
    problems.removeDuplicates();
    return problems;
}

} // namespace slipway

// What a TLS handshake showed, for people: version, cipher, the chain of certificates, and who issued it.
#pragma once
#include <QList>
#include <QSslCertificate>
#include <QSslError>
#include <QSslSocket>
#include <QStringList>

namespace slipway {

// Who vouches for a chain. Told by names (resources/certificate_issuers.json), so it is a hint for people and
// never a reason to trust.
struct ChainIssuer
{
    enum class Kind {
        PublicAuthority,
        Inspector, // a product that inspects TLS traffic
        Private    // neither: most often a company's own authority, thus inspection too
    };
    Kind kind = Kind::Private;
    QString name; // "DigiCert Inc", "Zscaler", "Acme Inspection CA"
};
[[nodiscard]] ChainIssuer issuerOf(const QList<QSslCertificate> &chain);

struct TlsFacts
{
    QString protocol; // "TLS 1.3"; empty when no handshake came so far
    QString cipher;
    QList<QSslCertificate> chain; // as sent, the server's own first

    [[nodiscard]] static TlsFacts of(const QSslSocket &socket);
    // One line each: version and cipher, then every certificate with subject, names, issuer, dates,
    // fingerprint.
    [[nodiscard]] QStringList lines() const;
    [[nodiscard]] QString pem() const;
    [[nodiscard]] QString subject() const; // of the server's certificate: "*.goskope.com"
};

// CA files that TLS inspection products left on this computer, of the known places.
[[nodiscard]] QStringList inspectorCaFiles();

} // namespace slipway

// What a TLS handshake showed, for people: version, cipher, the chain of certificates, and who issued it.
#pragma once
#include <QList>
#include <QSslCertificate>
#include <QSslError>
#include <QSslSocket>
#include <QStringList>

namespace slipway {

// Who vouches for a chain. It is recognised by names (resources/certificate_issuers.json), so it is a hint
// for people and never a reason to trust.
struct ChainIssuer
{
    enum class Kind {
        PublicAuthority,
        Inspector, // a product that inspects TLS traffic
        Private    // neither: usually a company's own authority, which means inspection too
    };
    Kind kind = Kind::Private;
    QString name; // "DigiCert Inc", "Zscaler", "Acme Inspection CA"
};
[[nodiscard]] ChainIssuer issuerOf(const QList<QSslCertificate> &chain);

struct TlsFacts
{
    QString protocol; // "TLS 1.3"; empty if no handshake got that far
    QString cipher;
    QList<QSslCertificate> chain; // as sent, the server's own first

    [[nodiscard]] static TlsFacts of(const QSslSocket &socket);
    // One line each: version and cipher, then every certificate with subject, names, issuer, dates,
    // fingerprint.
    [[nodiscard]] QStringList lines() const;
    [[nodiscard]] QString pem() const;
    [[nodiscard]] QString subject() const; // of the server's certificate: "*.goskope.com"
};

// CA files of TLS inspection products that exist on this computer, in the known places.
[[nodiscard]] QStringList inspectorCaFiles();

} // namespace slipway

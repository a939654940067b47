// The certificates of authorities that a file adds to those of this computer, in the formats in which
// companies hand them out, and those that the environment adds, as OpenSSL and curl understand it.
#pragma once
#include "core/base/error.h"

#include <QList>
#include <QSslCertificate>
#include <QStringList>

namespace slipway {

struct CaFile
{
    QString form;                        // "PEM", "DER" or "PKCS #7", for people
    QList<QSslCertificate> certificates; // at least one
    int unreadable = 0;                  // blocks of a PEM file that say CERTIFICATE and do not contain one

    // One line: "2 certificates (PEM): Acme Root CA, Acme Inspection CA".
    [[nodiscard]] QString text() const;
};

// Reads PEM (with anything around the certificates, indented, on one line, with Windows line ends or a byte
// order mark), DER, PKCS #7 in both forms, and base64 without its BEGIN line. BadInput names what the file is
// instead and how to convert it: missing, a folder, not readable, empty, too large, UTF-16, a TRUSTED
// CERTIFICATE, a private key, PKCS #12, a certificate request, a revocation list, a Java key store, a web
// page, something else. No byte of a private key is kept or shown.
[[nodiscard]] Result<CaFile> readCaFile(const QString &path);

// The authorities that a connection trusts in addition to this computer's own.
struct AddedTrust
{
    QList<QSslCertificate> certificates; // each once
    // Where they come from, one line each: "CA file /etc/acme.pem: 1 certificate (PEM): Acme Root CA",
    // "SSL_CERT_FILE names /x, which cannot be used: There is no file /x."
    QStringList evidence;

    // From `caFile`, unless that is empty, and from SSL_CERT_FILE and SSL_CERT_DIR (folders, separated by
    // colons). Errors: those of readCaFile() for `caFile`. Faults in the environment's files become evidence
    // only, because OpenSSL ignores them, too.
    [[nodiscard]] static Result<AddedTrust> read(const QString &caFile);
};

} // namespace slipway

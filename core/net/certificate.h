// Whom a certificate belongs to, and what is wrong with it.
#pragma once
#include <QList>
#include <QSslCertificate>
#include <QSslError>
#include <QString>
#include <QStringList>

namespace slipway {

// Whether a certificate names the host among its alternative names (RFC 9525): a name as it is or with "*" in
// place of its first label, or an address. The common name counts only if there are no alternative names for
// hosts or addresses at all. Qt, whose own check comes first, accepts the common name in any case.
[[nodiscard]] bool namesHost(const QSslCertificate &certificate, const QString &host);

// What is wrong with a certificate, as parts of a sentence: "it expired on 2024-01-01". `chain`: as sent by
// the server, for faults that OpenSSL does not explain through Qt (a short key, a weak signature).
[[nodiscard]] QStringList certificateProblems(const QList<QSslError> &errors,
                                              const QList<QSslCertificate> &chain = {});

} // namespace slipway

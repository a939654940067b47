// Internal to core/secrets: how secrets cross the session bus, so that a record of the bus (dbus-monitor, a
// log of a ticket) does not hold them. Diffie-Hellman, then AES; plain where the service knows no other way.
//
// Source: freedesktop.org, Secret Service API 0.2, "Transfer of Secrets":
// dh-ietf1024-sha256-aes128-cbc-pkcs7.
#pragma once
#include "core/base/secret.h"

#include <optional>

namespace slipway {

class SecretSession
{
public:
    // Makes a new pair of keys.
    SecretSession();
    [[nodiscard]] static QString algorithm();
    // Goes to the service.
    [[nodiscard]] QByteArray publicKey() const { return m_publicKey; }
    // What the service sends for it. False: this is not a public key.
    [[nodiscard]] bool agree(const QByteArray &otherPublicKey);

    struct Sealed
    {
        QByteArray parameters, value;
    };
    // Before agree(), or without it, both are plain.
    [[nodiscard]] Sealed seal(const QByteArray &secret) const;
    // Nothing: it is not of this session, or damaged.
    [[nodiscard]] std::optional<QByteArray> open(const Sealed &sealed) const;

private:
    QByteArray m_publicKey;
    Secret m_privateKey, m_key;
};

} // namespace slipway

// Internal to core/secrets: how secrets are sent over the session bus, so that a recording of the
// bus (dbus-monitor, a log attached to a bug report) does not contain them. Diffie-Hellman, then
// AES; plain if the service supports nothing else.
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
    // To be sent to the service.
    [[nodiscard]] QByteArray publicKey() const { return m_publicKey; }
    // Takes the service's public key. False: it is not a valid public key.
    [[nodiscard]] bool agree(const QByteArray &otherPublicKey);

    struct Sealed
    {
        QByteArray parameters, value;
    };
    // Before agree(), or without it, secrets are neither encrypted nor decrypted.
    [[nodiscard]] Sealed seal(const QByteArray &secret) const;
    // Returns nothing if it is not from this session, or is damaged.
    [[nodiscard]] std::optional<QByteArray> open(const Sealed &sealed) const;

private:
    QByteArray m_publicKey;
    Secret m_privateKey, m_key;
};

} // namespace slipway

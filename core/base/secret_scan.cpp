#include "core/base/secret_scan.h"

#include "core/base/live_secrets.h"

#include <string.h> // explicit_bzero

namespace slipway {
namespace {

constexpr qsizetype shortest = 4;

// What of a secret's Base64 does not depend on its neighbours when it starts at `offset` (0, 1 or 2) of a
// group of three bytes. The first and the last characters mix with those.
QByteArray base64Core(const QByteArray &secret, qsizetype offset)
{
    const QByteArray encoded = (QByteArray(offset, '\0') + secret).toBase64(QByteArray::OmitTrailingEquals);
    const qsizetype skip = offset == 0 ? 0 : offset + 1;
    const qsizetype whole = (offset + secret.size()) * 8 / 6; // characters that are complete
    return encoded.mid(skip, whole - skip);
}

bool containsAnyCase(const QByteArray &lowered, const QByteArray &needle)
{
    return lowered.contains(needle.toLower());
}

std::optional<SecretFound> find(const QByteArray &bytes, const QByteArray &lowered, const QByteArray &secret)
{
    if (bytes.contains(secret))
        return SecretFound{"as it is"};
    for (qsizetype offset = 0; offset < 3; ++offset) {
        const QByteArray core = base64Core(secret, offset);
        QByteArray urlSafe = core;
        urlSafe.replace('+', '-').replace('/', '_');
        // A core of very few characters would be found by chance.
        if (core.size() >= shortest && (bytes.contains(core) || bytes.contains(urlSafe)))
            return SecretFound{"Base64"};
    }
    // Encoders differ in what they leave as it is and in the case of their digits.
    QByteArray all;
    for (const char byte : secret)
        all += '%' + QByteArray(1, byte).toHex();
    if (containsAnyCase(lowered, secret.toPercentEncoding()) ||
        containsAnyCase(lowered, secret.toPercentEncoding("/")) || containsAnyCase(lowered, all))
        return SecretFound{"URL-encoded"};
    if (containsAnyCase(lowered, secret.toHex()))
        return SecretFound{"hex"};
    return std::nullopt;
}

} // namespace

std::optional<SecretFound> findSecret(const QByteArray &bytes, const QByteArrayList &secrets)
{
    const QByteArray lowered = bytes.toLower();
    for (const QByteArray &secret : secrets) {
        if (secret.size() < shortest)
            continue;
        if (auto found = find(bytes, lowered, secret))
            return found;
    }
    return std::nullopt;
}

std::optional<SecretFound> findSecret(const QByteArray &bytes)
{
    QByteArrayList secrets = liveSecrets();
    auto found = findSecret(bytes, secrets);
    for (QByteArray &secret : secrets)
        explicit_bzero(secret.data(), static_cast<size_t>(secret.size()));
    return found;
}

} // namespace slipway

// Searches bytes for secrets before they are written to a file that others will read.
#pragma once
#include <QByteArrayList>
#include <optional>

namespace slipway {

struct SecretFound
{
    QByteArray form; // "as it is", "Base64", "URL-encoded", "hex", "JSON": never the secret
};

// Finds any secret that exists in this process in `bytes`: as it is, in Base64 at each of the three
// alignments (both alphabets), URL-encoded, in hex (either case) or escaped as in JSON. Secrets of
// fewer than 4 bytes are not searched for, because they would occur everywhere by chance.
// Thread-safe.
[[nodiscard]] std::optional<SecretFound> findSecret(const QByteArray &bytes);
// The same for the given secrets.
[[nodiscard]] std::optional<SecretFound> findSecret(const QByteArray &bytes, const QByteArrayList &secrets);

} // namespace slipway

// Looks for secrets in bytes that are about to leave this process for a file that others will read.
#pragma once
#include <QByteArrayList>
#include <optional>

namespace slipway {

struct SecretFound
{
    QByteArray form; // "as it is", "Base64", "URL-encoded", "hex", "JSON": never the secret
};

// Whether one of the secrets alive in this process is in `bytes`: as it is, in Base64 at each of the three
// alignments (both alphabets), URL-encoded, in hex (either case) or escaped as in JSON. Secrets of fewer than
// 4 bytes are not looked for: they occur everywhere by chance. Thread-safe.
[[nodiscard]] std::optional<SecretFound> findSecret(const QByteArray &bytes);
// The same for given secrets.
[[nodiscard]] std::optional<SecretFound> findSecret(const QByteArray &bytes, const QByteArrayList &secrets);

} // namespace slipway

#include "core/secrets/secret_session.h"

#include <array>
#include <memory>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace slipway {
namespace {

constexpr int groupBytes = 128, keyBytes = 16, blockBytes = 16;

using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;

Number number(BIGNUM *owned)
{
    return {owned, BN_clear_free};
}

Number fromBytes(const QByteArray &bytes)
{
    return number(BN_bin2bn(reinterpret_cast<const unsigned char *>(bytes.constData()),
                            static_cast<int>(bytes.size()), nullptr));
}

QByteArray padded(const BIGNUM *value)
{
    QByteArray bytes(groupBytes, '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char *>(bytes.data()), groupBytes);
    return bytes;
}

// base^exponent modulo the second Oakley group's prime (RFC 2409), in constant time.
QByteArray power(const BIGNUM *base, const QByteArray &exponent)
{
    const Number prime = number(BN_get_rfc2409_prime_1024(nullptr)), secret = fromBytes(exponent),
                 result = number(BN_new());
    const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
    BN_mod_exp(result.get(), base, secret.get(), prime.get(), context.get());
    return padded(result.get());
}

QByteArray hmac(const QByteArray &key, const QByteArray &text)
{
    QByteArray digest(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.constData(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char *>(text.constData()), static_cast<size_t>(text.size()),
         reinterpret_cast<unsigned char *>(digest.data()), &size);
    digest.truncate(size);
    return digest;
}

// AES-128-CBC with PKCS #7 padding. Returns nothing if the padding is wrong.
std::optional<QByteArray> aes(bool encrypt, const QByteArray &key, const QByteArray &start,
                              const QByteArray &text)
{
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> cipher(EVP_CIPHER_CTX_new(),
                                                                                 EVP_CIPHER_CTX_free);
    const auto bytes = [](const QByteArray &from) {
        return reinterpret_cast<const unsigned char *>(from.constData());
    };
    QByteArray out(text.size() + blockBytes, '\0');
    auto *to = reinterpret_cast<unsigned char *>(out.data());
    int size = 0, rest = 0;
    if (EVP_CipherInit_ex(cipher.get(), EVP_aes_128_cbc(), nullptr, bytes(key), bytes(start), encrypt) != 1 ||
        EVP_CipherUpdate(cipher.get(), to, &size, bytes(text), static_cast<int>(text.size())) != 1 ||
        EVP_CipherFinal_ex(cipher.get(), to + size, &rest) != 1)
        return std::nullopt;
    out.truncate(size + rest);
    return out;
}

} // namespace

SecretSession::SecretSession()
{
    QByteArray exponent(groupBytes, '\0');
    RAND_priv_bytes(reinterpret_cast<unsigned char *>(exponent.data()), groupBytes);
    m_privateKey = Secret(exponent);
    const Number two = number(BN_new());
    BN_set_word(two.get(), 2);
    m_publicKey = power(two.get(), exponent);
    exponent.fill('\0');
}

QString SecretSession::algorithm()
{
    return QStringLiteral("dh-ietf1024-sha256-aes128-cbc-pkcs7");
}

bool SecretSession::agree(const QByteArray &otherPublicKey)
{
    const Number other = fromBytes(otherPublicKey), prime = number(BN_get_rfc2409_prime_1024(nullptr));
    BN_sub_word(prime.get(), 1);
    if (BN_is_zero(other.get()) || BN_is_one(other.get()) || BN_cmp(other.get(), prime.get()) >= 0)
        return false;
    // HKDF (RFC 5869) without salt and without info.
    const QByteArray shared = power(other.get(), m_privateKey.reveal());
    const QByteArray extracted = hmac(QByteArray(32, '\0'), shared);
    m_key = Secret(hmac(extracted, QByteArray(1, '\1')).left(keyBytes));
    return true;
}

SecretSession::Sealed SecretSession::seal(const QByteArray &secret) const
{
    if (m_key.isEmpty())
        return {{}, secret};
    QByteArray start(blockBytes, '\0');
    RAND_bytes(reinterpret_cast<unsigned char *>(start.data()), blockBytes);
    return {start, aes(true, m_key.reveal(), start, secret).value_or(QByteArray())};
}

std::optional<QByteArray> SecretSession::open(const Sealed &sealed) const
{
    if (m_key.isEmpty())
        return sealed.value;
    if (sealed.parameters.size() != blockBytes)
        return std::nullopt;
    return aes(false, m_key.reveal(), sealed.parameters, sealed.value);
}

} // namespace slipway

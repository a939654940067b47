#include "core/io/file_hash.h"

#include <openssl/evp.h>

namespace slipway {

FileHash::FileHash(bool withMd5) : m_sha256(EVP_MD_CTX_new())
{
    if (withMd5)
        m_md5.reset(EVP_MD_CTX_new());
    reset();
}

void FileHash::Freed::operator()(evp_md_ctx_st *context) const
{
    EVP_MD_CTX_free(context);
}

void FileHash::reset()
{
    EVP_DigestInit_ex(m_sha256.get(), EVP_sha256(), nullptr);
    if (m_md5)
        EVP_DigestInit_ex(m_md5.get(), EVP_md5(), nullptr);
    m_size = 0;
}

void FileHash::add(const char *data, size_t size)
{
    EVP_DigestUpdate(m_sha256.get(), data, size);
    if (m_md5)
        EVP_DigestUpdate(m_md5.get(), data, size);
    m_size += static_cast<qint64>(size);
}

QByteArray FileHash::hexOf(const Context &context)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(context.get(), bytes, &length);
    return QByteArray(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(length)).toHex();
}

FileDigests FileHash::finish()
{
    return {m_size, hexOf(m_sha256), m_md5 ? hexOf(m_md5) : QByteArray()};
}

} // namespace slipway

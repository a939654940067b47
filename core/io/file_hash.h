// SHA-256 and MD5 of a file's bytes, by OpenSSL (Qt's SHA-256 takes six times as long).
#pragma once
#include <QByteArray>
#include <memory>

struct evp_md_ctx_st;

namespace slipway {

struct FileDigests
{
    qint64 size = 0;
    QByteArray sha256, md5; // hexadecimal; md5 is empty if it was not asked for
};

// Takes the bytes of a file in order. Threads: one at a time.
class FileHash
{
public:
    explicit FileHash(bool withMd5);
    // Starts afresh, as if newly made.
    void reset();
    void add(const char *data, size_t size);
    // Ends the hash: the next call has to be reset().
    [[nodiscard]] FileDigests finish();

private:
    struct Freed
    {
        void operator()(evp_md_ctx_st *context) const;
    };
    using Context = std::unique_ptr<evp_md_ctx_st, Freed>;
    [[nodiscard]] static QByteArray hexOf(const Context &context);
    Context m_sha256, m_md5;
    qint64 m_size = 0;
};

} // namespace slipway

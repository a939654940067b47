#include "core/exporting/file_digests.h"

#include "core/base/ending.h"
#include "core/exporting/part_file.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <openssl/evp.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace slipway {
namespace {

struct Freed
{
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
using Digest = std::unique_ptr<EVP_MD_CTX, Freed>;

QByteArray hexOf(const Digest &digest)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(digest.get(), bytes, &length);
    return QByteArray(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(length)).toHex();
}

Result<FileDigests> compute(const QString &path, const std::stop_token &stop)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("FileDigests", text); };
    const QString what = tr("The finished file cannot be read");
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return std::unexpected(storageError(what, path, errno));
    const Digest sha256(EVP_MD_CTX_new()), md5(EVP_MD_CTX_new());
    EVP_DigestInit_ex(sha256.get(), EVP_sha256(), nullptr);
    EVP_DigestInit_ex(md5.get(), EVP_md5(), nullptr);
    std::vector<char> buffer(1 << 20);
    FileDigests digests;
    int failed = 0;
    for (;;) {
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            failed = errno;
        if (got <= 0 || stop.stop_requested())
            break;
        EVP_DigestUpdate(sha256.get(), buffer.data(), static_cast<size_t>(got));
        EVP_DigestUpdate(md5.get(), buffer.data(), static_cast<size_t>(got));
        digests.size += got;
    }
    ::close(fd);
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, tr("Stopped."));
    if (failed != 0)
        return std::unexpected(storageError(what, path, failed));
    digests.sha256 = hexOf(sha256);
    digests.md5 = hexOf(md5);
    return digests;
}

} // namespace

QCoro::Task<Result<FileDigests>> digestsOf(QString path, std::stop_token stop)
{
    Ending ending(std::chrono::hours(24));
    Result<FileDigests> digests;
    const std::jthread thread([&] {
        digests = compute(path, stop);
        QMetaObject::invokeMethod(
            &ending, [&ending] { ending.end(true); }, Qt::QueuedConnection);
    });
    co_await wait(ending, {}); // the thread heeds the stop itself
    co_return digests;
}

} // namespace slipway

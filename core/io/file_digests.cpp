#include "core/io/file_digests.h"

#include "core/async/completion.h"
#include "core/io/storage_error.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(FileDigests)
};

Result<FileDigests> compute(const QString &path, const std::stop_token &stop)
{
    const QString what = Texts::tr("The finished file cannot be read");
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return std::unexpected(storageError(what, path, errno));
    FileHash hash(true);
    std::vector<char> buffer(1 << 20);
    int failed = 0;
    for (;;) {
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            failed = errno;
        if (got <= 0 || stop.stop_requested())
            break;
        hash.add(buffer.data(), static_cast<size_t>(got));
    }
    ::close(fd);
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
    if (failed != 0)
        return std::unexpected(storageError(what, path, failed));
    return hash.finish();
}

} // namespace

QCoro::Task<Result<FileDigests>> digestsOf(QString path, std::stop_token stop)
{
    Completion ending(std::chrono::hours(24));
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

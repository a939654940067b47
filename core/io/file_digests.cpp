#include "core/io/file_digests.h"

#include "core/async/completion.h"
#include "core/io/native_path.h"
#include "core/io/storage_error.h"
#include "core/platform/native_file.h"

#include <QCoreApplication>

#include <thread>
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
    auto file = NativeFile::open(nativePath(path), {});
    if (!file)
        return std::unexpected(storageError(what, path, file.error()));
    FileHash hash(true);
    std::vector<char> buffer(1 << 20);
    SystemResult<std::size_t> got;
    for (;;) {
        got = file->read(buffer.data(), buffer.size());
        if (got.value_or(0) == 0 || stop.stop_requested())
            break;
        hash.add(buffer.data(), *got);
    }
    if (stop.stop_requested())
        return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
    if (!got)
        return std::unexpected(storageError(what, path, got.error()));
    return hash.finish();
}

} // namespace

QCoro::Task<Result<FileDigests>> digestsOf(QString path, std::stop_token stop)
{
    Completion completion(std::chrono::hours(24));
    Result<FileDigests> digests;
    const std::jthread thread([&] {
        digests = compute(path, stop);
        QMetaObject::invokeMethod(
            &completion, [&completion] { completion.end(true); }, Qt::QueuedConnection);
    });
    co_await wait(completion, {}); // the thread heeds the stop itself
    co_return digests;
}

} // namespace slipway

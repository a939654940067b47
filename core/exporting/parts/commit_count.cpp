#include "core/exporting/parts/commit_count.h"

#include "core/io/durable_folder.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace slipway {
namespace {

constexpr qsizetype width = 96; // written at once, so that a shorter note leaves nothing of a longer one

QByteArray pathOf(const QString &folder, const QString &jobId)
{
    return QFile::encodeName(folder + QLatin1Char('/') + commitCountName(jobId));
}

// Returns 0 or the error number.
int writeNote(const QString &folder, const QString &jobId, const CommitCount &count, bool syncs)
{
    const int fd =
        ::open(pathOf(folder, jobId).constData(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return errno;
    QByteArray text = QByteArray::number(count.pages) + ' ' + count.checksum.toLatin1();
    text = text.leftJustified(width - 1, ' ', true) + '\n';
    // A note that is cut short is malformed, and does not count.
    const ssize_t wrote = ::pwrite(fd, text.constData(), static_cast<size_t>(text.size()), 0);
    int failed = wrote < 0 ? errno : wrote < text.size() ? ENOSPC : 0;
    if (failed == 0 && syncs && ::fsync(fd) != 0)
        failed = errno;
    ::close(fd);
    return failed;
}

} // namespace

QString commitCountName(const QString &jobId)
{
    return jobId + QStringLiteral("-commits.part");
}

void writeCommitCount(const QString &folder, const QString &jobId, const CommitCount &count)
{
    (void)writeNote(folder, jobId, count, false);
}

int noteOlderJournal(const QString &folder, const QString &jobId, qint64 pages)
{
    CommitCount count{pages + 1, QStringLiteral("-")};
    if (const auto known = readCommitCount(folder, jobId); known && known->pages > count.pages)
        count = *known;
    const int failed = writeNote(folder, jobId, count, true);
    return failed != 0 ? failed : syncFolder(folder);
}

std::optional<CommitCount> readCommitCount(const QString &folder, const QString &jobId)
{
    const int fd = ::open(pathOf(folder, jobId).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return std::nullopt;
    QByteArray text(width + 1, '\0');
    const ssize_t got = ::read(fd, text.data(), static_cast<size_t>(text.size()));
    ::close(fd);
    if (got != width || text[width - 1] != '\n')
        return std::nullopt;
    const QList<QByteArray> words = text.left(width).trimmed().split(' ');
    bool isNumber = false;
    const qint64 pages = words.first().toLongLong(&isNumber);
    if (words.size() != 2 || !isNumber || pages < 1)
        return std::nullopt;
    return CommitCount{pages, QString::fromLatin1(words.last())};
}

void removeCommitCount(const QString &folder, const QString &jobId)
{
    ::unlink(pathOf(folder, jobId).constData());
}

} // namespace slipway

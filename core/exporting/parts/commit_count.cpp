#include "core/exporting/parts/commit_count.h"

#include "core/io/durable_folder.h"
#include "core/io/native_path.h"
#include "core/platform/file_names.h"
#include "core/platform/native_file.h"

#include <QList>

namespace slipway {
namespace {

constexpr qsizetype width = 96; // written at once, so that a shorter note leaves nothing of a longer one

std::filesystem::path pathOf(const QString &folder, const QString &jobId)
{
    return nativePath(folder + QLatin1Char('/') + commitCountName(jobId));
}

// Returns what went wrong, if anything did.
std::error_code writeNote(const QString &folder, const QString &jobId, const CommitCount &count, bool syncs)
{
    auto file =
        NativeFile::open(pathOf(folder, jobId), {.access = NativeFile::Access::Write, .creates = true});
    if (!file)
        return file.error();
    if (const auto facts = file->facts(); !facts || !facts->isPlain)
        return std::make_error_code(std::errc::is_a_directory); // or something else that is not a file
    QByteArray text = QByteArray::number(count.pages) + ' ' + count.checksum.toLatin1();
    if (count.index >= 0)
        text += ' ' + QByteArray::number(count.index);
    text = text.leftJustified(width - 1, ' ', true) + '\n';
    // A note that is cut short is malformed, and does not count.
    const auto size = static_cast<size_t>(text.size());
    const auto wrote = file->writeAt(text.constData(), size, 0);
    if (!wrote)
        return wrote.error();
    if (*wrote < size)
        return std::make_error_code(std::errc::no_space_on_device);
    if (!syncs)
        return {};
    const SystemResult<void> synced = file->sync();
    return synced ? std::error_code() : synced.error();
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

std::error_code noteOlderJournal(const QString &folder, const QString &jobId, qint64 pages)
{
    CommitCount count{pages + 1, QStringLiteral("-"), -1};
    if (const auto known = readCommitCount(folder, jobId)) {
        count.index = known->index;
        if (known->pages > count.pages)
            count = *known;
    }
    const std::error_code failed = writeNote(folder, jobId, count, true);
    return failed ? failed : syncFolder(folder);
}

std::optional<CommitCount> readCommitCount(const QString &folder, const QString &jobId)
{
    auto file = NativeFile::open(pathOf(folder, jobId), {});
    if (!file)
        return std::nullopt;
    QByteArray text(width + 1, '\0');
    if (const auto got = file->read(text.data(), static_cast<size_t>(text.size()));
        got.value_or(0) != static_cast<size_t>(width) || text[width - 1] != '\n')
        return std::nullopt;
    const QList<QByteArray> words = text.left(width).trimmed().split(' ');
    bool isNumber = false;
    CommitCount count;
    count.pages = words.first().toLongLong(&isNumber);
    if (words.size() < 2 || words.size() > 3 || !isNumber || count.pages < 1)
        return std::nullopt;
    count.checksum = QString::fromLatin1(words[1]);
    if (words.size() == 3)
        count.index = words[2].toInt(&isNumber);
    return isNumber && count.index >= -1 ? std::optional(count) : std::nullopt;
}

void removeCommitCount(const QString &folder, const QString &jobId)
{
    (void)removeFile(pathOf(folder, jobId));
}

} // namespace slipway

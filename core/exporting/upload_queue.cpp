#include "core/exporting/upload_queue.h"

#include "core/base/background.h"
#include "core/base/ending.h"
#include "core/destinations/rclone_error.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace slipway {
namespace {

constexpr int parallel = 4; // uploads at the same time, as rclone itself has it

} // namespace

UploadQueue::UploadQueue(UploadSettings settings, ObjectStore store, UploadJournal journal)
    : m_settings(std::move(settings)), m_store(std::move(store)), m_journal(std::move(journal))
{}

UploadQueue::~UploadQueue() = default;

QString UploadQueue::path(const PartRecord &part) const
{
    return m_settings.folder + QLatin1Char('/') + part.name;
}

Result<void> UploadQueue::begin(const QList<PartRecord> &parts)
{
    auto uploads = m_journal.uploads(m_settings.jobId, m_settings.endpointId);
    if (!uploads)
        return std::unexpected(uploads.error());
    m_uploads = std::move(*uploads);
    for (const PartRecord &part : parts) {
        if (m_uploads.contains(part.number))
            QFile::remove(path(part)); // the run before may have ended just before that
        else
            add(part, true);
    }
    return {};
}

void UploadQueue::add(const PartRecord &part, bool mayBeThere)
{
    m_waiting.push_back({part, mayBeThere, 0});
    m_waitingBytes += part.fileBytes;
    startWorkers();
}

void UploadQueue::startWorkers()
{
    // One at a time under a limit, which each run of rclone keeps by itself.
    const int most = m_settings.bandwidth > 0 ? 1 : parallel;
    if (m_failed || m_stop.stop_requested() || m_workers >= most)
        return;
    std::erase_if(m_tasks, [](const QCoro::Task<void> &task) { return task.isReady(); });
    ++m_workers;
    m_tasks.push_back(work());
}

QCoro::Task<void> UploadQueue::work()
{
    while (!m_waiting.empty() && !m_failed && !m_stop.stop_requested()) {
        Item item = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_underWay << &item;
        Result<UploadRecord> record = co_await persist(item);
        if (record && item.part.number > 0) {
            if (auto noted = m_journal.add(m_settings.jobId, m_settings.endpointId, *record); !noted)
                record = std::unexpected(noted.error());
        }
        m_underWay.removeOne(&item);
        if (record) {
            if (item.part.number > 0)
                m_uploads.insert(item.part.number, *record);
            QFile::remove(path(item.part));
            m_waitingBytes -= item.part.fileBytes;
        } else if (record.error().kind != ErrorKind::Cancelled && !m_failed) {
            m_failed = record.error();
            m_stop.request_stop(); // the others would run into the same wall
        }
        Q_EMIT changed();
    }
    --m_workers;
}

QCoro::Task<Result<UploadRecord>> UploadQueue::persist(Item &item)
{
    const auto began = std::chrono::steady_clock::now();
    for (int attempt = 1;; ++attempt) {
        Result<UploadRecord> record = co_await upload(item);
        if (record || !isPassing(record.error()))
            co_return record;
        if (std::chrono::steady_clock::now() - began >= m_settings.retry.episode)
            co_return record;
        const auto time = m_settings.retry.wait(attempt);
        m_note = tr("%1 Trying again in %2 s.").arg(record.error().message).arg((time.count() + 999) / 1000);
        item.mayBeThere = true;
        item.sent = 0;
        Q_EMIT changed();
        const bool going = co_await pause(time, m_stop.get_token());
        m_note.clear();
        Q_EMIT changed();
        if (!going)
            co_return failure(ErrorKind::Cancelled, tr("Stopped."));
    }
}

QCoro::Task<Result<UploadRecord>> UploadQueue::upload(Item &item)
{
    const std::stop_token stop = m_stop.get_token();
    const PartRecord &part = item.part;
    const QString file = path(part), object = m_settings.table + QLatin1Char('/') + part.name;
    auto hashing = digestsOf(file, stop); // beside the upload
    const auto isOurFile = [&](const Result<FileDigests> &digests) -> Result<void> {
        if (!digests)
            return std::unexpected(digests.error());
        if (!part.sha256.isEmpty() && (digests->sha256 != part.sha256 || digests->size != part.fileBytes))
            return failure(ErrorKind::Storage, tr("The finished file %1 was changed.").arg(file),
                           tr("Cancel the job and export again."),
                           QStringLiteral("%1 bytes, SHA-256 %2; %3 bytes, %4 were written")
                               .arg(digests->size)
                               .arg(QLatin1String(digests->sha256))
                               .arg(part.fileBytes)
                               .arg(QLatin1String(part.sha256)));
        return {};
    };
    if (item.mayBeThere) {
        const Result<FileDigests> digests = co_await hashing;
        if (auto ours = isOurFile(digests); !ours)
            co_return std::unexpected(ours.error());
        const Result<StoredObject> there = co_await m_store.stat(object, stop);
        if (there && there->exists && there->size == digests->size) {
            if (const Result<QString> verified = co_await verify(object, *digests); verified)
                co_return UploadRecord{part.number, object, digests->size, digests->md5, *verified};
        }
        // Whoever may not look simply writes again.
        if (!there && there.error().kind != ErrorKind::PermissionMissing)
            co_return std::unexpected(there.error());
        hashing = digestsOf(file, stop);
    }
    const QString target = m_store.isAtomic() ? object : object + QStringLiteral(".partial");
    const auto sent = [this, &item](qint64 bytes) {
        item.sent = std::min(bytes, item.part.fileBytes);
        Q_EMIT changed();
    };
    const Result<void> put = co_await m_store.put(file, target, m_settings.bandwidth, sent, stop);
    const Result<FileDigests> digests = co_await hashing;
    if (!put)
        co_return std::unexpected(put.error());
    if (auto ours = isOurFile(digests); !ours)
        co_return std::unexpected(ours.error());
    const Result<QString> verified = co_await verify(target, *digests);
    if (!verified)
        co_return std::unexpected(verified.error());
    if (!m_store.isAtomic()) {
        if (const Result<void> renamed = co_await m_store.rename(target, object, stop); !renamed)
            co_return std::unexpected(renamed.error());
    }
    co_return UploadRecord{part.number, object, digests->size, digests->md5, *verified};
}

QCoro::Task<Result<QString>> UploadQueue::verify(QString object, FileDigests digests)
{
    const std::stop_token stop = m_stop.get_token();
    const auto differs = [&](const QString &details) {
        return failure(ErrorKind::BadAnswer,
                       tr("What arrived at %1 is not what was sent.").arg(m_store.destination().url()),
                       tr("The job tries again."), object + QStringLiteral(": ") + details);
    };
    const Result<StoredObject> stored = co_await m_store.stat(object, stop);
    if (!stored && stored.error().kind == ErrorKind::PermissionMissing)
        co_return QString::fromLatin1(m_store.hasStoreChecksum() ? verifiedOnReceipt : verifiedBySize);
    if (!stored)
        co_return std::unexpected(stored.error());
    if (!stored->exists || stored->size != digests.size)
        co_return differs(QStringLiteral("%1 of %2 bytes").arg(stored->size).arg(digests.size));
    if (m_store.hasStoreChecksum() && !stored->md5.isEmpty()) {
        if (stored->md5 != digests.md5)
            co_return differs(
                QStringLiteral("MD5 %1, not %2").arg(QLatin1String(stored->md5), QLatin1String(digests.md5)));
        co_return QString::fromLatin1(verifiedByStore);
    }
    const Result<RcloneOutput> sha256 = co_await m_store.sha256(object, stop);
    if (!sha256 && sha256.error().kind == ErrorKind::PermissionMissing)
        co_return QString::fromLatin1(verifiedBySize);
    if (!sha256)
        co_return std::unexpected(sha256.error());
    if (sha256->bytes != digests.sha256)
        co_return differs(QStringLiteral("SHA-256 %1, not %2")
                              .arg(QLatin1String(sha256->bytes), QLatin1String(digests.sha256)));
    co_return QString::fromLatin1(verifiedByReading);
}

qint64 UploadQueue::uploadedBytes() const
{
    qint64 bytes = 0;
    for (const UploadRecord &record : m_uploads)
        bytes += record.size;
    for (const Item *item : m_underWay)
        bytes += item->part.number > 0 ? item->sent : 0;
    return bytes;
}

QCoro::Task<bool> UploadQueue::waitForChange(std::stop_token stop)
{
    Ending ending(std::chrono::hours(24));
    connect(this, &UploadQueue::changed, &ending, [&ending] { ending.end(true); });
    (void)co_await wait(ending, stop);
    co_return !stop.stop_requested() && !m_failed;
}

QCoro::Task<bool> UploadQueue::waitForRoom(std::stop_token stop)
{
    while (isFull() && !m_failed) {
        if (const bool going = co_await waitForChange(stop); !going)
            co_return false;
    }
    co_return !m_failed && !stop.stop_requested();
}

QCoro::Task<bool> UploadQueue::waitUntilDone(std::stop_token stop)
{
    while (!m_failed && (!m_waiting.empty() || !m_underWay.isEmpty())) {
        if (const bool going = co_await waitForChange(stop); !going)
            co_return false;
    }
    co_return !m_failed && !stop.stop_requested();
}

QCoro::Task<bool> UploadQueue::uploadLast(QString name, std::stop_token stop)
{
    PartRecord file;
    file.name = name;
    file.fileBytes = QFileInfo(m_settings.folder + QLatin1Char('/') + name).size();
    add(file, true);
    const bool done = co_await waitUntilDone(stop);
    co_return done;
}

QCoro::Task<void> UploadQueue::end()
{
    m_stop.request_stop();
    for (QCoro::Task<void> &task : m_tasks) {
        if (!task.isReady())
            co_await task;
    }
    m_tasks.clear();
}

} // namespace slipway

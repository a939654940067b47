#include "core/exporting/uploading/upload_queue.h"

#include "core/async/background.h"
#include "core/async/completion.h"
#include "core/base/forward_error.h"
#include "core/destinations/kinds/store_kind.h"
#include "core/destinations/rclone/rclone_error.h"
#include "core/destinations/step_limit.h"

#include <QCoroSignal>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace slipway {
namespace {

constexpr int workers = 2;               // each uploads two files at a time: four in all, rclone's default
constexpr qint64 batchBytes = 512 << 20; // of one run of rclone, unless one file is larger
constexpr auto besideSuffix = ".partial";
constexpr std::chrono::milliseconds startTime(100); // of rclone
// How long a store may take to show what it has acknowledged, and the longest pause between two looks.
constexpr std::chrono::minutes lookingLimit(5);
constexpr std::chrono::seconds longestPause(15);
constexpr qint64 hashRate = 500 << 20; // bytes a second that it hashes before it sends them

} // namespace

UploadQueue::UploadQueue(UploadSettings settings, ObjectStore store, UploadJournal journal)
    : m_settings(std::move(settings)), m_store(std::move(store)), m_journal(std::move(journal)),
      m_check(m_store, m_settings.folder)
{
    m_watch.setInterval(m_settings.patience);
    connect(&m_watch, &QTimer::timeout, this, &UploadQueue::watchForSilence);
}

UploadQueue::~UploadQueue() = default;

QString UploadQueue::path(const QString &name) const
{
    return m_settings.folder + QLatin1Char('/') + name;
}

QString UploadQueue::object(const QString &name) const
{
    return m_settings.table + QLatin1Char('/') + name;
}

Result<void> UploadQueue::begin(const QList<PartRecord> &parts)
{
    ASSIGN_OR_RETURN(auto uploads, m_journal.uploads(m_settings.jobId, m_settings.endpointId));
    m_uploads = std::move(uploads);
    m_isFirstRun = parts.isEmpty();
    for (const PartRecord &part : parts) {
        if (m_uploads.contains(part.number))
            QFile::remove(path(part.name)); // the previous run may have ended just before doing that
        else
            take({part, true, 0, {}, 0, {}});
    }
    m_tasks.push_back(checkDestination());
    m_watch.start();
    startWorkers();
    return {};
}

QCoro::Task<Result<void>> UploadQueue::askStore()
{
    const StepLimit within(m_settings.patience, m_stop.get_token());
    if (m_settings.reach) {
        const Result<void> reached = within.judged(co_await m_settings.reach(within.token()), destination());
        if (!reached)
            co_return reached;
    }
    // In a folder of its own there is nothing to list.
    const auto seen = within.judged(
        co_await m_store.look(object(m_settings.jobId + QStringLiteral("/any")), within.token()),
        destination());
    co_return seen ? Result<void>{} : std::unexpected(seen.error());
}

QCoro::Task<void> UploadQueue::checkDestination()
{
    m_isAsking = true;
    for (;;) {
        const Result<void> seen = co_await askStore();
        if (m_stop.stop_requested())
            break;
        const bool isSilent = !seen && isTransient(seen.error());
        if (const QString told = isSilent ? tr("%1 Still trying.").arg(seen.error().message) : QString();
            told != m_silence) {
            m_silence = told;
            Q_EMIT changed();
        }
        if (isSilent) {
            if (const bool going = co_await pause(m_settings.patience / 2, m_stop.get_token()); !going)
                break;
            continue;
        }
        if (!seen && seen.error().kind != ErrorKind::PermissionMissing &&
            (seen.error().kind != ErrorKind::NotFound || !StoreKind::of(destination()).createsBucket()))
            fail(seen.error().kind == ErrorKind::NotFound ? noSuchBucket(destination(), seen.error().details)
                                                          : seen.error());
        break;
    }
    m_isAsking = false;
}

void UploadQueue::watchForSilence()
{
    const qint64 bytes = uploadedBytes();
    const bool isStill = bytes == std::exchange(m_bytesSeen, bytes);
    if (!isStill || m_underWay.isEmpty() || m_isAsking || m_stop.stop_requested())
        return;
    std::erase_if(m_tasks, [](const QCoro::Task<void> &task) { return task.isReady(); });
    m_tasks.push_back(checkDestination());
}

void UploadQueue::fail(const Error &error)
{
    if (!m_failed)
        m_failed = error;
    m_stop.request_stop(); // the others would run into the same wall
    Q_EMIT changed();
}

void UploadQueue::add(const PartRecord &part)
{
    take({part, false, 0, {}, 0, {}});
    startWorkers();
}

void UploadQueue::add(const QString &name)
{
    Item item;
    item.part.name = name;
    item.part.fileBytes = QFileInfo(path(name)).size();
    item.mayBeThere = !m_isFirstRun;
    take(std::move(item));
    startWorkers();
}

void UploadQueue::take(Item item)
{
    ++m_open;
    m_waitingBytes += item.part.fileBytes;
    m_waiting.push_back(std::move(item));
}

int UploadQueue::mostBatches() const
{
    return m_settings.bandwidth > 0 ? 1 : workers;
}

void UploadQueue::startWorkers()
{
    std::erase_if(m_tasks, [](const QCoro::Task<void> &task) { return task.isReady(); });
    while (!m_waiting.empty() && isFree(m_workers) && !m_stop.stop_requested()) {
        ++m_workers;
        m_tasks.push_back(work());
    }
}

UploadQueue::Batch UploadQueue::nextBatch()
{
    Batch batch;
    batch.number = ++m_batches;
    // The other worker's share stays.
    const auto most = static_cast<size_t>(mostBatches());
    const size_t share = m_store.isAtomic() ? (m_waiting.size() + most - 1) / most : 1;
    const qint64 limit =
        m_settings.bandwidth > 0 ? std::min(batchBytes, 10 * m_settings.bandwidth) : batchBytes;
    while (!m_waiting.empty() && batch.items.size() < share) {
        const qint64 bytes = batch.bytes + m_waiting.front().part.fileBytes;
        if (!batch.items.empty() && bytes > limit)
            break;
        batch.bytes = bytes;
        batch.items.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
    }
    return batch;
}

QCoro::Task<void> UploadQueue::work()
{
    while (!m_waiting.empty() && isFree(m_workers - 1) && !m_stop.stop_requested()) {
        Batch batch = nextBatch();
        m_underWay << &batch;
        const Result<void> sent = co_await send(batch);
        m_underWay.removeOne(&batch);
        if (batch.isEnding)
            --m_ending;
        if (!sent) {
            co_await tryAgain(std::move(batch.items), sent.error());
            continue;
        }
        for (Item &item : batch.items)
            m_sent.push_back(std::move(item));
        Q_EMIT changed();
        if (!m_verifying && !m_sent.empty() && !m_stop.stop_requested())
            m_tasks.push_back(verifyAll());
    }
    --m_workers;
}

QCoro::Task<Result<void>> UploadQueue::send(Batch &batch)
{
    const std::stop_token stop = m_stop.get_token();
    for (Item &item : batch.items) {
        if (auto hashed = co_await m_check.complete(item.part, stop); !hashed)
            co_return hashed;
    }
    if (std::ranges::any_of(batch.items, &Item::mayBeThere)) {
        // Files of which nothing can be there yet need not be looked for.
        Items unseen; // stay in the batch
        if (auto looked = co_await verify(batch.items, true, unseen); !looked)
            co_return looked;
        if (batch.items.empty())
            co_return Result<void>{};
    }
    const auto sent = [this, &batch](qint64 bytes) { takeSent(batch, bytes); };
    QStringList names;
    for (const Item &item : batch.items)
        names << item.part.name;
    Result<void> put;
    if (m_store.isAtomic())
        put = co_await m_store.putAll(m_settings.folder, names, m_settings.table, m_settings.bandwidth, sent,
                                      stop);
    else
        put = co_await m_store.put(path(names.first()), object(names.first()) + QLatin1String(besideSuffix),
                                   m_settings.bandwidth, sent, stop);
    co_return put;
}

void UploadQueue::takeSent(Batch &batch, qint64 bytes)
{
    batch.sent = bytes;
    Q_EMIT changed();
    if (m_settings.bandwidth == 0 || batch.isEnding || m_waiting.empty())
        return;
    const auto timeOf = [](qint64 size, qint64 rate) {
        return std::chrono::milliseconds(1000 * std::max<qint64>(size, 0) / rate);
    };
    // The next run of rclone starts, and hashes its first file, while this one sends its last bytes.
    const auto lead = std::min(std::chrono::milliseconds(1000),
                               startTime + timeOf(m_waiting.front().part.fileBytes, hashRate));
    const auto left = timeOf(batch.bytes - bytes, m_settings.bandwidth);
    if (left <= lead + progressInterval)
        QTimer::singleShot(std::max(left - lead, std::chrono::milliseconds(0)), this,
                           [this, number = batch.number] { startNextBeside(number); });
}

void UploadQueue::startNextBeside(int number)
{
    const auto batch = std::ranges::find(m_underWay, number, &Batch::number);
    if (batch == m_underWay.end() || (*batch)->isEnding)
        return;
    (*batch)->isEnding = true;
    ++m_ending;
    startWorkers();
}

QCoro::Task<void> UploadQueue::verifyAll()
{
    m_verifying = true;
    while (!m_sent.empty() && !m_stop.stop_requested()) {
        Items items = std::exchange(m_sent, {}), unseen;
        if (const Result<void> verified = co_await verify(items, false, unseen); !verified)
            co_await tryAgain(std::move(items), verified.error());
        if (!unseen.empty())
            co_await lookAgain(std::move(unseen));
    }
    m_verifying = false;
}

QCoro::Task<Result<void>> UploadQueue::verify(Items &items, bool mayBeAbsent, Items &unseen)
{
    const std::stop_token stop = m_stop.get_token();
    const bool beside = !m_store.isAtomic() && !mayBeAbsent;
    const auto nameOf = [&](const Item &item) {
        return beside ? item.part.name + QLatin1String(besideSuffix) : item.part.name;
    };
    QStringList names;
    for (const Item &item : items)
        names << nameOf(item);
    const auto stored = co_await m_store.stat(m_settings.table, names, stop);
    const bool mayLook = stored || stored.error().kind != ErrorKind::PermissionMissing;
    if (!stored && mayLook)
        co_return std::unexpected(stored.error());
    if (!mayLook && mayBeAbsent)
        co_return Result<void>{}; // credentials that may not look simply write again
    Result<void> result;
    const Items all = items;
    for (const Item &item : all) {
        std::optional<StoredObject> there;
        if (mayLook)
            there = stored->value(nameOf(item));
        const bool isAbsent = mayLook && !stored->contains(nameOf(item));
        if (mayBeAbsent && (isAbsent || there->size != item.part.fileBytes))
            continue;
        if (isAbsent) {
            unseen.push_back(item);
            std::erase_if(items, [&](const Item &each) { return each.part.name == item.part.name; });
            continue;
        }
        const Result<QString> verified =
            co_await m_check.verify(item.part, object(nameOf(item)), there, stop);
        Result<void> done;
        if (!verified)
            done = std::unexpected(verified.error());
        else if (beside)
            done = co_await m_store.rename(object(nameOf(item)), object(item.part.name), stop);
        if (done)
            done = complete(items, item.part.name, *verified);
        if (!done && !mayBeAbsent)
            result = done; // the others first
    }
    co_return result;
}

QCoro::Task<void> UploadQueue::lookAgain(Items items)
{
    const auto now = std::chrono::steady_clock::now();
    const auto limit = std::min<std::chrono::milliseconds>(lookingLimit, m_settings.retry.episode);
    int looks = 1;
    bool isOver = false;
    for (Item &item : items) {
        if (++item.looks == 1)
            item.lookedFirst = now;
        looks = std::max(looks, item.looks);
        isOver = isOver || now - item.lookedFirst >= limit;
    }
    if (isOver) {
        for (Item &item : items) {
            item.failedFirst = item.failures++ == 0 ? item.lookedFirst : item.failedFirst;
            item.looks = 0;
        }
        const Error error{ErrorKind::BadAnswer,
                          tr("%1 does not show what was sent.").arg(destination().url()),
                          tr("If the store is slow to show new objects, resume the job later."),
                          object(items.front().part.name)};
        co_await tryAgain(std::move(items), error);
        co_return;
    }
    const auto time = std::min<std::chrono::milliseconds>(m_settings.retry.wait(looks), longestPause);
    m_note = tr("%1 does not yet show what was sent. Looking again in %2 s.")
                 .arg(destination().url())
                 .arg((time.count() + 999) / 1000);
    Q_EMIT changed();
    const bool going = co_await pause(time, m_stop.get_token());
    m_note.clear();
    for (Item &item : items)
        m_sent.push_back(std::move(item));
    if (going)
        Q_EMIT changed();
}

Result<void> UploadQueue::complete(Items &items, const QString &name, const QString &verified)
{
    const auto item = std::ranges::find(items, name, [](const Item &each) { return each.part.name; });
    const PartRecord part = item->part;
    if (part.number > 0) {
        const UploadRecord record{part.number, object(name), part.fileBytes, part.md5, verified};
        if (auto noted = m_journal.add(m_settings.jobId, m_settings.endpointId, record); !noted)
            return noted;
        m_uploads.insert(part.number, record);
    }
    QFile::remove(path(name));
    m_waitingBytes -= part.fileBytes;
    --m_open;
    items.erase(item);
    Q_EMIT changed();
    return {};
}

QCoro::Task<void> UploadQueue::tryAgain(Items items, Error error)
{
    if (error.kind == ErrorKind::Cancelled)
        co_return;
    const auto now = std::chrono::steady_clock::now();
    bool isOver = !isTransient(error);
    int failures = 1;
    for (Item &item : items) {
        if (++item.failures == 1)
            item.failedFirst = now;
        item.mayBeThere = true;
        failures = std::max(failures, item.failures);
        isOver = isOver || now - item.failedFirst >= m_settings.retry.episode;
    }
    if (isOver) {
        fail(error);
        co_return;
    }
    const auto time = m_settings.retry.wait(failures);
    m_note = tr("%1 Trying again in %2 s.").arg(error.message).arg((time.count() + 999) / 1000);
    Q_EMIT changed();
    const bool going = co_await pause(time, m_stop.get_token());
    m_note.clear();
    for (auto item = items.rbegin(); item != items.rend(); ++item)
        m_waiting.push_front(std::move(*item));
    Q_EMIT changed();
    if (going)
        startWorkers();
}

qint64 UploadQueue::uploadedBytes() const
{
    qint64 bytes = 0;
    for (const UploadRecord &record : m_uploads)
        bytes += record.size;
    for (const Item &item : m_sent)
        bytes += item.part.number > 0 ? item.part.fileBytes : 0;
    for (const Batch *batch : m_underWay) {
        if (!batch->items.empty() && batch->items.front().part.number > 0)
            bytes += batch->sent;
    }
    return bytes;
}

QCoro::Task<bool> UploadQueue::waitForChange(std::stop_token stop)
{
    Completion completion(std::chrono::hours(24));
    connect(this, &UploadQueue::changed, &completion, [&completion] { completion.end(true); });
    (void)co_await wait(completion, stop);
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
    while (!m_failed && m_open > 0) {
        if (const bool going = co_await waitForChange(stop); !going)
            co_return false;
    }
    co_return !m_failed && !stop.stop_requested();
}

QCoro::Task<void> UploadQueue::end()
{
    m_watch.stop();
    m_stop.request_stop();
    while (!m_tasks.empty()) {
        const QCoro::Task<void> task = std::move(m_tasks.back());
        m_tasks.pop_back();
        if (!task.isReady())
            co_await task;
    }
}

} // namespace slipway

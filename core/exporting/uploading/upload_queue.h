// Uploads the finished files of one stream while its next ones are being fetched, verifies each object, notes
// it in the journal and removes the file.
//
// Files that wait go up several in one run of rclone, and what arrived is verified beside the next uploads,
// several at a time as well: starting rclone costs as much as uploading some MB. Under a limit, which each
// run keeps by itself, the next one starts while the last bytes of the one before are on their way. A file
// goes up as often as it takes to get it there whole; what an earlier run left there whole is taken as it is.
// A store may show an object only a while after it took it: then it is looked for again, and not sent again.
// Where objects do not appear at once, they are written under another name and renamed when verified.
//
// Threads: that of the stream; rclone and the hashing run beside it.
#pragma once
#include "core/exporting/fetching/pacing.h"
#include "core/exporting/uploading/upload_check.h"
#include "core/exporting/uploading/upload_journal.h"

#include <QObject>
#include <chrono>
#include <deque>
#include <vector>

namespace slipway {

struct UploadSettings
{
    QString jobId, endpointId;
    QString folder;        // of the files, absolute
    QString table;         // of the objects, below the prefix
    qint64 bandwidth = 0;  // bytes a second; 0: no limit
    qint64 spoolLimit = 0; // bytes that may wait
    RetryPolicy retry;
};

class UploadQueue : public QObject
{
    Q_OBJECT
public:
    UploadQueue(UploadSettings settings, ObjectStore store, UploadJournal journal);
    ~UploadQueue() override; // end() must have been awaited

    // Takes up where a former run was: files that are in the bucket are removed here, the others go up. Looks
    // at the bucket beside that: what is certainly wrong with it is told before hours are fetched for it.
    [[nodiscard]] Result<void> begin(const QList<PartRecord> &parts);
    void add(const PartRecord &part);
    // A small file beside the parts; it is removed as they are.
    void add(const QString &name);

    // Waits until another page may be written. False: stopped, or failed().
    [[nodiscard]] QCoro::Task<bool> waitForRoom(std::stop_token stop);
    [[nodiscard]] bool isFull() const { return m_waitingBytes >= m_settings.spoolLimit; }
    [[nodiscard]] bool hasRoom() const { return !isFull() && !m_failed; }
    // Waits until all files are in the bucket. False: stopped, or failed().
    [[nodiscard]] QCoro::Task<bool> waitUntilDone(std::stop_token stop);
    // Stops what is under way and waits for it.
    [[nodiscard]] QCoro::Task<void> end();

    [[nodiscard]] const QMap<int, UploadRecord> &uploads() const { return m_uploads; }
    [[nodiscard]] std::optional<Error> failed() const { return m_failed; }
    [[nodiscard]] int uploadedFiles() const { return static_cast<int>(m_uploads.size()); }
    [[nodiscard]] qint64 uploadedBytes() const; // those under way included
    [[nodiscard]] QString note() const { return m_note; }
    [[nodiscard]] const Destination &destination() const { return m_store.destination(); }

Q_SIGNALS:
    void changed();

private:
    struct Item
    {
        PartRecord part;         // number 0: not a part, not in the journal
        bool mayBeThere = false; // from a former run or attempt
        int failures = 0;
        std::chrono::steady_clock::time_point failedFirst;
        int looks = 0; // in vain, since it was sent
        std::chrono::steady_clock::time_point lookedFirst;
    };
    using Items = std::vector<Item>;
    struct Batch // of one run of rclone
    {
        int number = 0;
        Items items;
        qint64 bytes = 0, sent = 0;
        bool isEnding = false; // under a limit: the next one may start
    };
    void take(Item item);
    void startWorkers();
    QCoro::Task<void> checkDestination();
    void fail(const Error &error);
    [[nodiscard]] int mostBatches() const;
    // Whether this number of workers leaves room for another batch.
    [[nodiscard]] bool isFree(int workers) const { return workers - m_ending < mostBatches(); }
    [[nodiscard]] Batch nextBatch();
    void takeSent(Batch &batch, qint64 bytes);
    void startNextBeside(int number);
    QCoro::Task<void> work();
    // Sends what is not there yet. Items that turn out to be there leave the batch.
    QCoro::Task<Result<void>> send(Batch &batch);
    QCoro::Task<void> verifyAll();
    // Those that are as they should be are complete and leave the list. `mayBeAbsent`: the others are no
    // error. `unseen`: takes those that the store does not show.
    QCoro::Task<Result<void>> verify(Items &items, bool mayBeAbsent, Items &unseen);
    // Waits a little and looks for them again; after a long time they count as not sent.
    QCoro::Task<void> lookAgain(Items items);
    [[nodiscard]] Result<void> complete(Items &items, const QString &name, const QString &verified);
    // Waits until they may be tried again, and puts them back; or fails.
    QCoro::Task<void> tryAgain(Items items, Error error);
    [[nodiscard]] QCoro::Task<bool> waitForChange(std::stop_token stop);
    [[nodiscard]] QString path(const QString &name) const;
    [[nodiscard]] QString object(const QString &name) const;

    UploadSettings m_settings;
    ObjectStore m_store;
    UploadJournal m_journal;
    UploadCheck m_check;
    QMap<int, UploadRecord> m_uploads;
    // A file's way: waiting, in a batch under way, sent, then in m_uploads.
    std::deque<Item> m_waiting;
    QList<Batch *> m_underWay;
    Items m_sent;
    qint64 m_waitingBytes = 0; // of all files that are not verified yet
    int m_open = 0;            // their number
    int m_workers = 0, m_ending = 0, m_batches = 0;
    bool m_verifying = false;
    bool m_isFirstRun = true; // of the job: nothing can be there yet
    std::vector<QCoro::Task<void>> m_tasks;
    std::stop_source m_stop;
    std::optional<Error> m_failed;
    QString m_note;
};

} // namespace slipway

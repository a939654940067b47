// Uploads the finished files of one endpoint's export while the next ones are being fetched, verifies each
// object, records it in the journal and removes the file.
//
// Starting rclone costs as much as uploading some MB, so one run uploads several waiting files, and what has
// arrived is verified during the next uploads, also several at a time. With a bandwidth limit, which applies
// to each run by itself, the next run starts while the last bytes of the one before are on their way. A file
// is sent again until it has arrived completely; an object that an earlier run left complete is kept as it
// is. A store may show an object only some time after it accepted it; it is then looked for
// again, and not sent again. If the store does not show objects atomically, they are written under another
// name and renamed once verified.
//
// Threads: the thread of the export; rclone and the hashing run in parallel.
#pragma once
#include "core/exporting/fetching/pacing.h"
#include "core/exporting/journal/upload_journal.h"
#include "core/exporting/uploading/upload_check.h"

#include <QObject>
#include <QTimer>
#include <chrono>
#include <deque>
#include <functional>
#include <vector>

namespace slipway {

struct UploadSettings
{
    QString jobId, endpointId;
    QString folder;        // of the files, absolute
    QString table;         // of the objects, below the prefix
    qint64 bandwidth = 0;  // bytes a second; 0: no limit
    qint64 spoolLimit = 0; // bytes that may wait for their upload
    RetryPolicy retry;
    // Asks whether the store answers at all, where rclone takes minutes to notice that it does not.
    std::function<QCoro::Task<Result<void>>(std::stop_token)> reach;
    // How long a question may take, and how long an upload may stand still before the store is asked.
    std::chrono::milliseconds patience{10'000};
};

class UploadQueue : public QObject
{
    Q_OBJECT
public:
    UploadQueue(UploadSettings settings, ObjectStore store, UploadJournal journal);
    ~UploadQueue() override; // end() must have been awaited before

    // Continues where an earlier run stopped: files that are in the bucket are removed here, the others are
    // uploaded. Also looks at the bucket, so that anything that is certainly wrong with it is reported before
    // hours are spent on fetching. A store that does not answer is named in note() within seconds, here and
    // whenever an upload stands still, and is asked until it answers: the job then continues by itself.
    [[nodiscard]] Result<void> begin(const QList<PartRecord> &parts);
    void add(const PartRecord &part);
    // Adds a small file beside the parts; like them, it is removed after its upload.
    void add(const QString &name);

    // Waits until another page may be written. False: stopped, or failed.
    [[nodiscard]] QCoro::Task<bool> waitForRoom(std::stop_token stop);
    [[nodiscard]] bool isFull() const { return m_waitingBytes >= m_settings.spoolLimit; }
    [[nodiscard]] bool hasRoom() const { return !isFull() && !m_failed; }
    // Waits until all files are in the bucket. False: stopped, or failed.
    [[nodiscard]] QCoro::Task<bool> waitUntilDone(std::stop_token stop);
    // Stops the uploads under way and waits for their end.
    [[nodiscard]] QCoro::Task<void> end();

    [[nodiscard]] const QMap<int, UploadRecord> &uploads() const { return m_uploads; }
    [[nodiscard]] std::optional<Error> failed() const { return m_failed; }
    [[nodiscard]] int uploadedFiles() const { return static_cast<int>(m_uploads.size()); }
    [[nodiscard]] qint64 uploadedBytes() const; // including those under way
    [[nodiscard]] QString note() const { return m_note.isEmpty() ? m_silence : m_note; }
    [[nodiscard]] bool isSilent() const { return !m_silence.isEmpty(); } // the store does not answer
    [[nodiscard]] const Destination &destination() const { return m_store.destination(); }

Q_SIGNALS:
    void changed();

private:
    struct Item
    {
        PartRecord part;         // number 0: not a part, not in the journal
        bool mayBeThere = false; // from an earlier run or attempt
        int failures = 0;
        std::chrono::steady_clock::time_point failedFirst;
        int looks = 0; // how often it was not found since it was sent
        std::chrono::steady_clock::time_point lookedFirst;
    };
    using Items = std::vector<Item>;
    struct Batch // the files of one run of rclone
    {
        int number = 0;
        Items items;
        qint64 bytes = 0, sent = 0;
        bool isEnding = false; // with a bandwidth limit: the next one may start
    };
    void take(Item item);
    void startWorkers();
    QCoro::Task<void> checkDestination();
    // One question to the store, in `patience` at most.
    [[nodiscard]] QCoro::Task<Result<void>> askStore();
    void watchForSilence();
    void fail(const Error &error);
    [[nodiscard]] int mostBatches() const;
    // Whether there is room for another batch.
    [[nodiscard]] bool isFree(int workers) const { return workers - m_ending < mostBatches(); }
    [[nodiscard]] Batch nextBatch();
    void takeSent(Batch &batch, qint64 bytes);
    void startNextBeside(int number);
    QCoro::Task<void> work();
    // Sends the files that are not there yet. Items that turn out to be there leave the batch.
    QCoro::Task<Result<void>> send(Batch &batch);
    QCoro::Task<void> verifyAll();
    // Items that are as they should be are complete and leave the list. `mayBeAbsent`: missing ones are not
    // an error. `unseen`: receives those that the store does not show.
    QCoro::Task<Result<void>> verify(Items &items, bool mayBeAbsent, Items &unseen);
    // Waits a little and looks for them again. After a long time they count as not sent.
    QCoro::Task<void> lookAgain(Items items);
    [[nodiscard]] Result<void> complete(Items &items, const QString &name, const QString &verified);
    // Waits until they may be tried again and puts them back, or fails.
    QCoro::Task<void> tryAgain(Items items, Error error);
    [[nodiscard]] QCoro::Task<bool> waitForChange(std::stop_token stop);
    [[nodiscard]] QString path(const QString &name) const;
    [[nodiscard]] QString object(const QString &name) const;

    UploadSettings m_settings;
    ObjectStore m_store;
    UploadJournal m_journal;
    UploadCheck m_check;
    QMap<int, UploadRecord> m_uploads;
    // A file is first waiting, then in a batch under way, then sent, and finally in m_uploads.
    std::deque<Item> m_waiting;
    QList<Batch *> m_underWay;
    Items m_sent;
    qint64 m_waitingBytes = 0; // of all files that are not verified yet
    int m_open = 0;            // their number
    int m_workers = 0, m_ending = 0, m_batches = 0;
    bool m_verifying = false;
    bool m_isFirstRun = true; // the first run of the job, so nothing can be there yet
    std::vector<QCoro::Task<void>> m_tasks;
    std::stop_source m_stop;
    std::optional<Error> m_failed;
    QString m_note;
    QString m_silence; // what was last heard from a store that does not answer
    QTimer m_watch;
    qint64 m_bytesSeen = -1; // when the watch last looked
    bool m_isAsking = false;
};

} // namespace slipway

// Asks a tenant that answers slowly for further pages of a range while the export, the front, is still
// waiting for earlier ones: each window of the plan on an index and a connection of its own, and all of them
// within the endpoint's one pace. The front is handed these answers in place of its own requests.
//
// It writes nothing but answers into files without a name, and decides nothing about an answer; see
// window_plan.h. Before a window's first request goes out, the journal says that its index is used.
//
// Threads: an object belongs to the thread of the export, the front's, whose event loop runs while the front
// waits. Each window is read on a thread of its own, so that neither a page that is being written nor another
// reader makes a request go out late. The plan is shared under a lock, and the answers by way of the spool;
// windows are begun, entered and forgotten, and the journal is written, on the front's thread only.
#pragma once
#include "core/async/background.h"
#include "core/exporting/endpoints/answer_spool.h"
#include "core/exporting/endpoints/endpoint_export.h"
#include "core/exporting/fetching/iterator_fetch.h"
#include "core/exporting/fetching/window_plan.h"
#include "core/exporting/journal/job_journal.h"

#include <QObject>

#include <atomic>
#include <list>
#include <memory>
#include <mutex>

namespace slipway {

class Completion;

class ReadAhead
{
public:
    // The context and the journal outlive it. `known`: the windows of earlier runs.
    ReadAhead(const EndpointExportContext &context, const JobJournal &journal,
              const QList<WindowRecord> &known, std::stop_token stop);
    // Stops all readers, and waits for them; less than a second.
    ~ReadAhead();
    ReadAhead(const ReadAhead &) = delete;

    // Whether reading ahead can make this export faster at all: it has cursors, its own are not those of
    // another job, and every event is to be written once.
    [[nodiscard]] static bool suits(const EndpointExportContext &context);

    // For the plan: of a page, by its checksum.
    [[nodiscard]] static uint64_t printOf(const QString &checksum);

    // The plan, locked for as long as this object lives.
    class LockedPlan
    {
    public:
        LockedPlan(std::mutex &mutex, WindowPlan &plan) : m_lock(mutex), m_plan(plan) {}
        WindowPlan *operator->() { return &m_plan; }

    private:
        std::scoped_lock<std::mutex> m_lock;
        WindowPlan &m_plan;
    };
    [[nodiscard]] LockedPlan plan() { return {m_mutex, m_plan}; }
    // The front has sent a request itself, which took that long. Until this shows that the tenant is
    // slower than the pace allows, nothing is begun.
    void learn(std::chrono::milliseconds elapsed);
    // Begins what the plan says is worth beginning. The front calls it now and then.
    void begin();
    // The time between two requests, whoever sends them; zero while no reader is at work.
    [[nodiscard]] std::chrono::milliseconds paceOfAll() const;
    // The front waits for its turn: readers do not take it.
    void setFrontWaits(bool waits) { m_frontWaits = waits; }

    // Waits until an answer has come since the last wait. False: stopped.
    [[nodiscard]] QCoro::Task<bool> waitForChange();
    // The answer that the plan calls Kept, inflated; Storage, as the outer error, if it cannot be read any
    // more. Its body gets the memory of `spare`, if that is enough.
    [[nodiscard]] Result<Result<HttpAnswer>> take(QByteArray spare);
    // The front, whose mark is there, enters the window that begins at or before it: it has continued at
    // the window's start. Empty: there is none, or the front cannot do that. Windows before it are dropped.
    [[nodiscard]] std::optional<NewWindow> enter(qint64 mark, IteratorFetch &front);
    // Notes in the journal that it was entered.
    [[nodiscard]] Result<void> noteEntered(const NewWindow &window, int index);

    // How many requests were sent since the last call.
    [[nodiscard]] qint64 takeRequests() { return m_requests.exchange(0); }

private:
    struct Reader
    {
        Reader(NewWindow begun, int number, const QString &folder)
            : window(begun), placed(number), spool(folder)
        {}
        NewWindow window;
        int placed; // as in WindowRecord
        AnswerSpool spool;
        std::atomic<bool> hasEnded = false;
        BackgroundThread thread;
    };

    // On the reader's thread.
    [[nodiscard]] QCoro::Task<> read(Reader &reader);
    [[nodiscard]] QCoro::Task<bool> waitForTurn(int id);
    // How long the tenant asks to wait; negative: it was no page.
    [[nodiscard]] std::chrono::milliseconds keep(Reader &reader, Result<HttpAnswer> answer);
    void tellFront();

    // On the front's.
    // How many readers it takes to use the pace; 0: the front does that alone, or nothing should be sent now.
    [[nodiscard]] int worthwhileReaders();
    [[nodiscard]] bool hasRoom() const;
    [[nodiscard]] Reader &readerOf(int id);
    void tidyUp();

    const EndpointExportContext &m_context;
    const JobJournal &m_journal;
    const PlanRules m_rules;
    const QString m_folder, m_key;
    const std::chrono::milliseconds m_interval; // between two requests, whoever sends them
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_onStop;
    std::atomic<bool> m_frontWaits = false;
    std::atomic<qint64> m_requests = 0;

    std::mutex m_unpacking;        // one page of all readers at a time: they are large
    SpareBuffers m_spareOfReaders; // under this mutex
    std::mutex m_mutex;            // for the plan and the next three
    WindowPlan m_plan;
    double m_elapsed = -1; // milliseconds that a request of the front takes
    int m_faults = 0;      // answers without a page in a row
    std::chrono::steady_clock::time_point m_notBefore;

    // Of the front's thread.
    int m_placed = 0; // windows so far
    Completion *m_waiting = nullptr;
    SpareBuffers m_spareOfFront;
    QObject m_front;                              // the readers' messages arrive here
    std::list<std::unique_ptr<Reader>> m_readers; // also those whose answers still wait; last: they use all
};

} // namespace slipway

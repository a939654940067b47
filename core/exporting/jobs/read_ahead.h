// Asks a tenant that answers slowly for further pages of a range while the export, the front, is still
// waiting for earlier ones: each window of the plan on an index and a connection of its own, and all of them
// within the endpoint's one pace. The front is handed these answers in place of its own requests.
//
// It writes nothing but answers into files without a name, and decides nothing about an answer; see
// window_plan.h. Before a window's first request goes out, the journal says that its index is used.
//
// Threads: the thread of the export, whose event loop runs while the front waits.
#pragma once
#include "core/exporting/fetching/window_plan.h"
#include "core/exporting/jobs/answer_spool.h"
#include "core/exporting/jobs/endpoint_export.h"
#include "core/exporting/jobs/job_journal.h"

#include <list>
#include <memory>

namespace slipway {

class Completion;

class ReadAhead
{
public:
    // The context and the journal outlive it. `known`: the windows of earlier runs.
    ReadAhead(const EndpointExportContext &context, const JobJournal &journal,
              const QList<WindowRecord> &known, std::stop_token stop);
    // Only after end().
    ~ReadAhead();
    ReadAhead(const ReadAhead &) = delete;

    // Whether reading ahead can make this export faster at all: it has cursors, its own are not those of
    // another job, and every event is to be written once.
    [[nodiscard]] static bool suits(const EndpointExportContext &context);

    // For the plan: of a page, by its checksum.
    [[nodiscard]] static uint64_t printOf(const QString &checksum);

    [[nodiscard]] WindowPlan &plan() { return m_plan; }
    // The front has sent a request by itself, which took that long. Until this shows that the tenant is
    // slower than the pace allows, nothing is begun.
    void learn(std::chrono::milliseconds elapsed);
    // Begins what the plan says is worth beginning. The front calls it now and then.
    void begin();
    // The front waits for its turn: readers do not take it.
    void setFrontWaits(bool waits) { m_frontWaits = waits; }

    // Waits until something has changed. False: stopped.
    [[nodiscard]] QCoro::Task<bool> waitForChange();
    // The answer that the plan calls Kept. Storage, as the outer error: it cannot be read any more.
    [[nodiscard]] Result<Result<HttpAnswer>> take();
    [[nodiscard]] Result<void> enter(const NewWindow &window, int index);

    // How many requests were sent since the last call.
    [[nodiscard]] qint64 takeRequests() { return std::exchange(m_requests, 0); }
    // Stops all readers, and waits for them.
    [[nodiscard]] QCoro::Task<> end();

private:
    struct Reader
    {
        Reader(NewWindow begun, int number, const QString &folder)
            : window(begun), placed(number), spool(folder)
        {}
        NewWindow window;
        int placed; // as in WindowRecord
        AnswerSpool spool;
        bool hasEnded = false; // its coroutine
        std::optional<QCoro::Task<>> task;
    };

    [[nodiscard]] QCoro::Task<> read(Reader &reader);
    [[nodiscard]] QCoro::Task<bool> waitForTurn(int id);
    // How long the tenant asks to wait; negative: it was no page.
    [[nodiscard]] std::chrono::milliseconds keep(Reader &reader, Result<HttpAnswer> answer);
    [[nodiscard]] bool hasRoom() const;
    void tidyUp();
    void tellChange();

    const EndpointExportContext &m_context;
    const JobJournal &m_journal;
    PlanRules m_rules;
    WindowPlan m_plan;
    QString m_folder, m_key;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_onStop;
    std::list<std::unique_ptr<Reader>> m_readers; // also those whose answers still wait
    Completion *m_waiting = nullptr;              // the front's
    std::chrono::milliseconds m_interval;         // between two requests of a reader
    double m_elapsed = -1;                        // milliseconds that a request takes
    int m_placed = 0, m_faults = 0;               // windows so far; answers without a page in a row
    std::chrono::steady_clock::time_point m_notBefore;
    qint64 m_requests = 0;
    bool m_frontWaits = false;
};

} // namespace slipway

#include "core/exporting/endpoints/read_ahead.h"

#include "core/async/completion.h"
#include "core/base/forward_error.h"
#include "core/exporting/endpoints/endpoint_output.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/parts/part_writer.h"
#include "core/io/native_path.h"
#include "core/netskope/api.h"
#include "core/platform/free_space.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace slipway {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr qint64 day = 86'400;              // seconds
constexpr milliseconds documentedPace{250}; // four requests a second for each endpoint
constexpr milliseconds shortestLook{20};    // at whether the front still waits
constexpr double worthwhile = 1.3; // of the time between two requests: how long an answer has to take
constexpr double reserve = 1.1;    // more requests than the pace needs, since each also waits between answers
constexpr int mostFaults = 3;      // in a row, before only the front asks, until it gets a page

PlanRules rulesOf(const EndpointExportContext &context)
{
    PlanRules rules;
    rules.to = context.request.to;
    rules.readers = context.request.parallel - 1;
    if (context.request.spoolLimit > 0)
        rules.totalBytes = std::min(rules.totalBytes, context.request.spoolLimit);
    rules.windowBytes = std::min(rules.windowBytes, rules.totalBytes);
    return rules;
}

} // namespace

uint64_t ReadAhead::printOf(const QString &checksum)
{
    return static_cast<uint64_t>(qHash(checksum)) | 1;
}

bool ReadAhead::suits(const EndpointExportContext &context)
{
    return context.request.parallel > 1 && !context.continuation && !context.request.keepDuplicates &&
           Api::of(context.endpoint).hasCursors();
}

ReadAhead::ReadAhead(const EndpointExportContext &context, const JobJournal &journal,
                     const QList<WindowRecord> &known, std::stop_token stop)
    : m_context(context), m_journal(journal), m_rules(rulesOf(context)),
      m_folder(tableFolder(context.request, context.endpoint)),
      m_key(Pacing::key(context.connection.address, context.endpoint.path)),
      m_interval(context.request.maxRate > 0 ? static_cast<qint64>(1000.0 / context.request.maxRate)
                                             : documentedPace.count()),
      m_onStop(std::move(stop), [this] { m_stop.request_stop(); }), m_plan(m_rules)
{
    // What the process before this one had sent may still be under way.
    for (const WindowRecord &window : known) {
        m_placed = std::max(m_placed, window.placed);
        m_plan.avoidName(window.name);
    }
}

ReadAhead::~ReadAhead()
{
    m_stop.request_stop(); // of all, before the first is waited for
}

void ReadAhead::learn(milliseconds elapsed)
{
    const auto took = static_cast<double>(elapsed.count());
    const std::scoped_lock lock(m_mutex);
    m_elapsed = m_elapsed < 0 ? took : 0.7 * m_elapsed + 0.3 * took;
    m_faults = 0;
}

int ReadAhead::worthwhileReaders()
{
    const std::scoped_lock lock(m_mutex);
    const double longer = m_elapsed / static_cast<double>(m_interval.count());
    const bool isWorthwhile = m_elapsed >= static_cast<double>(m_context.retry.slow.count()) &&
                              longer >= worthwhile && m_faults < mostFaults &&
                              steady_clock::now() >= m_notBefore;
    return isWorthwhile ? std::min(m_rules.readers, static_cast<int>(std::ceil(reserve * longer)) - 1) : 0;
}

// What waits must not take the last room from the export's own files.
bool ReadAhead::hasRoom() const
{
    const SystemResult<std::int64_t> room = freeSpace(nativePath(m_context.request.folder));
    return !room || *room >= 2 * m_rules.totalBytes;
}

void ReadAhead::begin()
{
    if (m_stop.stop_requested())
        return;
    tidyUp();
    const int readers = worthwhileReaders();
    if (readers == 0 || !hasRoom())
        return;
    plan()->limitReaders(readers);
    while (const auto window = plan()->begin()) {
        // If this cannot be stored or the folder cannot be made, the next commit reports the trouble.
        const bool isNoted = makeExportFolder(m_folder) &&
                             m_journal.beginWindow(m_context.jobId, m_context.endpoint.id,
                                                   {m_placed + 1, window->name, window->start, -1});
        if (!isNoted)
            return plan()->giveUp();
        Reader &reader = *m_readers.emplace_back(std::make_unique<Reader>(*window, ++m_placed, m_folder));
        reader.thread.run([this, &reader](const std::stop_token &) {
            QCoro::waitFor(read(reader));
            reader.hasEnded = true;
            tellFront();
        });
    }
}

milliseconds ReadAhead::paceOfAll() const
{
    const bool isAtWork =
        std::ranges::any_of(m_readers, [](const auto &reader) { return !reader->hasEnded; });
    return isAtWork ? m_interval : milliseconds(0);
}

QCoro::Task<bool> ReadAhead::waitForTurn(int id)
{
    const std::stop_token stop = m_stop.get_token();
    for (;;) {
        milliseconds wait = shortestLook;
        if (!m_frontWaits)
            wait = m_context.pacing->claim(m_key, m_interval);
        if (stop.stop_requested() || !plan()->goesOn(id))
            co_return false;
        if (wait.count() == 0)
            co_return true;
        if (const bool going = co_await pause(wait, stop); !going)
            co_return false;
        if (!plan()->goesOn(id))
            co_return false;
    }
}

QCoro::Task<> ReadAhead::read(Reader &reader)
{
    const std::stop_token stop = m_stop.get_token();
    const int id = reader.window.id;
    ApiClient client(m_context.connection);
    client.keepConnection();
    const IndexName index = IndexName::ahead(m_context.jobId, m_context.endpoint.id, reader.window.name);
    Operation operation = Operation::from(reader.window.start);
    RequestLimits limits = m_context.limits;
    limits.leavesPacked = true;
    milliseconds rest{0}; // that the tenant asks for
    for (;;) {
        if (rest.count() > 0) {
            if (const bool going = co_await pause(rest, stop); !going)
                break;
        }
        if (const bool going = co_await waitForTurn(id); !going)
            break;
        if (!plan()->asks(id))
            break; // meanwhile the front asks by itself
        ++m_requests;
        Result<HttpAnswer> answer =
            co_await requestPage(client, m_context.endpoint, index, operation, stop, limits);
        if (stop.stop_requested())
            break;
        operation = Operation::next();
        rest = keep(reader, std::move(answer));
        if (rest.count() < 0)
            client.endConnection();
        tellFront();
    }
}

milliseconds ReadAhead::keep(Reader &reader, Result<HttpAnswer> answer)
{
    AheadAnswer told;
    const RateLimitState rate = answer ? rateLimitState(*answer) : RateLimitState();
    m_context.pacing->heed(m_key, rate);
    milliseconds rest{-1};
    std::optional<ErrorKind> problem;
    {
        const std::scoped_lock lock(m_unpacking);
        Result<HttpAnswer> whole = answer;
        if (whole)
            whole = unpacked(std::move(*whole), m_context.endpoint.path, m_context.limits.maxBody,
                             m_spareOfReaders, m_stop.get_token());
        told.isWhole = whole.has_value();
        told.bytes = whole ? whole->body.size() : 0;
        // Packed, there is a tenth as much to write and to read, and unpacking it again takes less time than
        // that saves.
        told.isKept = plan()->isThere(reader.window.id) && reader.spool.put(whole ? answer : whole);
        auto read = readPage(std::move(whole), m_context.endpoint, m_stop.get_token());
        if (read) {
            ResponsePage &page = read->page;
            told.isPage = !page.events().empty();
            told.print = told.isPage ? printOf(checksumOf(page)) : 0;
            told.isUnnamed =
                std::ranges::any_of(page.keys(), [](const EventKey &key) { return key.id.empty(); });
            const qint64 now = std::max(QDateTime::currentSecsSinceEpoch(),
                                        read->serverTime.isValid() ? read->serverTime.toSecsSinceEpoch() : 0);
            if (page.highWaterMark().value_or(now + 2 * day) <= now + day)
                told.mark = page.highWaterMark();
            rest = std::chrono::seconds(std::clamp<qint64>(page.waitSeconds().value_or(0), 0, 3600));
            m_spareOfReaders.give(page.takeBody());
        } else {
            problem = read.error().error.kind;
        }
    }
    if (!problem) {
        const std::scoped_lock lock(m_mutex);
        m_faults = 0;
    } else {
        milliseconds wait;
        {
            const std::scoped_lock lock(m_mutex);
            wait = m_context.retry.wait(++m_faults);
            m_notBefore = steady_clock::now() + wait;
        }
        if (*problem == ErrorKind::RateLimited) // for all that ask this endpoint
            m_context.pacing->hold(m_key, rate.resetSeconds
                                              ? milliseconds(static_cast<qint64>(
                                                    std::clamp(*rate.resetSeconds, 0.0, 3600.0) * 1000 + 100))
                                              : wait);
    }
    if (!plan()->answered(reader.window.id, told) && told.isKept)
        reader.spool.forgetNewest();
    return rest;
}

void ReadAhead::tellFront()
{
    QMetaObject::invokeMethod(
        &m_front,
        [this] {
            begin();
            if (m_waiting)
                m_waiting->end(true);
        },
        Qt::QueuedConnection);
}

QCoro::Task<bool> ReadAhead::waitForChange()
{
    Completion change(std::chrono::hours(24));
    m_waiting = &change;
    (void)co_await wait(change, m_stop.get_token());
    m_waiting = nullptr;
    co_return !m_stop.stop_requested();
}

ReadAhead::Reader &ReadAhead::readerOf(int id)
{
    return **std::ranges::find_if(m_readers, [&](const auto &each) { return each->window.id == id; });
}

Result<Result<HttpAnswer>> ReadAhead::take(QByteArray spare)
{
    int id = 0;
    {
        LockedPlan plan = this->plan();
        id = *plan->current();
        plan->consumed();
    }
    m_spareOfFront.give(std::move(spare));
    ASSIGN_OR_RETURN(Result<HttpAnswer> kept, readerOf(id).spool.take());
    if (!kept)
        return kept;
    return unpacked(std::move(*kept), m_context.endpoint.path, m_context.limits.maxBody, m_spareOfFront,
                    m_stop.get_token());
}

std::optional<NewWindow> ReadAhead::enter(qint64 mark, IteratorFetch &front)
{
    LockedPlan plan = this->plan();
    const std::optional<NewWindow> window = plan->windowAt(mark);
    if (!window || !front.goOnAt(window->start))
        return std::nullopt;
    plan->enter(window->id, front.next().index);
    return window;
}

Result<void> ReadAhead::noteEntered(const NewWindow &window, int index)
{
    return m_journal.enterWindow(m_context.jobId, m_context.endpoint.id, index,
                                 {readerOf(window.id).placed, window.name, window.start, index});
}

void ReadAhead::tidyUp()
{
    m_readers.remove_if([&](const std::unique_ptr<Reader> &reader) {
        return reader->hasEnded && !plan()->isThere(reader->window.id);
    });
}

} // namespace slipway

// QueryFetch against a tenant whose rows do not change while it is asked: whatever its pages are like and
// whichever of them fail, an export that ends as complete has written every event of the range. Input: bytes
// that decide about the tenant, then two bytes for each event and one for each answer.
#include "core/exporting/fetching/query_fetch.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <set>
#include <vector>

using namespace slipway;
using fuzz::require;

namespace {

constexpr qint64 begin = 1'790'000'000;

class Bytes
{
public:
    explicit Bytes(std::string_view bytes) : m_bytes(bytes) {}
    [[nodiscard]] bool atEnd() const { return m_bytes.empty(); }
    int next()
    {
        if (m_bytes.empty())
            return 0;
        const int byte = static_cast<uint8_t>(m_bytes.front());
        m_bytes.remove_prefix(1);
        return byte;
    }

private:
    std::string_view m_bytes;
};

struct Event
{
    qint64 time;
    EventKey128 key;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Bytes input({reinterpret_cast<const char *>(data), size});
    FetchRules rules;
    rules.backOff = [](int) { return std::chrono::milliseconds(1000); };
    rules.selection.from = begin;
    rules.selection.to = begin + 60 + input.next() * 251;
    const size_t pageSize = 2 + static_cast<size_t>(input.next() % 40);
    const int form = input.next();
    const bool excludesFrom = form & 1, includesTo = form & 2, isDescending = form & 4;
    const int failures = input.next() % 4; // out of four answers, at first
    const int count = input.next() % 100;

    std::vector<Event> events;
    for (int i = 0; i < count; ++i) {
        const qint64 time =
            begin - 300 + (input.next() * 256 + input.next()) % (rules.selection.to - begin + 600);
        events.push_back({time, {static_cast<uint64_t>(i) + 1, static_cast<uint64_t>(i) + 1000}});
    }
    std::ranges::stable_sort(events, [&](const Event &a, const Event &b) {
        return isDescending ? a.time > b.time : a.time < b.time;
    });

    FetchTime now{rules.selection.to + 30 * 86'400, {}};
    QueryFetch fetch(rules, {});
    std::set<uint64_t> written;
    bool isLossy = false; // a window was given up
    int answers = 0;
    for (;; ++answers) {
        const FetchStep step = fetch.next();
        if (step.what != FetchStep::Do::Ask)
            break;
        // A thousand rows, each at most twice on a page of two, and the failures between them.
        require(answers < 20'000, "it never ends");
        require(step.query && step.query->from < step.query->to && step.query->skip >= 0, "no query");
        now.steady += step.pause + std::chrono::milliseconds(100);
        now.wall += std::chrono::duration_cast<std::chrono::seconds>(step.pause).count();
        const int fate = input.atEnd() ? 255 : input.next();
        if (fate % 4 < failures && fate < 128) {
            FaultFacts fault;
            fault.fault = fate < 32   ? AnswerFault::Unreadable
                          : fate < 48 ? AnswerFault::TooLarge
                                      : AnswerFault::NoAnswer;
            fault.kind =
                fault.fault == AnswerFault::NoAnswer ? ErrorKind::ConnectionLost : ErrorKind::BadAnswer;
            isLossy = fetch.failed(fault, now) || isLossy;
            continue;
        }
        const qint64 low = step.query->from - 1 + (excludesFrom ? 1 : 0); // as parametersOf() asks
        const qint64 high = step.query->to + (includesTo ? 1 : 0);
        std::vector<Event> rows;
        for (const Event &event : events) {
            if (event.time >= low && event.time < high)
                rows.push_back(event);
        }
        rows.erase(rows.begin(),
                   rows.begin() + std::min<qint64>(step.query->skip, static_cast<qint64>(rows.size())));
        rows.resize(std::min(rows.size(), pageSize));

        PageFacts page;
        page.sent = static_cast<qint64>(rows.size());
        page.sentAt = now.wall;
        const SelectionRules selection = fetch.selection();
        std::vector<uint64_t> fresh;
        for (const Event &row : rows) {
            page.checksum += QString::number(row.key.id) + QLatin1Char(' ');
            if (row.time < selection.from || row.time >= selection.to)
                continue;
            if (written.contains(row.key.id))
                ++page.known;
            else
                fresh.push_back(row.key.id);
        }
        page.fresh = static_cast<qint64>(fresh.size());
        if (!rows.empty()) {
            page.first = rows.front().key;
            page.last = rows.back().key;
        }
        const PageVerdict verdict = fetch.served(page, now);
        if (!verdict.take)
            continue;
        written.insert(fresh.begin(), fresh.end());
        fetch.taken();
    }
    if (fetch.next().what != FetchStep::Do::Finish || isLossy)
        return 0;
    for (const Event &event : events) {
        if (event.time >= rules.selection.from && event.time < rules.selection.to)
            require(written.contains(event.key.id), "an event is missing");
    }
    return 0;
}

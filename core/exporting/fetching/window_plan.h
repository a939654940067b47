// Which windows of a range are read ahead of the front, that is, of the one place where an export takes pages
// and writes them.
//
// A window begins at an epoch and has an index of its own, on which a reader sends the requests that the
// front will want to send there: the epoch, then `next` again and again. The answers wait in their order.
// Once the front has everything before a window's start, it enters the window (IteratorFetch::goOnAt()) and
// is handed these answers in place of its own requests. Where they end, it sends its own requests again.
//
// A plan only decides what is worth asking for and which answer belongs to which request. What an answer
// means, and what is written, is decided by the front alone, so no plan can make an export lose or repeat an
// event. The rules with their reasons: docs/export-format.md and docs/adr/0012-reading-ahead.md.
//
// Pure, like all of fetching: it sees marks and sizes, but no sockets, files or clocks. Times are epoch
// seconds. Threads: any, one at a time.
#pragma once
#include "core/exporting/fetching/fetch_step.h"

#include <QtGlobal>
#include <algorithm>
#include <array>
#include <list>
#include <optional>
#include <set>
#include <unordered_set>

namespace slipway {

struct PlanRules
{
    qint64 to = 0; // the end of the range
    // Requests that may be under way besides that of the front, or of the reader that asks in its place. A
    // request whose answer is not wanted any more, because the front has just left its index, may be added to
    // these.
    int readers = 0;
    // Answers of one window, and of all of them, that may wait for the front; bytes, unpacked.
    qint64 windowBytes = 256LL << 20, totalBytes = 1LL << 30;
    int fewestPages = 4, mostPages = 16; // of a window, as far as the tenant's density allows predicting that
    bool usesHours = true; // windows of an hour or more begin at the hour, as tenants' batches do
};

// The names of a job's indexes that are read ahead, see IndexName::ahead(). An undisturbed export uses
// about as many as there are requests side by side: one for each window that is read or that waits. The
// others stand in for names whose last request was lost, with an answer or with its process, and which are
// left alone as long as possible.
constexpr int aheadNames = 32;

// What a reader tells about an answer.
struct AheadAnswer
{
    bool isWhole = true; // false: no answer came, so the request may still be under way at the tenant
    bool isKept = true;  // false: an answer came, but could not be kept
    bool isPage = false; // with at least one event
    // The mark, if it can be believed.
    std::optional<qint64> mark;
    qint64 bytes = 0;       // of the page that waits for the front, unpacked
    bool isUnnamed = false; // there is an event without an `_id`
    uint64_t print = 0;     // of the page's events; 0: it has none
};

// A window that begins now.
struct NewWindow
{
    int id = 0;
    int name = 0; // 1 to aheadNames
    qint64 start = 0;
};

class WindowPlan
{
public:
    explicit WindowPlan(PlanRules rules) : m_rules(rules) {}

    // A request on that name may still be under way, because the process that sent it was killed.
    void avoidName(int name);

    // Everything before `mark` is in the files.
    void frontAt(qint64 mark) { m_front = std::max(m_front, mark); }
    // A page has come: how far it moved the mark, in seconds, and its bytes.
    void learn(qint64 mark, qint64 advance, qint64 bytes);

    // At most that many readers, instead of those of the rules; those that are at work continue.
    void limitReaders(int readers) { m_rules.readers = readers; }
    // The next window that is worth beginning. Empty: no reader is free, too much waits already, or the front
    // will soon get everywhere by itself.
    [[nodiscard]] std::optional<NewWindow> begin();
    // Nothing is begun any more, and nothing entered. Windows that the front is not in are dropped.
    void giveUp();
    [[nodiscard]] bool isOver() const { return m_isOver; }

    // Whether the window's reader should wait for its turn to send another request. Once it should not, the
    // reader has ended.
    [[nodiscard]] bool goesOn(int id) const;
    // The window's reader has its turn. False: meanwhile the front has come to the window and asks by itself,
    // or the window is gone, so the reader must not send its request and has ended.
    [[nodiscard]] bool asks(int id);
    // False: the answer is not for the front; whoever keeps the answers forgets it.
    [[nodiscard]] bool answered(int id, const AheadAnswer &answer);

    // The window that the front should enter if its mark is there; empty: none.
    [[nodiscard]] std::optional<NewWindow> windowAt(qint64 mark) const;
    // The front has entered it, and its requests there have that index number. Windows that begin before it
    // are dropped.
    void enter(int id, int index);
    // Windows that begin at or before the mark are dropped, since the front did not enter them.
    void passBy(qint64 mark);
    // The window that the front is in; empty: it is on an index of its own.
    [[nodiscard]] std::optional<int> current() const { return m_current; }

    // Where the front gets the answer to its request from.
    enum class Source {
        Live,   // it sends the request itself
        Kept,   // the next answer that waits
        Coming, // the reader has sent it just now
        Lost,   // neither: the tenant's cursor is not where the front is
    };
    // If the request is on another index than that of the window, the front has left the window.
    [[nodiscard]] Source sourceOf(const FetchStep &step);
    // The front was handed the next answer.
    void consumed();
    // The front's own request in the window that it is in brought a page with that print. False: it is a page
    // that came on this name before the window was placed, so something on the way may have kept it.
    [[nodiscard]] bool believes(uint64_t print);
    // The front has left the window that it was in. `isAnswered`: its own last request there was answered.
    void leave(bool isAnswered);

    // Whether the window still exists; for those who keep its answers.
    [[nodiscard]] bool isThere(int id) const;
    [[nodiscard]] qint64 waitingBytes() const;
    // Whether a request on that name may still be under way, or may follow.
    [[nodiscard]] bool isUsed(int name) const { return nameAt(name).state != State::Free; }

private:
    struct Window
    {
        int id = 0, name = 0;
        qint64 start = 0;
        qint64 reached = 0;      // its reader's mark
        std::list<qint64> sizes; // of the answers that wait
        int answers = 0, handed = 0;
        qint64 bytes = 0; // of those that wait
        bool isInFlight = false, hasEnded = false;
        bool isTorn = false;        // an answer is missing after the last one that waits
        bool mayBeUnderWay = false; // its last request may still be under way at the tenant
        bool isReleased = false;    // its name is free again
        bool isDropped = false;     // it only waits for its last answer
    };
    enum class State { Free, Used, Avoided };
    struct Name
    {
        State state = State::Free;
        int avoidedSince = 0; // a count
        // The pages that came on it: those of earlier windows may come out of a cache, since the address of a
        // request is the same.
        std::unordered_set<uint64_t> former, latest;
    };

    [[nodiscard]] const Name &nameAt(int name) const { return m_names[static_cast<size_t>(name - 1)]; }
    [[nodiscard]] Name &nameAt(int name) { return m_names[static_cast<size_t>(name - 1)]; }
    [[nodiscard]] Window *find(int id);
    [[nodiscard]] const Window *find(int id) const;
    // At work, without the one whose window the front is in: while that one asks, the front does not.
    [[nodiscard]] int readers() const;
    void drop(int id);
    void forget(int id);
    void release(Window &window);
    [[nodiscard]] int freeName() const;
    // The start of the first window after that one, or the end of the range.
    [[nodiscard]] qint64 endOf(int id) const;
    [[nodiscard]] std::optional<qint64> nextStart() const;
    // Seconds after `after` and before `before`, at the hour if that is better; empty: there are none.
    [[nodiscard]] std::optional<qint64> between(qint64 after, double wanted, qint64 before) const;

    PlanRules m_rules;
    std::list<Window> m_windows; // by their start
    std::optional<int> m_current;
    int m_currentIndex = 0;
    qint64 m_front = 0;
    std::set<qint64> m_tried;                         // starts of windows so far
    double m_advance = 0, m_bytes = 0, m_samples = 0; // of the latest pages
    bool m_hasFineMarks = false, m_roundsToHour = false, m_isOver = false;
    int m_lastId = 0;
    std::array<Name, aheadNames> m_names;
    int m_avoided = 0;
};

} // namespace slipway

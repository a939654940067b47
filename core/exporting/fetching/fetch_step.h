// What the fetching of one endpoint decides, and what its decisions are based on.
//
// A Fetching is told what came back and what time it is, and it says what to do next: which request to send
// after which pause, which events of a page to write, and whether the endpoint is covered or why it cannot
// be. It knows nothing about sockets, files, clocks and threads, so a test can run a hundred thousand
// histories of a misbehaving tenant in minutes. The rules, with their reasons, are in docs/export-format.md.
#pragma once
#include "core/exporting/fetching/page_selection.h"
#include "core/netskope/iterator.h"
#include "core/netskope/v1_query.h"

#include <chrono>
#include <optional>

namespace slipway {

// The time, as the caller measures it.
struct FetchTime
{
    qint64 wall = 0;                     // epoch seconds, by this computer's clock
    std::chrono::milliseconds steady{0}; // since some fixed moment; never goes back
};

// A complete page of the tenant, compared with what is in the files.
struct PageFacts
{
    qint64 sent = 0;                        // events on it
    qint64 fresh = 0;                       // of these, in the range and not in the files
    qint64 known = 0;                       // of these, in the files
    qint64 changed = 0;                     // of `fresh`: their `_id` is in the files with another text
    QString checksum;                       // of its events
    uint64_t ids = 0;                       // see Selection
    bool holdsLast = false;                 // see KeptKeys::holdLast()
    bool holdsLost = false;                 // an event that was written before a kill, but not committed
    std::optional<qint64> mark;             // "timestamp_hwm", epoch seconds; empty: absent or unreadable
    std::optional<qint64> earliest, latest; // times of its events
    std::optional<qint64> reach;            // see Selection; empty: as `latest`
    std::optional<qint64> wait;             // "wait_time", seconds
    std::optional<qint64> sentAt;           // the tenant's clock, epoch seconds
    EventKey128 first, last;                // keys of its first and last event
};

// An answer without a page.
struct FaultFacts
{
    AnswerFault fault = AnswerFault::NoAnswer;
    ErrorKind kind = ErrorKind::ConnectionLost;
    int status = 0;                   // 0: no HTTP answer
    bool namesNoRoute = false;        // the gateway says that it knows no such path
    std::optional<double> retryAfter; // seconds, as the tenant asks for
    std::optional<double> reset;      // seconds until its rate limit starts again
};

// Why the next request waits, for the text that a person reads.
enum class PauseReason {
    None,
    WaitTime,    // the tenant's wait_time
    Retry,       // the last answer was not a page
    NothingNew,  // the tenant says that it has nothing more, which may be a hiccup
    LateEvents,  // the range ended a moment ago, and events may still arrive
    CursorCheck, // a page that should not have come
};

// Why an endpoint ends without being complete.
enum class Obstacle {
    None,
    TokenRefused,  // another token is needed
    Refused,       // the endpoint is not available with this token or on this tenant
    Interrupted,   // a fault outlasted the retries
    Circles,       // several indexes give the same pages again and again
    GoesBack,      // several indexes give marks before what has already been sent
    LostCursor,    // several indexes forgot where they were
    Changes,       // several indexes give the same events again and again, each time with other texts
    TooManyUnread, // page after page cannot be read
};

struct FetchStep
{
    enum class Do {
        Ask,    // send `operation` on index number `index` (or `query`), after `pause`
        Finish, // the endpoint is covered as far as the tenant has events
        GiveUp  // see `obstacle`
    };
    Do what = Do::Ask;
    Operation operation;          // of API v2
    std::optional<V1Query> query; // of API v1, instead
    int index = 0;
    std::chrono::milliseconds pause{0};
    PauseReason reason = PauseReason::None;
    Obstacle obstacle = Obstacle::None;
};

// What to do with a complete page.
struct PageVerdict
{
    bool take = false; // write what is not in the files yet, and commit it; otherwise ignore it
    // Epoch seconds, if the page is taken: everything before this time is then in the files.
    qint64 mark = 0;
    bool finishes = false;     // the endpoint is covered with this page
    bool isFurthest = false;   // the tenant has sent nothing after its last event
    bool follows = false;      // the next request continues from here without a pause
    bool provesCursor = false; // ignored: the cursor is just after the last committed page
};

class Fetching
{
public:
    virtual ~Fetching() = default;

    [[nodiscard]] virtual FetchStep next() const = 0;
    // The request of next() brought a complete page. If the verdict says `take`, the caller commits the page
    // and then calls taken().
    [[nodiscard]] virtual PageVerdict served(const PageFacts &page, const FetchTime &now) = 0;
    // The page of the last served() has been durably committed.
    virtual void taken() = 0;
    // The request of next() brought no page. True: the page cannot be obtained and has to be put aside; the
    // next step continues after it.
    [[nodiscard]] virtual bool failed(const FaultFacts &fault, const FetchTime &now) = 0;
    // Which events of a page belong to the export, and whether they come again because Slipway asked for them
    // again; see select().
    [[nodiscard]] virtual SelectionRules selection() const = 0;
    [[nodiscard]] virtual bool isReplaying() const = 0;
    // The label of a page that the request of next() brings: "1790000000", "next", or the window of a query.
    [[nodiscard]] virtual QString label() const = 0;
};

} // namespace slipway

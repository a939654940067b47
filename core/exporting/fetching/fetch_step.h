// What the fetching of one endpoint decides, and what it decides by.
//
// A Fetching is told what came back and what time it is, and says what comes next: which request, after which
// pause, what of a page is written, when the endpoint is covered, or why it cannot be. It knows no socket, no
// file, no clock and no thread, so a test can run a hundred thousand histories of a misbehaving tenant in
// minutes. The rules, with their reasons, are in docs/export-format.md.
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
    std::chrono::milliseconds steady{0}; // since any fixed moment; never goes back
};

// A whole page of the tenant, measured against what stands in the files.
struct PageFacts
{
    qint64 sent = 0;                        // events on it
    qint64 fresh = 0;                       // of them in the range and not in the files
    qint64 known = 0;                       // of them in the files
    QString checksum;                       // of its events
    std::optional<qint64> mark;             // "timestamp_hwm", epoch seconds; nothing: absent or unreadable
    std::optional<qint64> earliest, latest; // times of its events
    std::optional<qint64> wait;             // "wait_time", seconds
    std::optional<qint64> sentAt;           // the tenant's clock, epoch seconds
    EventKey128 first, last;                // keys of its first and last event
};

// An answer that brought no page.
struct FaultFacts
{
    AnswerFault fault = AnswerFault::NoAnswer;
    ErrorKind kind = ErrorKind::ConnectionLost;
    int status = 0;                   // 0: no HTTP answer
    bool namesNoRoute = false;        // the gateway says that it knows no such path
    std::optional<double> retryAfter; // seconds, as the tenant asks for
    std::optional<double> reset;      // seconds until its rate limit begins anew
};

// Why the next request waits, for the text that a person reads.
enum class PauseReason {
    None,
    WaitTime,    // the tenant's wait_time
    Retry,       // the last answer was no page
    NothingNew,  // the tenant says that it has nothing more; it may be a hiccup
    LateEvents,  // the range ended a moment ago, and events may still arrive
    CursorCheck, // a page that should not have come
};

// Why an endpoint ends without being complete.
enum class Obstacle {
    None,
    TokenRefused,  // another token is needed
    Refused,       // the endpoint is not to be had with this token, or not on this tenant
    Interrupted,   // a fault outlasted the retries
    Circles,       // the same pages again and again, on several indexes
    GoesBack,      // marks that lie before what was sent already, on several indexes
    LostCursor,    // several indexes forgot where they were
    TooManyUnread, // page after page cannot be read
};

struct FetchStep
{
    enum class Do {
        Ask,    // send `operation` on index number `index` (or `query`), after `pause`
        Finish, // the endpoint is covered as far as the tenant has anything
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

// What to do with a whole page.
struct PageVerdict
{
    bool take = false; // write what of it is not in the files, and commit it; otherwise leave it
    // Seconds, where the page is taken: everything before it is in the files with this page.
    qint64 mark = 0;
    bool finishes = false;     // the endpoint is covered with this page
    bool follows = false;      // the next request reads on from here without a pause
    bool provesCursor = false; // left, because the cursor stands behind the page committed last
};

class Fetching
{
public:
    virtual ~Fetching() = default;

    [[nodiscard]] virtual FetchStep next() const = 0;
    // The request of next() brought a whole page. After `take`, the caller commits the page and then calls
    // taken().
    [[nodiscard]] virtual PageVerdict served(const PageFacts &page, const FetchTime &now) = 0;
    // The page of the last served() is durably committed.
    virtual void taken() = 0;
    // The request of next() brought no page. The result: the page cannot be had, so it is to be put aside;
    // the next step goes on behind it.
    [[nodiscard]] virtual bool failed(const FaultFacts &fault, const FetchTime &now) = 0;
    // What of a page belongs to the export, and whether it comes again because Slipway asked for it again;
    // see select().
    [[nodiscard]] virtual SelectionRules selection() const = 0;
    [[nodiscard]] virtual bool isReplaying() const = 0;
    // How a page is labelled that the request of next() brings: "1790000000", "next", or the window of a
    // query.
    [[nodiscard]] virtual QString label() const = 0;
};

} // namespace slipway

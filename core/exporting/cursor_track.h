// Where the server's cursor may stand, and so what to ask next.
//
// The server moves the cursor when it sends a page, not when the page arrives whole: after an answer that
// broke off, or a request that may never have arrived, only `resend` is safe. And a cursor can vanish:
// tenants may forget an index, and then `next` would begin somewhere else in silence. So a stream that goes
// on asks for its last page again before it asks for the next, and a cursor that went backwards is never
// followed. (design/netskope-api-sources.md, sections 3.2 and 10.)
#pragma once
#include "core/exporting/event_ids.h"
#include "core/exporting/job_journal.h"
#include "core/netskope/iterator.h"

namespace slipway {

class CursorTrack
{
public:
    CursorTrack(const StreamCheckpoint &point, qint64 from);

    [[nodiscard]] const Operation &operation() const { return m_operation; }

    enum class Meaning {
        New,   // take it
        Known, // the page committed last, or nothing: ask for the next one
        Lost,  // not where this stream was: following it would lose events
    };
    // What a whole page means, before it is taken; operation() is then the one to go on with. `known`: the
    // id keys of the page committed last.
    [[nodiscard]] Meaning served(const ResponsePage &page, const QString &checksum,
                                 const StreamCheckpoint &point, const EventIds &known);

    enum class Reaction {
        Retry,            // with operation()
        WithdrawAndRetry, // the same request; the cursor did not move, so the journal's intent can go
        Known,            // there is nothing to send again: as Meaning::Known
        Lost,
    };
    [[nodiscard]] Reaction failed(const PageFailure &fault, const StreamCheckpoint &point);

    // An empty page came before the end of the range: it is asked for once more before it is believed.
    void doubt();

private:
    qint64 m_from;
    Operation m_operation;
    bool m_expectsKnown;          // the last page is asked for only to see that the cursor is still there
    bool m_doubts = false;        // so is an empty one
    bool m_lastWasResend = false; // the last answer that came whole was a resend
    bool m_resendBroke = false;   // a resend may have gone out and did not come whole
};

// What to tell when the cursor is lost.
[[nodiscard]] Error lostCursor(const Endpoint &endpoint, const IndexName &index, qint64 hwm,
                               const QString &details);

} // namespace slipway

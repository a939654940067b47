// Which events of a page are written: those in the range that do not stand in the files already.
//
// Pure: it sees keys and times, no texts, files or clocks, so that a simulated tenant can use it as well.
#pragma once
#include "core/exporting/fetching/event_keys.h"
#include "core/exporting/jobs/export_job.h"

#include <QtGlobal>
#include <optional>
#include <span>
#include <vector>

namespace slipway {

// What the selection needs to know of an event.
struct EventFacts
{
    EventKey128 key;
    std::optional<qint64> time; // epoch seconds; nothing: it has none that can be read
};

struct SelectionRules
{
    // What lies before that, epoch seconds, was never asked for.
    [[nodiscard]] qint64 beginning() const { return continues ? origin : from; }

    qint64 from = 0, to = 0; // epoch seconds, [from, to)
    // Up to this mark, pages hold the lead-in of the first batch: what lies before `from` there is no late
    // event.
    qint64 leadInUntil = 0;
    LatePolicy late = LatePolicy::Drop;
    bool keepRepeats = false; // repeats that the tenant sends are written as well
    // Where the export continues another one: events from before `from` are kept, and only those before the
    // first export of the chain (`origin`, epoch seconds) can be a lead-in.
    bool continues = false;
    qint64 origin = 0;
    // The page at hand is the last one of the continued export, which took what is before `from`.
    bool isContinuedPage = false;
    bool repeatsByTextAlone = false; // of events without an `_id`: where pages may overlap (API v1)
};

enum class Disposition : quint8 { Write, WriteLate, OutOfRange, Late, Repeated, Replayed };

struct Selection
{
    std::vector<Disposition> events; // one for each, in their order
    qint64 written = 0, outOfRange = 0, late = 0, repeated = 0, replayed = 0;
    // Of those written: without a readable time; before the range, and kept as late; with the `_id` of
    // another one.
    qint64 undated = 0, lateKept = 0, sameId = 0;
    qint64 earlier = 0; // of those out of range: from more than a batch before it, see EndpointProgress
    qint64 fresh = 0, known = 0;            // of those in the range: not in the files, and in the files
    std::optional<qint64> earliest, latest; // times of all events that have one, written or not
};

// `known`: the keys of what stands in the files. `mark`: of everything before this page, epoch seconds.
// `replays`: the page comes from an index that begins before the last page in the files, so what is known was
// not sent twice by the tenant; Slipway asked for it twice.
[[nodiscard]] Selection select(std::span<const EventFacts> page, const SelectionRules &rules,
                               const EventKeys &known, qint64 mark, bool replays);

} // namespace slipway

// Which events of a page are written: those in the range that are not in the files yet.
//
// Pure: it sees keys and times but no texts, files or clocks, so that tests with a simulated tenant can use
// it as well.
#pragma once
#include "core/exporting/fetching/kept_keys.h"
#include "core/exporting/journal/export_job.h"

#include <QtGlobal>
#include <optional>
#include <span>
#include <vector>

namespace slipway {

// What the selection needs to know about an event.
struct EventFacts
{
    EventKey128 key;
    std::optional<qint64> time; // epoch seconds; empty: it has no readable time
};

struct SelectionRules
{
    // Events from before this time, in epoch seconds, were never asked for.
    [[nodiscard]] qint64 beginning() const { return continues ? origin : from; }

    qint64 from = 0, to = 0; // epoch seconds, [from, to)
    // Up to this mark, pages contain the lead-in of the first batch: an event before `from` there does not
    // count as late.
    qint64 leadInUntil = 0;
    LatePolicy late = LatePolicy::Drop;
    bool keepRepeats = false; // repeats that the tenant sends are written as well
    // The export continues another one: events from before `from` are kept, and only those from before the
    // start of the first export of the chain (`origin`, epoch seconds) can be a lead-in.
    bool continues = false;
    qint64 origin = 0;
    // The current page is the last one of the continued export, which took what is before `from`.
    bool isContinuedPage = false;
    FreshIndex fresh;                // that the page comes from
    bool repeatsByTextAlone = false; // of events without an `_id`: where pages may overlap (API v1)
};

enum class Disposition : quint8 { Write, WriteLate, OutOfRange, Late, Repeated, Replayed };

struct Selection
{
    std::vector<Disposition> events; // one for each event, in the same order
    qint64 written = 0, outOfRange = 0, late = 0, repeated = 0, replayed = 0;
    // Of the events that are written: those without a readable time; those from before the range, kept as
    // late; those with the `_id` of another event.
    qint64 undated = 0, lateKept = 0, sameId = 0;
    qint64 earlier = 0; // of those out of range: from more than a batch before it, see EndpointProgress
    qint64 fresh = 0, known = 0; // of those in the range: not in the files, and in the files
    qint64 changed = 0;          // of `fresh`: their `_id` is in the files with another text
    uint64_t ids = 0;            // of the ids in their order, whatever the texts; 0: no event has one
    std::optional<qint64> earliest, latest; // times of all events that have one, written or not
    // The latest time that agrees with the page's other events: the median if the latest is more than a batch
    // after it, since a single wrong time must not say how far the tenant has sent.
    std::optional<qint64> reach;
};

// `known`: the keys of the events in the files. `mark`: the mark before this page, epoch seconds. `replays`:
// the page comes from an index that was started before the last page in the files, so the tenant did not send
// the known events twice by itself; Slipway asked for them twice. `texts`: of the same files.
[[nodiscard]] Selection select(std::span<const EventFacts> page, const SelectionRules &rules,
                               const EventKeys &known, qint64 mark, bool replays,
                               ReplayedTexts *texts = nullptr);

} // namespace slipway

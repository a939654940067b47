// Looks at many rows of a document on all processors, for the filter, sort keys and the field profile.
#pragma once
#include "core/events/documents/event_document.h"

#include <functional>
#include <stop_token>

namespace slipway {

// Rows [first, last).
struct RowRange
{
    qint64 first = 0, last = 0;
};

// Called for one block of rows (some thousand) on one of several threads, with that thread's reader.
using BlockWork = std::function<void(EventReader &reader, RowRange rows)>;

// Splits `rows` into blocks and processes them in the order of rows, several at a time. Returns true when all
// are done, or false within some milliseconds after `stop` was requested. Blocks, so call it on a worker
// thread. `makeWork` is called once on each thread, so that what it returns can own a FieldReader or
// counters; the caller combines the results of the threads (under a lock, at the end of a block). The work
// itself should check `stop` if a single event can take long.
[[nodiscard]] bool scanRows(const EventDocumentPtr &document, RowRange rows, std::stop_token stop,
                            const std::function<BlockWork()> &makeWork);

} // namespace slipway

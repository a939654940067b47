// The events that a preview looks at: a sample from a tenant, or a local file that may be much larger than
// memory. The table, the filter, the sort, the profile and the chart all read events through this.
//
// A document is shared as std::shared_ptr<const EventDocument> and never changes, except that a file's count
// grows until isComplete(): row i, once there, stays the same event for ever.
//
// Text is reached through an EventReader. Make one for each thread (it is cheap, some 300 kB): readers of one
// document work at the same time without waiting for each other. A file is read, not mapped: a file that
// somebody cuts off or overwrites behind our back gives empty or odd events and hasChanged(), not a crash.
//
//     auto reader = document->reader();
//     for (qint64 row = 0; row < document->count(); ++row)
//         look(reader->event(row)); // in order is fast: it reads ahead
#pragma once
#include "core/events/json/event_padding.h"
#include "core/events/sampling/newest_events.h"

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace slipway {

// Where the events come from, for titles and to choose columns.
struct EventOrigin
{
    QString title;      // "Alerts" or a file's name
    QString path;       // of the file; empty for a sample
    QString endpointId; // "alert", …; empty: not known
    QString note;       // for people: "The newest 500 …"
};

class EventReader
{
public:
    virtual ~EventReader() = default;
    // The exact text of an event without its line break: usually one JSON object, but in a file it may be
    // anything, valid or not. Valid until the next call on this reader (and until the reader goes). Empty
    // when the row is out of range or the file no longer has it.
    [[nodiscard]] virtual std::string_view event(qint64 row) = 0;
};

class EventDocument
{
public:
    virtual ~EventDocument() = default;

    [[nodiscard]] const EventOrigin &origin() const { return m_origin; }
    // Rows that can be read by now. Never falls. Blank lines of a file are no rows.
    [[nodiscard]] virtual qint64 count() const = 0;
    // Whether count() is final.
    [[nodiscard]] virtual bool isComplete() const = 0;
    // Bytes of an event's text, perhaps a line break more: known without reading it, so that a huge event can
    // be left to a worker thread. 0 out of range.
    [[nodiscard]] virtual qint64 sizeOf(qint64 row) const = 0;
    // A reader of this document; it keeps the document alive.
    [[nodiscard]] virtual std::unique_ptr<EventReader> reader() const = 0;
    // Whether the file turned out to be shorter, or another one, than when it was opened.
    [[nodiscard]] virtual bool hasChanged() const { return false; }

protected:
    explicit EventDocument(EventOrigin origin) : m_origin(std::move(origin)) {}

private:
    EventOrigin m_origin;
};

using EventDocumentPtr = std::shared_ptr<const EventDocument>;

// Events in memory, in the given order.
[[nodiscard]] EventDocumentPtr makeDocument(const EventSample &sample);
[[nodiscard]] EventDocumentPtr makeDocument(const QList<QByteArray> &events, EventOrigin origin);

} // namespace slipway

// The events that a preview looks at: a sample from a tenant, or a local file that may be much larger than
// memory. The table, the filter, the sort, the profile and the chart all read events through this.
//
// A document is shared as std::shared_ptr<const EventDocument> and never changes, except that a file's count
// grows until isComplete(): row i, once there, stays the same event for ever.
//
// Text is reached through an EventReader. Make one for each thread (it is cheap, about 300 kB). Readers of
// one document work simultaneously without waiting for each other. A file is read and not mapped: if it is
// cut off or overwritten while it is read, that gives empty or odd events and hasChanged(), and not a crash.
//
//     auto reader = document->reader();
//     for (qint64 row = 0; row < document->count(); ++row)
//         look(reader->event(row)); // in order is fast: it reads ahead
#pragma once
#include "core/events/documents/event_sample.h"
#include "core/events/json/event_padding.h"

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
    // anything, valid or not. Valid until the next call on this reader, and no longer than the reader. Empty
    // if the row is out of range or no longer in the file.
    [[nodiscard]] virtual std::string_view event(qint64 row) = 0;
};

class EventDocument
{
public:
    virtual ~EventDocument() = default;

    [[nodiscard]] const EventOrigin &origin() const { return m_origin; }
    // The number of rows that can be read by now. It never decreases. Blank lines of a file do not count as
    // rows.
    [[nodiscard]] virtual qint64 count() const = 0;
    // Whether count() is final.
    [[nodiscard]] virtual bool isComplete() const = 0;
    // The number of bytes of an event's text, perhaps including its line break. It is known without reading
    // the event, so that a huge one can be left to a worker thread. 0 if out of range.
    [[nodiscard]] virtual qint64 sizeOf(qint64 row) const = 0;
    // A reader of this document; it keeps the document alive.
    [[nodiscard]] virtual std::unique_ptr<EventReader> reader() const = 0;
    // Whether the file turned out to be shorter than when it was opened, or to be another file.
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

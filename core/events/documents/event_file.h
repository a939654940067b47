// Opens a local file of events for a preview: NDJSON (plain or gzip, one or several members), or one JSON
// document that holds events: a page of Netskope's API ({"result":[…]}, V1 {"data":[…]}) or an array; or
// objects one after another, several on a line, over several lines each, or with CR line ends (up to 128 MB).
// CSV is refused and named.
//
// Nothing is refused that can be shown: blank lines are passed over; CRLF, a byte order mark and a missing
// last line break do not matter; a line that is not JSON is a row like any other. gzip is inflated into a
// file without a name in the cache folder, which is gone with the document, however the program ends.
#pragma once
#include "core/events/documents/event_document.h"
#include "core/events/documents/file_state.h"

namespace slipway {

// Indexes the file on a thread of its own; signals arrive on the thread that made it. Deleting it stops the
// work; the document then keeps the rows that it has.
class EventFile : public QObject
{
    Q_OBJECT
public:
    explicit EventFile(const QString &path, QObject *parent = nullptr);
    ~EventFile() override;
    void start();

Q_SIGNALS:
    // Before anything is read: what the file is now, to tell later whether it has changed.
    void begun(const slipway::FileState &state);
    // The first rows are there (or the file has none); more may follow.
    void opened(const slipway::EventDocumentPtr &document);
    // Some ten times a second until finished(). `done` of `total` bytes of the file on disk.
    void progressed(qint64 rows, qint64 done, qint64 total);
    void finished();
    // Instead of opened(), or after it: the rows so far stay (a damaged gzip file, a full disk, a disk
    // fault).
    void failed(const slipway::Error &error);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::EventDocumentPtr)

// Opens a local file of events for a preview: NDJSON (plain or gzip, one or several members), or one JSON
// document that contains events: a page of Netskope's API ({"result":[…]}, V1 {"data":[…]}) or an array; or
// objects one after another, several on a line, over several lines each, or with CR line ends (up to 128 MB).
// CSV is refused, and the error says that it is CSV.
// One document may have mostEventsOfDocument events (event_page.h), and a file of lines any number.
//
// Nothing is refused that can be shown: blank lines are skipped; CRLF, a byte order mark and a missing last
// line break do not matter; a line that is not JSON is a row like any other. gzip is inflated into an unnamed
// file in the cache folder, which disappears with the document, however the program ends.
#pragma once
#include "core/events/documents/event_document.h"
#include "core/events/documents/files/file_state.h"

#include <QObject>

#include <stop_token>

namespace slipway {

// Indexes the file on a thread of its own; signals arrive on the thread that created the object. Deleting it
// stops the work, and the document keeps the rows that it has so far.
class EventFile : public QObject
{
    Q_OBJECT
public:
    explicit EventFile(const QString &path, QObject *parent = nullptr);
    ~EventFile() override;
    void start();
    // Asks it to end early, without waiting: a file server may not answer. ended() follows; if
    // reading had already ended, it is emitted again.
    void stop();

Q_SIGNALS:
    // Emitted before anything is read: the current state of the file, to tell later whether it has changed.
    void begun(const slipway::FileState &state);
    // The first rows are available (or the file has none); more may follow.
    void opened(const slipway::EventDocumentPtr &document);
    // About ten times a second until finished(). `done` of `total` bytes of the file on disk.
    void progressed(qint64 rows, qint64 done, qint64 total);
    void finished();
    // Emitted instead of opened(), or after it, for example for a damaged gzip file, a full disk or a disk
    // fault. The rows so far remain.
    void failed(const slipway::Error &error);
    // The last signal, in any case: nothing is being read any more, so deleting this does not wait.
    void ended();

private:
    void read(std::stop_token stop); // on the thread
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::EventDocumentPtr)

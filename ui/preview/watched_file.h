// The file of events that a preview shows: it is read, watched for changes, and read again while it is
// followed.
//
// Threads: the window's; reading has a thread of its own, see event_file.h.
#pragma once
#include "core/events/documents/files/event_file.h"
#include "core/events/documents/files/file_watch.h"

#include <QElapsedTimer>
#include <QObject>

#include <memory>

namespace slipway {

class WatchedFile : public QObject
{
    Q_OBJECT
public:
    explicit WatchedFile(QObject *parent = nullptr);
    ~WatchedFile() override;

    // Closes what is open and begins to read. opened() and the others follow.
    void open(const QString &path);
    void close(); // emits nothing
    [[nodiscard]] bool isOpen() const { return m_file != nullptr; }
    [[nodiscard]] const QString &path() const { return m_path; } // empty if none is open
    // How much of the file has been read, and its size, in bytes; 0 and 0 until that is known.
    [[nodiscard]] qint64 done() const { return m_done; }
    [[nodiscard]] qint64 total() const { return m_total; }

    // Whether a file that has changed is read again. Reads it now if it has changed already.
    void setFollowing(bool isFollowing);
    // What a change means for what is shown, as a sentence; empty for FileChange::None.
    [[nodiscard]] QString sentence(FileChange change) const;

Q_SIGNALS:
    // There are rows to show; more may follow.
    void opened(const slipway::EventDocumentPtr &document);
    // There are more rows, or the file has been read to its end.
    void grew();
    // Reading has ended early. What was read so far remains.
    void failed(const slipway::Error &error);
    // The file differs from what was read; FileChange::None: it matches again.
    void changed(slipway::FileChange change);
    // The followed file was read again, to its end. `document` is null if it has no rows.
    void readAgain(const slipway::EventDocumentPtr &document);
    // The followed file could not be read again; it is no longer followed.
    void followingFailed(const slipway::Error &error);

private:
    void watch(const FileState &state);
    void follow();
    QString m_path;
    std::unique_ptr<EventFile> m_file;
    EventDocumentPtr m_document; // of m_file; null until it was opened
    qint64 m_done = 0, m_total = 0;
    std::unique_ptr<FileWatch> m_watch;
    FileChange m_change = FileChange::None; // since it was read
    bool m_isFollowing = false;
    std::unique_ptr<EventFile> m_next; // the followed file while it is read again
    EventDocumentPtr m_nextDocument;
    FileState m_nextState;
    QElapsedTimer m_readTime; // since the reading of m_next began; afterwards, since it was shown
    qint64 m_lastRead = 0;    // how long the last reading took, in ms
    bool m_hasMore = false;   // the file changed while it was being read
};

} // namespace slipway

// Checks every second whether an opened file has changed. It asks the file system rather than waiting for
// notifications, because those do not come from network file systems.
//
// Reads a few kilobytes of a file that has become longer, to tell one that has grown from one that was
// rewritten.
//
// Threads: belongs to one; the file system is queried on another, so that a server that hangs blocks nothing.
#pragma once
#include "core/async/newest_answer.h"
#include "core/events/documents/files/file_state.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace slipway {

class FileWatch : public QObject
{
    Q_OBJECT
public:
    FileWatch(QString path, const FileState &opened,
              std::chrono::milliseconds every = std::chrono::seconds(1), QObject *parent = nullptr);
    // Whether it has read what it needs to tell a file that grows from one that is rewritten. Until then
    // it calls both grown.
    [[nodiscard]] bool knowsContent() const { return !m_sample.isNull(); }

Q_SIGNALS:
    // Emitted when the file differs from the state in which it was opened, and again with every further
    // change.
    void changed(slipway::FileChange change);

private:
    struct Look
    {
        std::optional<FileState> now;
        QByteArray sample; // of the bytes that were there when the file was opened; null: not read
    };
    [[nodiscard]] static Look lookAt(const QString &path, const FileState &opened, bool hasSample);
    void look();
    QString m_path;
    FileState m_opened;
    std::optional<FileState> m_seen;
    QByteArray m_sample; // null: the file had changed before it was read
    bool m_isAsking = false;
    QTimer m_timer;
    NewestAnswer m_worker;
};

} // namespace slipway

// Checks every second whether an opened file has changed. It asks the file system rather than waiting for
// notifications, because those do not come from network file systems.
//
// Threads: belongs to one; the file system is queried on another, so that a server that hangs blocks nothing.
#pragma once
#include "core/async/newest_answer.h"
#include "core/events/documents/file_state.h"

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

Q_SIGNALS:
    // Comes when the file differs from the state in which it was opened, and again with every further change.
    void changed(slipway::FileChange change);

private:
    void look();
    QString m_path;
    FileState m_opened;
    std::optional<FileState> m_seen;
    bool m_isAsking = false;
    QTimer m_timer;
    NewestAnswer m_worker;
};

} // namespace slipway

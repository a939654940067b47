#include "core/events/documents/file_watch.h"

namespace slipway {

FileWatch::FileWatch(QString path, const FileState &opened, std::chrono::milliseconds every, QObject *parent)
    : QObject(parent), m_path(std::move(path)), m_opened(opened), m_seen(opened)
{
    connect(&m_timer, &QTimer::timeout, this, &FileWatch::look);
    m_timer.start(every);
}

void FileWatch::look()
{
    if (std::exchange(m_isAsking, true))
        return; // the file system takes longer than that
    m_worker.ask(
        this, [path = m_path] { return FileState::of(path); },
        [this](const std::optional<FileState> &now) {
            m_isAsking = false;
            if (now == std::exchange(m_seen, now))
                return;
            if (const FileChange change = changeSince(m_opened, now); change != FileChange::None)
                Q_EMIT changed(change);
        });
}

} // namespace slipway

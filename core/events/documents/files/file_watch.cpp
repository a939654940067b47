#include "core/events/documents/files/file_watch.h"

#include <QFile>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 sampleBytes = 4096; // at either end

// The beginning and the end of the first `size` bytes.
QByteArray sampleOf(const QString &path, qint64 size)
{
    if (size <= 0) // a pipe, too, whose opening could wait for ever
        return QByteArray("");
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QByteArray sample = file.read(std::min(size, sampleBytes));
    if (!file.seek(std::max<qint64>(0, size - sampleBytes)))
        return {};
    sample += file.read(std::min(size, sampleBytes));
    return sample.isNull() ? QByteArray("") : sample;
}

} // namespace

FileWatch::FileWatch(QString path, const FileState &opened, std::chrono::milliseconds every, QObject *parent)
    : QObject(parent), m_path(std::move(path)), m_opened(opened), m_seen(opened)
{
    connect(&m_timer, &QTimer::timeout, this, &FileWatch::look);
    m_timer.start(every);
    QTimer::singleShot(0, this, &FileWatch::look);
}

FileWatch::Look FileWatch::lookAt(const QString &path, const FileState &opened, bool hasSample)
{
    Look look{FileState::of(path), {}};
    const FileChange change = changeSince(opened, look.now);
    if (change == FileChange::Grown ? hasSample : change == FileChange::None && !hasSample)
        look.sample = sampleOf(path, opened.size);
    // It may have changed while it was read.
    if (FileState::of(path) != look.now)
        look.sample = QByteArray();
    return look;
}

void FileWatch::look()
{
    if (std::exchange(m_isAsking, true))
        return; // the file system takes longer than that
    m_worker.ask(
        this,
        [path = m_path, opened = m_opened, hasSample = !m_sample.isNull()] {
            return lookAt(path, opened, hasSample);
        },
        [this](const Look &found) {
            m_isAsking = false;
            FileChange change = changeSince(m_opened, found.now);
            if (change == FileChange::None && !found.sample.isNull())
                m_sample = found.sample;
            if (found.now == std::exchange(m_seen, found.now))
                return;
            if (change == FileChange::Grown && !found.sample.isNull() && found.sample != m_sample)
                change = FileChange::Overwritten;
            if (change != FileChange::None)
                Q_EMIT changed(change);
        });
}

} // namespace slipway

#include "ui/preview/watched_file.h"

#include "core/async/retire.h"

#include <QFileInfo>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace slipway {
namespace {

// Nobody waits for a file server that does not answer.
void retireReader(std::unique_ptr<EventFile> file)
{
    retire(std::move(file), &EventFile::stop, &EventFile::ended);
}

} // namespace

WatchedFile::WatchedFile(QObject *parent) : QObject(parent) {}

WatchedFile::~WatchedFile()
{
    close();
}

void WatchedFile::open(const QString &path)
{
    close();
    m_path = path;
    m_file = std::make_unique<EventFile>(path);
    connect(m_file.get(), &EventFile::begun, this, &WatchedFile::watch);
    connect(m_file.get(), &EventFile::opened, this, [this](const EventDocumentPtr &document) {
        m_document = document;
        Q_EMIT opened(document);
    });
    connect(m_file.get(), &EventFile::progressed, this, [this](qint64, qint64 done, qint64 total) {
        m_done = done;
        m_total = total;
        Q_EMIT grew();
    });
    connect(m_file.get(), &EventFile::finished, this, &WatchedFile::grew);
    connect(m_file.get(), &EventFile::failed, this, [this](const Error &error) {
        m_done = m_total;
        Q_EMIT grew();
        Q_EMIT failed(error);
    });
    m_file->start();
}

void WatchedFile::close()
{
    retireReader(std::move(m_file));
    m_document.reset();
    retireReader(std::move(m_next));
    m_nextDocument.reset();
    m_watch.reset();
    m_change = FileChange::None;
    m_hasMore = false;
    m_done = m_total = 0;
    m_path.clear();
}

void WatchedFile::watch(const FileState &state)
{
    m_change = FileChange::None;
    m_watch = std::make_unique<FileWatch>(m_path, state);
    connect(m_watch.get(), &FileWatch::changed, this, [this](FileChange change) {
        m_change = change;
        Q_EMIT changed(change);
        if (m_isFollowing && change != FileChange::None && change != FileChange::Gone)
            follow();
    });
}

void WatchedFile::setFollowing(bool isFollowing)
{
    m_isFollowing = isFollowing;
    if (isFollowing && m_file && m_change != FileChange::None)
        follow();
}

QString WatchedFile::sentence(FileChange change) const
{
    QString text;
    switch (change) {
    case FileChange::None:
        return {};
    case FileChange::Grown:
        text = tr("%1 has grown since it was opened: there is more in it than is shown here. Reload it, or "
                  "tick Follow to see what is added from now on.");
        break;
    case FileChange::CutOff:
        text = tr("%1 is shorter than it was when it was opened. Some of what is shown is no longer in it.");
        break;
    case FileChange::Overwritten:
        text = tr("%1 has been written to since it was opened. What is shown may be older than the file.");
        break;
    case FileChange::Replaced:
        text = tr("There is now another file named %1. What is shown is the file that was opened.");
        break;
    case FileChange::Gone:
        text = tr("%1 was removed or renamed. What is shown is the file that was opened.");
        break;
    }
    return text.arg(QFileInfo(m_path).fileName());
}

void WatchedFile::follow()
{
    const bool isStillReading = !m_document || !m_document->isComplete();
    // A large file that keeps growing must not be read all the time: pause four times as long as
    // the last reading took.
    const qint64 rest = m_readTime.isValid() ? 4 * m_lastRead - m_readTime.elapsed() : 0;
    if (m_next || isStillReading || rest > 0) {
        if (!std::exchange(m_hasMore, true) && !m_next)
            QTimer::singleShot(std::max<qint64>(rest, 200), this, [this] {
                if (std::exchange(m_hasMore, false) && m_file && m_isFollowing)
                    follow();
            });
        return;
    }
    m_hasMore = false;
    m_readTime.start();
    m_next = std::make_unique<EventFile>(m_path);
    connect(m_next.get(), &EventFile::begun, this, [this](const FileState &state) { m_nextState = state; });
    connect(m_next.get(), &EventFile::opened, this,
            [this](const EventDocumentPtr &document) { m_nextDocument = document; });
    connect(m_next.get(), &EventFile::failed, this, [this](const Error &error) {
        retireReader(std::move(m_next));
        m_nextDocument.reset();
        m_isFollowing = false;
        Q_EMIT followingFailed(error);
    });
    connect(m_next.get(), &EventFile::finished, this, [this] {
        m_lastRead = m_readTime.restart();
        retireReader(std::move(m_file));
        m_file = std::move(m_next);
        m_document = std::exchange(m_nextDocument, nullptr);
        watch(m_nextState);
        Q_EMIT readAgain(m_document);
        if (std::exchange(m_hasMore, false))
            follow();
    });
    m_next->start();
}

} // namespace slipway

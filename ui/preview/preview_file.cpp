// The part of the preview page that deals with changes to the open file: it reports them, reads the
// file again on request, and follows a file that grows.
#include "ui/preview/event_table.h"
#include "ui/preview/event_table_model.h"
#include "ui/preview/preview_page.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QTimer>

#include <algorithm>

namespace slipway {

void PreviewPage::reload()
{
    if (!m_filePath.isEmpty())
        openFile(m_filePath);
}

void PreviewPage::putFileAway()
{
    closeFile();
    m_banner->hide();
    show(nullptr);
}

void PreviewPage::closeFile()
{
    m_file.reset();
    m_next.reset();
    m_nextDocument.reset();
    m_watch.reset();
    m_changed->hide();
    m_filePath.clear();
}

void PreviewPage::watchFile(const FileState &state)
{
    m_watch = std::make_unique<FileWatch>(m_filePath, state);
    connect(m_watch.get(), &FileWatch::changed, this, &PreviewPage::fileChanged);
}

void PreviewPage::fileChanged(FileChange change)
{
    const QString name = QFileInfo(m_filePath).fileName();
    QString sentence;
    switch (change) {
    case FileChange::None:
        return m_changed->hide();
    case FileChange::Grown:
        sentence =
            tr("%1 has grown since it was opened: there is more in it than is shown here. Reload it, or "
               "tick Follow to see what is added from now on.");
        break;
    case FileChange::CutOff:
        sentence =
            tr("%1 is shorter than it was when it was opened. Some of what is shown is no longer in it.");
        break;
    case FileChange::Overwritten:
        sentence =
            tr("%1 has been written to since it was opened. What is shown may be older than the file.");
        break;
    case FileChange::Replaced:
        sentence = tr("There is now another file named %1. What is shown is the file that was opened.");
        break;
    case FileChange::Gone:
        sentence = tr("%1 was removed or renamed. What is shown is the file that was opened.");
        break;
    }
    m_changed->show(theme::Tone::Warning, sentence.arg(name));
    if (m_follow->isChecked() && change != FileChange::Gone)
        readOn();
}

void PreviewPage::readOn()
{
    const bool isStillReading = !m_view.document() || !m_view.document()->isComplete();
    // A large file that keeps growing must not be read all the time: pause four times as long as
    // the last reading took.
    const qint64 rest = m_readTime.isValid() ? 4 * m_lastRead - m_readTime.elapsed() : 0;
    if (m_next || isStillReading || rest > 0) {
        if (!std::exchange(m_hasMore, true) && !m_next)
            QTimer::singleShot(std::max<qint64>(rest, 200), this, [this] {
                if (std::exchange(m_hasMore, false) && m_file && m_follow->isChecked())
                    readOn();
            });
        return;
    }
    m_hasMore = false;
    m_readTime.start();
    m_next = std::make_unique<EventFile>(m_filePath);
    connect(m_next.get(), &EventFile::begun, this, [this](const FileState &state) { m_nextState = state; });
    connect(m_next.get(), &EventFile::opened, this,
            [this](const EventDocumentPtr &document) { m_nextDocument = document; });
    connect(m_next.get(), &EventFile::failed, this, [this](const Error &error) {
        m_next.release()->deleteLater(); // we are inside its signal
        m_nextDocument.reset();
        m_follow->setChecked(false);
        m_banner->show(error);
    });
    connect(m_next.get(), &EventFile::finished, this, [this] {
        m_lastRead = m_readTime.restart();
        const qint64 place = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : -1;
        const bool isAtEnd = place < 0 || place + 1 >= m_model->rowCount();
        const qint64 row = place < 0 ? -1 : m_view.row(place);
        m_file.release()->deleteLater();
        m_file = std::move(m_next);
        m_changed->hide();
        watchFile(m_nextState);
        const EventDocumentPtr document = std::exchange(m_nextDocument, nullptr);
        show(document);
        m_currentRow = isAtEnd && document ? document->count() - 1 : row;
        restoreCurrent();
        if (std::exchange(m_hasMore, false))
            readOn();
    });
    m_next->start();
}

} // namespace slipway

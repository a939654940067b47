#include "core/events/documents/files/event_file.h"

#include "core/async/background.h"
#include "core/base/plural_form.h"
#include "core/events/documents/event_page.h"
#include "core/events/documents/event_sequence.h"
#include "core/events/documents/files/file_document.h"
#include "core/events/documents/files/file_source.h"
#include "core/events/documents/files/line_finder.h"

#include <QElapsedTimer>
#include <QFileInfo>

namespace slipway {
namespace {

constexpr qint64 firstBlock = 128 << 10; // a screenful immediately
constexpr qint64 block = 1 << 20;        // stays in the processor's cache between reading and looking
constexpr qint64 largestPage = 128 << 20;

std::optional<QList<QByteArray>> pageOf(const FileDocument &document, qint64 start, qint64 size)
{
    QByteArray text(size + static_cast<qsizetype>(eventPadding), ' ');
    if (readAt(document.file(), text.data(), size, start).value_or(-1) != size)
        return {};
    const std::string_view whole(text.constData(), static_cast<size_t>(size));
    const auto events = eventsOfPage(whole);
    return events ? events : eventsOfSequence(whole);
}

} // namespace

struct EventFile::State
{
    QString path;
    bool isReading = false;
    BackgroundThread thread;
};

EventFile::EventFile(const QString &path, QObject *parent)
    : QObject(parent), m_state(new State{path, false, {}})
{
    qRegisterMetaType<EventDocumentPtr>();
    qRegisterMetaType<Error>();
}

EventFile::~EventFile() = default;

void EventFile::start()
{
    const auto end = [this] {
        m_state->isReading = false;
        Q_EMIT ended();
    };
    m_state->isReading = true;
    m_state->thread.run([this, end](const std::stop_token &stop) {
        read(stop);
        QMetaObject::invokeMethod(this, end, Qt::QueuedConnection);
    });
}

void EventFile::stop()
{
    m_state->thread.requestStop();
    if (!m_state->isReading)
        QMetaObject::invokeMethod(this, &EventFile::ended, Qt::QueuedConnection);
}

void EventFile::read(std::stop_token stop)
{
    const QString path = m_state->path;
    const auto post = [this](auto tell) {
        QMetaObject::invokeMethod(this, std::move(tell), Qt::QueuedConnection);
    };
    const auto tellFailure = [&](const Error &error) { post([this, error] { Q_EMIT failed(error); }); };

    auto opening = FileSource::open(path);
    if (!opening)
        return tellFailure(opening.error());
    FileSource &source = **opening;
    post([this, state = source.opened()] { Q_EMIT begun(state); });
    std::vector<char> buffer(static_cast<size_t>(block));
    Result<qint64> got = source.read(buffer.data(), firstBlock);
    std::string_view text(buffer.data(), got ? static_cast<size_t>(*got) : 0);
    const qint64 start = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    text.remove_prefix(static_cast<size_t>(start));
    if (startsLikeCsv(text))
        return tellFailure({ErrorKind::BadInput,
                            tr("%1 is CSV, as Netskope's Log Streaming can write it.").arg(path),
                            tr("Slipway shows events in JSON: have Log Streaming write JSON, or convert "
                               "the file first."),
                            {}});
    if (const std::string_view format = otherFormat(text); !format.empty())
        return tellFailure(
            {ErrorKind::BadInput,
             tr("%1 is %2, without events in JSON.")
                 .arg(path, QString::fromLatin1(format.data(), static_cast<qsizetype>(format.size()))),
             tr("Choose a file of events in JSON, or convert this one first."),
             {}});
    const auto document = std::make_shared<FileDocument>(
        source.file(), start, EventOrigin{QFileInfo(path).fileName(), path, {}, {}});
    LineFinder finder(document->index(), start);
    // A single JSON document can be shown only once it is complete, but a file of lines immediately.
    bool perhapsPage = !startsLikeLines(text);
    bool isOpen = false;
    qint64 size = 0;
    QElapsedTimer sinceProgress;
    sinceProgress.start();
    bool room = true;
    while (got && *got > 0 && room && !stop.stop_requested()) {
        size += static_cast<qint64>(text.size());
        room = finder.add(text);
        document->index().publish();
        perhapsPage = perhapsPage && size <= largestPage;
        if (!isOpen && !perhapsPage && document->count() > 0) {
            isOpen = true;
            post([this, document] { Q_EMIT opened(document); });
        }
        if (sinceProgress.elapsed() >= 100) {
            sinceProgress.restart();
            post([this, rows = document->count(), done = source.done(), total = source.total()] {
                Q_EMIT progressed(rows, done, total);
            });
        }
        got = source.read(buffer.data(), block);
        text = {buffer.data(), got ? static_cast<size_t>(*got) : 0};
    }
    room = room && finder.finish();
    document->index().publish();
    document->setComplete();
    if (stop.stop_requested())
        return;
    EventDocumentPtr whole = document;
    if (perhapsPage && got) {
        const auto events = pageOf(*document, start, size);
        if (events && events->size() > mostEventsOfDocument)
            return tellFailure({ErrorKind::BadInput,
                                tr("%1 has more than %L2 events in one JSON document.", nullptr,
                                   pluralForm(mostEventsOfDocument))
                                    .arg(path)
                                    .arg(mostEventsOfDocument),
                                tr("Write one event per line, for example with jq -c '.[]': such a file may "
                                   "be of any size."),
                                {}});
        if (events)
            whole = makeDocument(*events, document->origin());
    }
    const bool nothing = !got && whole->count() == 0;
    if (!isOpen && !nothing)
        post([this, whole] { Q_EMIT opened(whole); });
    if (!got)
        return tellFailure(got.error());
    if (!room)
        return tellFailure({ErrorKind::BadInput,
                            tr("The file has more than %L1 lines; only these are shown.", nullptr,
                               pluralForm(LineIndex::maxRows))
                                .arg(LineIndex::maxRows),
                            {},
                            {}});
    post([this, rows = whole->count(), total = source.total()] {
        Q_EMIT progressed(rows, total, total);
        Q_EMIT finished();
    });
}

} // namespace slipway

#include "core/events/event_loader.h"

#include <QThread>

namespace slipway {
namespace {

LoadedEvent read(const EventDocumentPtr &document, qint64 row)
{
    LoadedEvent event;
    event.row = row;
    const auto reader = document->reader();
    event.padded = paddedEvent(reader->event(row));
    event.size = event.padded.size() - static_cast<qsizetype>(eventPadding);
    const std::string_view text(event.padded.constData(), static_cast<size_t>(event.size));
    FieldReader fields;
    (void)fields.readAll(reader->event(row));
    event.health = fields.health();
    const qsizetype start = static_cast<qsizetype>(text.find_first_not_of(" \t"));
    if (start >= 0 && (text[static_cast<size_t>(start)] == '{' || text[static_cast<size_t>(start)] == '['))
        event.items = jsonChildren(event.padded, start, event.size - start);
    event.indented = indentedJson(text, LoadedEvent::mostShown);
    return event;
}

} // namespace

struct EventLoader::Work
{
    QThread thread;
    QObject context; // on the thread
    std::atomic<quint64> number{0};
};

EventLoader::EventLoader(QObject *parent) : QObject(parent), m_work(std::make_unique<Work>())
{
    m_work->context.moveToThread(&m_work->thread);
    m_work->thread.start();
}

EventLoader::~EventLoader()
{
    ++m_work->number;
    m_work->thread.quit();
    m_work->thread.wait();
}

void EventLoader::forget()
{
    ++m_work->number;
}

void EventLoader::load(const EventDocumentPtr &document, qint64 row)
{
    const quint64 number = ++m_work->number;
    QMetaObject::invokeMethod(
        &m_work->context,
        [this, number, document, row] {
            if (m_work->number != number)
                return;
            const auto event = std::make_shared<LoadedEvent>(read(document, row));
            QMetaObject::invokeMethod(
                this,
                [this, number, event] {
                    if (m_work->number == number)
                        Q_EMIT loaded(*event);
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

} // namespace slipway

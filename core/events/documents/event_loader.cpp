#include "core/events/documents/event_loader.h"

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

EventLoader::EventLoader(QObject *parent) : QObject(parent) {}

void EventLoader::forget()
{
    m_worker.forget();
}

void EventLoader::load(const EventDocumentPtr &document, qint64 row)
{
    m_worker.forget();
    m_worker.ask(
        this, [document, row] { return read(document, row); },
        [this](const LoadedEvent &event) { Q_EMIT loaded(event); });
}

} // namespace slipway

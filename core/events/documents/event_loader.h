// Reads one event for the detail pane, on a worker thread and however large it is. Only the newest request
// counts: a user who holds down the arrow key gets only the event at which they stop.
#pragma once
#include "core/async/newest_answer.h"
#include "core/events/json/json_outline.h"

#include "core/events/documents/event_document.h"

#include <QObject>

namespace slipway {

struct LoadedEvent
{
    qint64 row = -1;
    QByteArray padded;   // see paddedEvent()
    qsizetype size = 0;  // of the event itself
    JsonItems items;     // its fields
    QByteArray indented; // at most mostShown bytes
    EventHealth health = EventHealth::Well;

    static constexpr qsizetype mostShown = 200'000;
    [[nodiscard]] QByteArray text() const { return padded.left(size); }
};

class EventLoader : public QObject
{
    Q_OBJECT
public:
    explicit EventLoader(QObject *parent = nullptr);
    void load(const EventDocumentPtr &document, qint64 row);
    // Drops the earlier request: loaded() is not emitted for it.
    void forget();

Q_SIGNALS:
    void loaded(const slipway::LoadedEvent &event);

private:
    NewestAnswer m_worker;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::LoadedEvent)

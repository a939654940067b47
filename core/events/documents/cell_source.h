// The cells of single rows, for a table that paints them. Cells are cached, and an event that is too large to
// read during scrolling is read on a worker thread.
//
// Belongs to one thread (the window's), on which its signals arrive as well.
#pragma once
#include "core/async/newest_answer.h"
#include "core/events/documents/event_document.h"
#include "core/events/json/field_reader.h"

#include <QCache>
#include <QObject>
#include <QSet>

namespace slipway {

struct EventCells
{
    QStringList texts; // in the order of the columns, by the rules of fieldText(), cut off after longestCell
    EventHealth health = EventHealth::Well;
    QString line; // the start of the text of an event that is not an object

    static constexpr qsizetype longestCell = 2000;
};

class CellSource : public QObject
{
    Q_OBJECT
public:
    explicit CellSource(QObject *parent = nullptr);

    void setDocument(const EventDocumentPtr &document);
    void setColumns(const QStringList &fields);
    // Null: the event is being read, and ready() will tell when it is there. Valid until the next call.
    [[nodiscard]] const EventCells *cells(qint64 row);

Q_SIGNALS:
    void ready(qint64 row);

private:
    EventDocumentPtr m_document;
    std::unique_ptr<EventReader> m_reader;
    FieldReader m_fields;
    QStringList m_columns;
    QCache<qint64, EventCells> m_cache{2000};
    QSet<qint64> m_waiting;
    NewestAnswer m_large; // for this document and these columns
};

} // namespace slipway

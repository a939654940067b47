#include "core/events/documents/cell_source.h"

namespace slipway {
namespace {

constexpr qint64 largeEvent = 32 << 10; // takes a millisecond if it has thousands of fields

QString start(std::string_view text)
{
    // A character has up to four bytes.
    return utf8Text(text.substr(0, EventCells::longestCell * 4)).left(EventCells::longestCell + 1);
}

EventCells readCells(FieldReader &reader, std::string_view event, const QStringList &columns)
{
    EventCells cells;
    cells.texts.resize(columns.size());
    QSet<QString> seen;
    for (const FieldReader::Field &field : reader.readAll(event)) {
        const qsizetype column = columns.indexOf(start(field.name));
        if (column >= 0 && !seen.contains(columns[column])) {
            seen.insert(columns[column]);
            cells.texts[column] = start(field.value.text);
        }
    }
    cells.health = reader.health();
    if (cells.health == EventHealth::NotJson || cells.health == EventHealth::NotAnObject)
        cells.line = start(event);
    return cells;
}

} // namespace

CellSource::CellSource(QObject *parent) : QObject(parent) {}

void CellSource::setDocument(const EventDocumentPtr &document)
{
    m_document = document;
    m_reader = document ? document->reader() : nullptr;
    setColumns({});
}

void CellSource::setColumns(const QStringList &fields)
{
    m_columns = fields;
    m_cache.clear();
    m_waiting.clear();
    m_large.forget();
}

const EventCells *CellSource::cells(qint64 row)
{
    if (const EventCells *cached = m_cache.object(row))
        return cached;
    if (!m_document || row < 0)
        return nullptr;
    if (m_document->sizeOf(row) <= largeEvent) {
        auto *cells = new EventCells(readCells(m_fields, m_reader->event(row), m_columns));
        m_cache.insert(row, cells);
        return cells;
    }
    if (!m_waiting.contains(row)) {
        m_waiting.insert(row);
        m_large.ask(
            this,
            [row, document = m_document, columns = m_columns] {
                FieldReader reader;
                const auto events = document->reader();
                return readCells(reader, events->event(row), columns);
            },
            [this, row](const EventCells &cells) {
                m_waiting.remove(row);
                m_cache.insert(row, new EventCells(cells));
                Q_EMIT ready(row);
            });
    }
    return nullptr;
}

} // namespace slipway

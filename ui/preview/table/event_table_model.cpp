#include "ui/preview/table/event_table_model.h"

#include "core/events/documents/event_columns.h"
#include "core/events/json/visible_text.h"
#include "ui/preview/tool_tip.h"
#include "ui/theme/theme.h"
#include "ui/widgets/shown_time.h"

#include <QApplication>
#include <QLocale>
#include <QPalette>

#include <algorithm>

namespace slipway {
namespace {

constexpr qsizetype shownInCell = 300; // a cell shows one short line; the detail pane shows everything

int capped(qint64 rows)
{
    return static_cast<int>(std::min(rows, EventTableModel::mostRows));
}

} // namespace

QString healthWord(EventHealth health)
{
    switch (health) {
    case EventHealth::Well:
        return {};
    case EventHealth::BrokenText:
        return EventTableModel::tr("not UTF-8");
    case EventHealth::DuplicateKeys:
        return EventTableModel::tr("duplicate field");
    case EventHealth::NotAnObject:
        return EventTableModel::tr("not an object");
    case EventHealth::NotJson:
        return EventTableModel::tr("not JSON");
    }
    return {};
}

QString healthSentence(EventHealth health)
{
    switch (health) {
    case EventHealth::Well:
        return {};
    case EventHealth::BrokenText:
        return EventTableModel::tr("Some bytes of this event are not UTF-8; they are shown as \uFFFD.");
    case EventHealth::DuplicateKeys:
        return EventTableModel::tr(
            "A field occurs twice in this event. The table shows the first; programs may take the last.");
    case EventHealth::NotAnObject:
        return EventTableModel::tr("This line is JSON, but not an event with fields.");
    case EventHealth::NotJson:
        return EventTableModel::tr("This line is not JSON, or is cut off. What can be read of it is shown.");
    }
    return {};
}

EventTableModel::EventTableModel(EventView &view, QObject *parent) : QAbstractTableModel(parent), m_view(view)
{
    connect(&view, &EventView::aboutToReset, this, [this] { beginResetModel(); });
    connect(&view, &EventView::reset, this, [this] {
        m_rows = capped(m_view.count());
        endResetModel();
    });
    connect(&view, &EventView::aboutToAppend, this, [this](qint64, qint64 last) {
        m_isInserting = capped(last + 1) > m_rows;
        if (m_isInserting)
            beginInsertRows({}, m_rows, capped(last + 1) - 1);
    });
    connect(&view, &EventView::appended, this, [this] {
        m_rows = capped(m_view.count());
        if (m_isInserting)
            endInsertRows();
    });
    connect(&m_cells, &CellSource::ready, this, [this](qint64 documentRow) {
        const qint64 row = m_view.placeOf(documentRow);
        if (row >= 0 && row < m_rows)
            Q_EMIT dataChanged(index(static_cast<int>(row), 0),
                               index(static_cast<int>(row), columnCount() - 1));
    });
}

void EventTableModel::setDocument(const EventDocumentPtr &document)
{
    beginResetModel();
    m_rows = 0;
    m_columns.clear();
    m_cells.setDocument(document);
    endResetModel();
}

void EventTableModel::setColumns(const QStringList &fields)
{
    if (fields == m_columns)
        return;
    beginResetModel();
    m_columns = fields;
    m_cells.setColumns(fields);
    endResetModel();
}

void EventTableModel::setUtc(bool utc)
{
    m_utc = utc;
    if (m_rows > 0 && !m_columns.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, std::max(columnCount() - 1, 0));
}

int EventTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

int EventTableModel::columnCount(const QModelIndex &parent) const
{
    // A file without any fields still has lines to show.
    return parent.isValid() || !m_view.document() ? 0 : std::max<int>(static_cast<int>(m_columns.size()), 1);
}

QString EventTableModel::shown(const EventCells &cells, int column) const
{
    if (!cells.line.isEmpty() && column == 0)
        return visibleText(cells.line, shownInCell);
    const QString raw = cells.texts.value(column);
    return visibleText(ColumnCatalogue::builtIn().shown(m_columns.value(column), raw, m_utc), shownInCell);
}

QString EventTableModel::toolTip(const EventCells &cells, int column) const
{
    QStringList lines;
    const QString raw = cells.texts.value(column);
    if (!raw.isEmpty())
        lines << visibleText(m_columns.value(column), 100) + QStringLiteral(": ") + visibleText(raw, 1000);
    if (cells.health != EventHealth::Well)
        lines << healthSentence(cells.health);
    return toolTipText(lines.join(QLatin1Char('\n')));
}

QVariant EventTableModel::alignment(int column) const
{
    const bool isNumber = ColumnCatalogue::builtIn().kind(m_columns.value(column)) == ColumnKind::Bytes;
    return QVariant(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
}

QVariant EventTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(index.column());
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != rawRole && role != Qt::ForegroundRole)
        return {};
    const EventCells *cells = m_cells.cells(m_view.row(index.row()));
    if (!cells)
        return role == Qt::DisplayRole ? QVariant(QChar(0x2026)) : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        return shown(*cells, index.column());
    case rawRole:
        return cells->line.isEmpty() || index.column() > 0 ? cells->texts.value(index.column()) : cells->line;
    case Qt::ToolTipRole:
        return toolTip(*cells, index.column());
    default:
        return cells->line.isEmpty() ? QVariant()
                                     : QVariant(QApplication::palette().color(QPalette::PlaceholderText));
    }
}

QVariant EventTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal) {
        const QString field = m_columns.value(section);
        if (role == Qt::DisplayRole) {
            const QString name = m_columns.isEmpty() ? tr("Text") : visibleText(field, 60);
            if (ColumnCatalogue::builtIn().kind(field) != ColumnKind::Time)
                return name;
            return withZone(name, m_utc);
        }
        if (role == Qt::TextAlignmentRole)
            return alignment(section);
        return {};
    }
    // The number of the document row, which stays the same for an event however the table is
    // sorted.
    if (role == Qt::DisplayRole) {
        const EventCells *cells = m_cells.cells(m_view.row(section));
        const QString number = QString::number(m_view.row(section) + 1);
        return cells && cells->health != EventHealth::Well
                   ? theme::sign(theme::Tone::Warning) + QLatin1Char(' ') + number
                   : number;
    }
    if (role == Qt::ToolTipRole) {
        const EventCells *cells = m_cells.cells(m_view.row(section));
        return cells ? healthSentence(cells->health) : QString();
    }
    return {};
}

void EventTableModel::sort(int column, Qt::SortOrder order)
{
    m_view.setOrder(column < 0 ? std::string() : m_columns.value(column).toStdString(),
                    order == Qt::DescendingOrder);
}

} // namespace slipway

#include "ui/preview/table/event_table.h"

#include "core/base/plural_form.h"
#include "core/events/json/visible_text.h"
#include "ui/widgets/view_placeholder.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QInputDialog>
#include <QMenu>

#include <algorithm>

namespace slipway {

EventTable::EventTable(EventTableModel &model, QWidget *parent)
    : QTableView(parent), m_model(model), m_placeholder(new ViewPlaceholder(this))
{
    setObjectName(QStringLiteral("eventTable"));
    setAccessibleName(tr("Events"));
    setModel(&model);
    // Field names, times and addresses are not turned around in a language that is written from right to
    // left.
    setLayoutDirection(Qt::LeftToRight);
    setSortingEnabled(true);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideRight);
    makeActions();
}

void EventTable::makeActions()
{
    const auto add = [&](const QString &text, const QKeySequence &keys, auto slot) {
        auto *action = new QAction(text, this);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        addAction(action);
        return action;
    };
    m_only = add(tr("&Only this value"), QKeySequence(tr("Ctrl+Return")), [this] { filterByCell(true); });
    m_not =
        add(tr("&Not this value"), QKeySequence(tr("Ctrl+Shift+Return")), [this] { filterByCell(false); });
    m_copyActions << add(tr("&Copy events as NDJSON"), QKeySequence::Copy,
                         [this] { copy(CopyFormat::Ndjson); });
    m_copyActions << add(tr("Copy events as C&SV"), QKeySequence(tr("Ctrl+Shift+C")),
                         [this] { copy(CopyFormat::Csv); });
    m_copyActions << add(tr("Copy events as &Markdown"), QKeySequence(tr("Ctrl+Alt+C")),
                         [this] { copy(CopyFormat::Markdown); });
    m_copyActions << add(tr("Copy &value"), QKeySequence(tr("Ctrl+Alt+V")), [this] { copyCell(); });
    m_difference = add(tr("Show the &difference"), QKeySequence(tr("Ctrl+D")), [this] {
        if (selectedPair())
            Q_EMIT differenceWanted();
    });
    add(tr("&Go to row…"), QKeySequence(tr("Ctrl+L")), [this] {
        goToRow();
    })->setObjectName(QStringLiteral("goToRowAction"));
}

std::vector<qint64> EventTable::selectedEvents() const
{
    // Use ranges, since a list of a million indexes would take seconds.
    std::vector<std::pair<int, int>> ranges;
    for (const QItemSelectionRange &range : selectionModel()->selection())
        ranges.emplace_back(range.top(), range.bottom());
    std::sort(ranges.begin(), ranges.end());
    std::vector<qint64> rows;
    int next = 0;
    for (const auto &[top, bottom] : ranges) {
        for (int row = std::max(top, next); row <= bottom; ++row)
            rows.push_back(m_model.documentRow(row));
        next = std::max(next, bottom + 1);
    }
    return rows;
}

std::optional<std::pair<qint64, qint64>> EventTable::selectedPair() const
{
    std::vector<int> rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            rows.push_back(row);
            if (rows.size() > 2)
                return std::nullopt;
        }
    }
    if (rows.size() != 2 || rows[0] == rows[1])
        return std::nullopt;
    return std::pair(m_model.documentRow(std::min(rows[0], rows[1])),
                     m_model.documentRow(std::max(rows[0], rows[1])));
}

QStringList EventTable::columns() const
{
    QStringList seen;
    for (int place = 0; place < m_model.columns().size(); ++place)
        seen << m_model.columns().value(horizontalHeader()->logicalIndex(place));
    return seen;
}

void EventTable::goToColumn(const QString &field)
{
    const auto column = static_cast<int>(m_model.columns().indexOf(field));
    if (column < 0 || m_model.rowCount() == 0)
        return;
    const QModelIndex cell = m_model.index(std::max(currentIndex().row(), 0), column);
    selectionModel()->setCurrentIndex(cell, QItemSelectionModel::NoUpdate);
    scrollTo(cell);
}

void EventTable::copy(CopyFormat format)
{
    std::vector<qint64> rows = selectedEvents();
    if (rows.empty())
        return;
    m_copy = std::make_unique<EventCopy>(m_model.view().document(), std::move(rows), columns(), format);
    connect(m_copy.get(), &EventCopy::finished, this, [this](const CopiedEvents &result) {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(result.text));
        Q_EMIT copied((result.isWhole ? tr("Events copied: %L1.")
                                      : tr("Only the first %L1 events were copied: more would be too much "
                                           "for the clipboard. Export them instead.",
                                           nullptr, pluralForm(result.events)))
                          .arg(result.events));
    });
}

void EventTable::copyCell()
{
    if (currentIndex().isValid())
        QGuiApplication::clipboard()->setText(currentIndex().data(EventTableModel::rawRole).toString());
}

void EventTable::filterByCell(bool only)
{
    constexpr qint64 largest = 1 << 20; // a condition with a larger value would be useless
    const QString field = m_model.columns().value(currentIndex().column());
    const qint64 row = m_model.documentRow(currentIndex().row());
    const EventDocumentPtr &document = m_model.view().document();
    if (field.isEmpty() || row < 0 || document->sizeOf(row) > largest)
        return;
    const auto reader = document->reader();
    FieldReader fields;
    const std::string_view raw = fields.read(reader->event(row), {field.toStdString()})[0].raw;
    Q_EMIT filterWanted(field, QByteArray(raw.data(), static_cast<qsizetype>(raw.size())), only);
}

void EventTable::goToRow()
{
    if (m_model.rowCount() == 0)
        return;
    bool isGiven = false;
    const int row =
        QInputDialog::getInt(this, tr("Go to row"), tr("Row, from 1 to %L1:").arg(m_model.rowCount()),
                             currentIndex().row() + 1, 1, m_model.rowCount(), 1, &isGiven);
    if (isGiven)
        goToPlace(row - 1);
}

void EventTable::goToPlace(qint64 place)
{
    if (place < 0 || place >= m_model.rowCount())
        return;
    const QModelIndex cell = m_model.index(static_cast<int>(place), std::max(currentIndex().column(), 0));
    // Do not use setCurrentIndex() of the view: if Ctrl is held down, it would add the row to the
    // selection.
    selectionModel()->setCurrentIndex(cell, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(cell, PositionAtCenter);
}

void EventTable::fitColumns()
{
    constexpr int looked = 30, narrowest = 60, widest = 260;
    for (int column = 0; column < m_model.columnCount(); ++column) {
        int width = horizontalHeader()->sectionSizeHint(column);
        for (int row = 0; row < std::min(m_model.rowCount(), looked); ++row)
            width = std::max(
                width,
                fontMetrics().horizontalAdvance(m_model.index(row, column).data().toString().left(80)) + 16);
        setColumnWidth(column, std::clamp(width, narrowest, widest));
    }
    if (m_model.columns().isEmpty())
        setColumnWidth(0, 800);
}

void EventTable::setPlaceholder(const QString &text)
{
    m_placeholder->setText(text);
}

void EventTable::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex cell =
        event->reason() == QContextMenuEvent::Mouse ? indexAt(event->pos()) : currentIndex();
    if (!cell.isValid())
        return;
    selectionModel()->setCurrentIndex(cell, QItemSelectionModel::NoUpdate);
    // Do not use selectRow(): it would make the first cell the current one, but the menu concerns
    // this one.
    if (!selectionModel()->isRowSelected(cell.row()))
        selectionModel()->select(cell, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QMenu menu(this);
    const QString value = visibleText(cell.data().toString(), 40);
    if (!m_model.columns().isEmpty() && !value.isEmpty()) {
        const auto named = [&](QAction *action, const QString &text) {
            action->setText(text.arg(QString(value).replace(QLatin1Char('&'), QLatin1String("&&"))));
            menu.addAction(action);
        };
        named(m_only, tr("&Only \"%1\""));
        named(m_not, tr("&Not \"%1\""));
        menu.addSeparator();
    }
    menu.addActions(m_copyActions);
    if (selectedPair()) {
        menu.addSeparator();
        menu.addAction(m_difference);
    }
    menu.exec(event->reason() == QContextMenuEvent::Mouse
                  ? event->globalPos()
                  : viewport()->mapToGlobal(visualRect(cell).bottomLeft()));
}

} // namespace slipway

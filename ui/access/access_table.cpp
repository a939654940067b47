#include "ui/access/access_table.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/row_choice.h"
#include "ui/widgets/shown_time.h"

#include <QEvent>

namespace slipway {
namespace {

enum Column {
    EndpointColumn,
    NeededColumn,
    ResultColumn,
    HttpColumn,
    TimeColumn,
    OldestColumn,
    ExplanationColumn,
    ColumnCount
};

} // namespace

AccessTable::AccessTable(QWidget *parent) : TickTable(parent)
{
    setObjectName(QStringLiteral("accessTable"));
    setAccessibleName(tr("Permissions by endpoint"));
    setColumnCount(ColumnCount);
    setSelectionMode(QAbstractItemView::SingleSelection);
    connect(this, &QTableWidget::cellChanged, this, [this](int line, int column) {
        if (column == EndpointColumn)
            tickChanged(line);
    });
}

void AccessTable::fill(const QList<Endpoint> &endpoints, const QStringList &needed, const QString &consumer)
{
    m_isCustom = false;
    m_consumer = consumer;
    fillRows(endpoints, needed);
}

void AccessTable::fillCustom(const QList<Endpoint> &endpoints, const QStringList &needed)
{
    m_isCustom = true;
    fillRows(endpoints, needed);
}

void AccessTable::fillRows(const QList<Endpoint> &endpoints, const QStringList &needed)
{
    const QSignalBlocker quiet(this);
    m_rows.clear();
    m_endpoints = endpoints;
    m_needed.clear();
    clearSpans();
    setRowCount(0);
    QList<int> headings;
    bool isOfNeeded = false;
    for (const Endpoint &endpoint : endpoints) {
        const bool isNeeded = needed.contains(endpoint.id);
        if (isNeeded)
            m_needed << endpoint.id;
        if (!m_isCustom && (rowCount() == 0 || isNeeded != isOfNeeded)) {
            headings << rowCount();
            setRowCount(rowCount() + 1);
        }
        isOfNeeded = isNeeded;
        setRowCount(rowCount() + 1);
        addEndpoint(rowCount() - 1, endpoint);
    }
    for (const int column : {NeededColumn, HttpColumn, TimeColumn})
        setColumnHidden(column, false); // a hidden one has no width
    setColumnHidden(OldestColumn, true);
    nameColumns();
    resizeColumnsToContents();                     // while all rows are shown
    for (const int line : std::as_const(headings)) // these must not widen the first column
        addHeading(line);
    colourHeadings();
    hideRows();
    const auto widen = [this](int column, const QString &text) {
        setColumnWidth(column, std::max(columnWidth(column), fontMetrics().horizontalAdvance(text)));
    };
    widen(ResultColumn, theme::markOf(Access::Granted, false).text + QStringLiteral("    "));
    widen(TimeColumn, QStringLiteral("10000 ms  "));
    for (const int column : {EndpointColumn, NeededColumn, ResultColumn, HttpColumn, TimeColumn})
        m_widths[column] = columnWidth(column);
    m_neededWidth = 0;
    for (const QString &id : std::as_const(m_needed))
        m_neededWidth = std::max(
            m_neededWidth, sizeHintForIndex(model()->index(lineOf(id), EndpointColumn)).width() + theme::gap);
    fit();
}

void AccessTable::addEndpoint(int line, const Endpoint &endpoint)
{
    const bool isNeeded = m_needed.contains(endpoint.id);
    for (int column = 0; column < ColumnCount; ++column)
        setItem(line, column, new QTableWidgetItem);
    for (const int column : {HttpColumn, TimeColumn})
        item(line, column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    QTableWidgetItem *first = item(line, EndpointColumn);
    first->setText(endpoint.title);
    first->setData(Qt::UserRole, endpoint.id);
    first->setToolTip(endpoint.path);
    const Qt::ItemFlags plain = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
    if (m_isCustom || !isNeeded) {
        first->setFlags(plain | Qt::ItemIsUserCheckable);
        first->setCheckState(isNeeded ? Qt::Checked : Qt::Unchecked);
    } else { // there is nothing to choose
        first->setFlags(plain);
    }
    if (!m_isCustom)
        first->setData(Qt::AccessibleDescriptionRole,
                       isNeeded ? tr("Needed by %1").arg(m_consumer) : tr("Not needed"));
    item(line, NeededColumn)->setText(isNeeded ? tr("yes") : tr("no"));
    item(line, ResultColumn)->setText(tr("not tested"));
}

void AccessTable::addHeading(int line)
{
    const bool isOfNeeded = line + 1 < rowCount() && m_needed.contains(idAt(line + 1));
    auto *heading = new QTableWidgetItem(isOfNeeded ? tr("Needed by %1").arg(m_consumer) : tr("Not needed"));
    heading->setFlags(Qt::NoItemFlags); // neither the mouse nor the keyboard selects it
    QFont font;                         // only what is set here differs from the font of the table
    font.setCapitalization(QFont::AllUppercase);
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    setItem(line, EndpointColumn, heading);
    setSpan(line, EndpointColumn, 1, ColumnCount);
}

void AccessTable::colourHeadings()
{
    for (int line = 0; line < rowCount(); ++line) {
        if (!idAt(line).isEmpty())
            continue;
        item(line, EndpointColumn)->setForeground(theme::colour(theme::Role::Muted, this));
        item(line, EndpointColumn)->setBackground(theme::colour(theme::Role::Window, this));
    }
}

void AccessTable::setAllShown(bool all)
{
    const QSignalBlocker quiet(this);
    m_allShown = all;
    nameColumns();
    hideRows();
    fit();
    if (currentRow() >= 0 && isRowHidden(currentRow())) {
        clearSelection();
        setCurrentCell(-1, -1);
    }
}

void AccessTable::hideRows()
{
    const bool hides = !m_allShown && !m_isCustom && !m_needed.isEmpty();
    for (int line = 0; line < rowCount(); ++line) {
        // A heading goes with the row below it.
        const QString id = idAt(line).isEmpty() && line + 1 < rowCount() ? idAt(line + 1) : idAt(line);
        setRowHidden(line, hides && !m_needed.contains(id));
    }
}

void AccessTable::nameColumns()
{
    const bool isChoice = m_allShown && m_needed.size() < m_endpoints.size();
    setHorizontalHeaderLabels({m_isCustom ? tr("Endpoint (tick what is needed)")
                               : isChoice ? tr("Endpoint (tick to test)")
                                          : tr("Endpoint"),
                               tr("Needed"), tr("Result"), tr("HTTP"), tr("Time"),
                               withZone(tr("Oldest event")), tr("What it means")});
    for (const int column : {HttpColumn, TimeColumn}) // like their numbers
        horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

void AccessTable::fit()
{
    constexpr int wanted = 22, least = 14, leastNames = 16; // average characters
    const int em = fontMetrics().averageCharWidth();
    // What is not listed needs no room.
    const bool isShort = !m_allShown && !m_isCustom && m_neededWidth > 0;
    const int names = isShort ? std::min(m_neededWidth, m_widths[EndpointColumn]) : m_widths[EndpointColumn];
    const int needed = m_isCustom ? m_widths[NeededColumn] : 0;
    const int oldest = isColumnHidden(OldestColumn) ? 0 : columnWidth(OldestColumn);
    const int narrowed = std::min(names, leastNames * em);
    int room = viewport()->width() - m_widths[ResultColumn] - oldest;
    const bool isTight = room < narrowed + needed;
    setColumnHidden(NeededColumn, isTight || !m_isCustom);
    room -= isTight ? 0 : needed;
    setColumnWidth(EndpointColumn, std::clamp(room, narrowed, names));
    room -= names;
    const bool isNarrow = room - m_widths[HttpColumn] - m_widths[TimeColumn] < wanted * em;
    for (const int column : {HttpColumn, TimeColumn})
        setColumnHidden(column, isNarrow);
    const int ofHeading =
        fontMetrics().horizontalAdvance(horizontalHeaderItem(ExplanationColumn)->text()) + theme::gap;
    setColumnHidden(ExplanationColumn, room < std::max(least * em, ofHeading));
    setColumnWidth(ResultColumn, m_widths[ResultColumn]); // the last column stretches
}

void AccessTable::resizeEvent(QResizeEvent *event)
{
    TickTable::resizeEvent(event);
    fit();
}

void AccessTable::focusInEvent(QFocusEvent *event)
{
    // Otherwise the keyboard would begin at the heading, from which it cannot move on.
    for (int line = 0; line < rowCount() && currentRow() < 0; ++line) {
        if (!idAt(line).isEmpty() && !isRowHidden(line))
            selectionModel()->setCurrentIndex(model()->index(line, EndpointColumn),
                                              QItemSelectionModel::NoUpdate);
    }
    TickTable::focusInEvent(event);
}

void AccessTable::tickAll()
{
    {
        const QSignalBlocker quiet(this);
        for (int line = 0; line < rowCount(); ++line) {
            if (item(line, EndpointColumn)->flags().testFlag(Qt::ItemIsUserCheckable))
                item(line, EndpointColumn)->setCheckState(Qt::Checked);
        }
    }
    Q_EMIT ticksChanged();
}

void AccessTable::tickChanged(int line)
{
    if (m_isCustom) {
        const QSignalBlocker quiet(this);
        item(line, NeededColumn)
            ->setText(item(line, EndpointColumn)->checkState() == Qt::Checked ? tr("yes") : tr("no"));
    }
    Q_EMIT ticksChanged();
}

void AccessTable::showRow(const AccessRow &row)
{
    const QSignalBlocker quiet(this);
    m_rows.insert(row.endpoint.id, row);
    if (const int line = lineOf(row.endpoint.id); line >= 0) {
        const theme::Mark mark = theme::markOf(row.access, row.needed);
        item(line, ResultColumn)->setText(mark.text);
        item(line, ResultColumn)->setForeground(theme::text(mark.tone, this));
        item(line, HttpColumn)
            ->setText(row.httpStatus ? QString::number(row.httpStatus) : QStringLiteral("–"));
        item(line, TimeColumn)
            ->setText(row.milliseconds >= 0 ? QChar(0x200E) + tr("%1 ms").arg(row.milliseconds) : QString());
    }
    explain();
}

void AccessTable::showOldest(const QHash<QString, OldestEvent> &oldest)
{
    const QSignalBlocker quiet(this);
    bool isAny = false;
    for (const Endpoint &endpoint : std::as_const(m_endpoints)) {
        QTableWidgetItem *cell = item(lineOf(endpoint.id), OldestColumn);
        cell->setText({});
        cell->setToolTip({});
        const auto found = oldest.constFind(endpoint.id);
        if (found == oldest.cend())
            continue;
        isAny = true;
        cell->setText(found->kind == OldestEvent::Kind::Known      ? shownDay(found->at)
                      : found->kind == OldestEvent::Kind::NoEvents ? tr("no events")
                                                                   : tr("not told"));
        const QString what =
            found->kind == OldestEvent::Kind::Known
                ? tr("The oldest event that the tenant keeps is from %1.").arg(withZone(shownTime(found->at)))
                : oldestSentence(endpoint, *found);
        cell->setToolTip((what + QLatin1Char(' ') + tr("Asked: %1.").arg(withZone(shownTime(found->asked))))
                             .toHtmlEscaped());
    }
    setColumnHidden(OldestColumn, !isAny);
    if (isAny)
        resizeColumnToContents(OldestColumn);
    fit();
}

void AccessTable::explain()
{
    QHash<QString, QString> said; // explanations, with the title of the first endpoint that has each
    for (const Endpoint &endpoint : std::as_const(m_endpoints)) {
        const int line = lineOf(endpoint.id);
        const AccessRow row = m_rows.value(endpoint.id);
        const QString meaning = row.isExcess()
                                    ? tr("The token may read this, and the profile does not need it.")
                                : !row.needed && row.access == Access::Missing
                                    ? tr("The profile does not need this, and the token may not read it.")
                                    : row.explanation;
        const bool isAgain = row.cause != Cause::None && row.needed && said.contains(meaning);
        item(line, ExplanationColumn)
            ->setText(isAgain ? tr("Same as for %1").arg(said.value(meaning)) : meaning);
        item(line, ExplanationColumn)->setToolTip(row.explanation.toHtmlEscaped());
        if (!isAgain && row.needed)
            said.insert(meaning, row.endpoint.title);
    }
}

void AccessTable::changeEvent(QEvent *event)
{
    TickTable::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    {
        const QSignalBlocker quiet(this);
        colourHeadings();
    }
    for (const AccessRow &row : QHash<QString, AccessRow>(m_rows))
        showRow(row);
}

QStringList AccessTable::ticked() const
{
    QStringList ids;
    for (int line = 0; line < rowCount(); ++line) {
        const QString id = idAt(line);
        const bool isAlways = !m_isCustom && m_needed.contains(id);
        if (!id.isEmpty() && !isRowHidden(line) &&
            (isAlways || item(line, EndpointColumn)->checkState() == Qt::Checked))
            ids << id;
    }
    return ids;
}

AccessTable::Unlisted AccessTable::unlisted() const
{
    Unlisted all;
    for (const AccessRow &row : m_rows) {
        const int line = lineOf(row.endpoint.id);
        const bool isTested = row.access != Access::Waiting && row.access != Access::Probing;
        if (line < 0 || !isRowHidden(line) || !isTested)
            continue;
        ++all.tested;
        all.granted += row.isExcess() ? 1 : 0;
    }
    return all;
}

QString AccessTable::idAt(int line) const
{
    const QTableWidgetItem *first = item(line, EndpointColumn);
    return first ? first->data(Qt::UserRole).toString() : QString();
}

int AccessTable::lineOf(const QString &id) const
{
    for (int line = 0; line < rowCount(); ++line) {
        if (!id.isEmpty() && idAt(line) == id)
            return line;
    }
    return -1;
}

QString AccessTable::currentId() const
{
    return currentRow() < 0 ? QString() : idAt(currentRow());
}

AccessRow AccessTable::current() const
{
    return m_rows.value(currentId());
}

void AccessTable::selectWhatMatters()
{
    for (int line = 0; line < rowCount(); ++line) {
        const AccessRow row = m_rows.value(idAt(line));
        if (row.needed && row.access != Access::Granted)
            return chooseRow(this, line);
    }
    for (int line = 0; line < rowCount(); ++line) {
        if (m_rows.value(idAt(line)).isExcess() && !isRowHidden(line))
            return chooseRow(this, line);
    }
    for (int line = 0; line < rowCount(); ++line) {
        if (!isRowHidden(line) && !m_rows.value(idAt(line)).endpoint.id.isEmpty())
            return chooseRow(this, line);
    }
}

} // namespace slipway

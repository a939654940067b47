#include "ui/access/access_table.h"

#include "ui/theme/theme.h"
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

void AccessTable::fill(const QList<Endpoint> &endpoints, const QStringList &needed, bool isCustom)
{
    const QSignalBlocker quiet(this);
    m_isCustom = isCustom;
    m_rows.clear();
    m_endpoints = endpoints;
    setHorizontalHeaderLabels(
        {isCustom ? tr("Endpoint (tick what is needed)") : tr("Endpoint (tick to test)"), tr("Needed"),
         tr("Result"), tr("HTTP"), tr("Time"), withZone(tr("Oldest event")), tr("What it means")});
    setColumnHidden(OldestColumn, true);
    setRowCount(static_cast<int>(endpoints.size()));
    for (int line = 0; line < endpoints.size(); ++line) {
        const Endpoint &endpoint = endpoints[line];
        const bool isNeeded = needed.contains(endpoint.id);
        for (int column = 0; column < ColumnCount; ++column)
            setItem(line, column, new QTableWidgetItem);
        for (const int column : {HttpColumn, TimeColumn})
            item(line, column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        QTableWidgetItem *first = item(line, EndpointColumn);
        first->setText(endpoint.title);
        first->setData(Qt::UserRole, endpoint.id);
        first->setToolTip(endpoint.path);
        const Qt::ItemFlags plain = Qt::ItemIsSelectable | Qt::ItemIsEnabled;
        first->setFlags(isNeeded && !isCustom ? plain : plain | Qt::ItemIsUserCheckable);
        first->setCheckState(isNeeded ? Qt::Checked : Qt::Unchecked);
        item(line, NeededColumn)->setText(isNeeded ? tr("yes") : tr("no"));
        item(line, ResultColumn)->setText(tr("not tested"));
    }
    for (const int column : {NeededColumn, HttpColumn, TimeColumn})
        setColumnHidden(column, false); // a hidden one has no width
    resizeColumnsToContents();
    const auto widen = [this](int column, const QString &text) {
        setColumnWidth(column, std::max(columnWidth(column), fontMetrics().horizontalAdvance(text)));
    };
    widen(ResultColumn, theme::markOf(Access::Granted, false).text + QStringLiteral("    "));
    widen(TimeColumn, QStringLiteral("10000 ms  "));
    for (const int column : {EndpointColumn, NeededColumn, ResultColumn, HttpColumn, TimeColumn})
        m_widths[column] = columnWidth(column);
    fit();
}

void AccessTable::fit()
{
    constexpr int wanted = 22, least = 14, leastNames = 16; // average characters
    const int em = fontMetrics().averageCharWidth();
    const int names = m_widths[EndpointColumn], needed = m_widths[NeededColumn];
    const int oldest = isColumnHidden(OldestColumn) ? 0 : columnWidth(OldestColumn);
    const int narrowed = std::min(names, leastNames * em);
    int room = viewport()->width() - m_widths[ResultColumn] - oldest;
    const bool isTight = room < narrowed + needed;
    setColumnHidden(NeededColumn, isTight);
    room -= isTight ? 0 : needed;
    setColumnWidth(EndpointColumn, std::clamp(room, narrowed, names));
    room -= names;
    const bool isNarrow = room - m_widths[HttpColumn] - m_widths[TimeColumn] < wanted * em;
    for (const int column : {HttpColumn, TimeColumn})
        setColumnHidden(column, isNarrow);
    setColumnHidden(ExplanationColumn, room < least * em);
    setColumnWidth(ResultColumn, m_widths[ResultColumn]); // the last column stretches
}

void AccessTable::resizeEvent(QResizeEvent *event)
{
    TickTable::resizeEvent(event);
    fit();
}

void AccessTable::tickAll()
{
    {
        const QSignalBlocker quiet(this);
        for (int line = 0; line < rowCount(); ++line)
            item(line, EndpointColumn)->setCheckState(Qt::Checked);
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
    for (int line = 0; line < rowCount(); ++line) {
        if (idAt(line) != row.endpoint.id)
            continue;
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
    for (int line = 0; line < rowCount(); ++line) {
        QTableWidgetItem *cell = item(line, OldestColumn);
        cell->setText({});
        cell->setToolTip({});
        const auto found = oldest.constFind(idAt(line));
        if (found == oldest.cend())
            continue;
        isAny = true;
        cell->setText(found->kind == OldestEvent::Kind::Known      ? shownDay(found->at)
                      : found->kind == OldestEvent::Kind::NoEvents ? tr("no events")
                                                                   : tr("not told"));
        const QString what =
            found->kind == OldestEvent::Kind::Known
                ? tr("The oldest event that the tenant keeps is from %1.").arg(withZone(shownTime(found->at)))
                : oldestSentence(m_endpoints[line], *found);
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
    for (int line = 0; line < rowCount(); ++line) {
        const AccessRow row = m_rows.value(idAt(line));
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
    for (const AccessRow &row : QHash<QString, AccessRow>(m_rows))
        showRow(row);
}

QStringList AccessTable::ticked() const
{
    QStringList ids;
    for (int line = 0; line < rowCount(); ++line) {
        if (item(line, EndpointColumn)->checkState() == Qt::Checked)
            ids << idAt(line);
    }
    return ids;
}

QString AccessTable::idAt(int line) const
{
    return item(line, EndpointColumn)->data(Qt::UserRole).toString();
}

QString AccessTable::currentId() const
{
    return currentRow() < 0 ? QString() : idAt(currentRow());
}

AccessRow AccessTable::current() const
{
    return m_rows.value(currentId());
}

void AccessTable::selectFirstProblem()
{
    for (int line = 0; line < rowCount(); ++line) {
        const AccessRow row = m_rows.value(idAt(line));
        if (row.needed && row.access != Access::Granted)
            return selectRow(line);
    }
    for (int line = 0; line < rowCount(); ++line) {
        if (m_rows.value(idAt(line)).isExcess())
            return selectRow(line);
    }
}

} // namespace slipway

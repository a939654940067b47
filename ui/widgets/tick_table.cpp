#include "ui/widgets/tick_table.h"

#include <QHeaderView>
#include <QKeyEvent>

namespace slipway {

TickTable::TickTable(QWidget *parent) : QTableWidget(parent)
{
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setAlternatingRowColors(true);
    setTabKeyNavigation(false);
    setWordWrap(
        false); // a text that is too long is cut off at its last letter that fits, not at its last word
    verticalHeader()->hide();
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void TickTable::keyPressEvent(QKeyEvent *event)
{
    QTableWidgetItem *first = currentRow() < 0 ? nullptr : item(currentRow(), 0);
    const bool isTick = event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier && first;
    if (!isTick)
        return QTableWidget::keyPressEvent(event);
    if (first->flags().testFlag(Qt::ItemIsUserCheckable))
        first->setCheckState(first->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
    event->accept();
}

} // namespace slipway

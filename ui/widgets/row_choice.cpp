#include "ui/widgets/row_choice.h"

#include <QItemSelectionModel>
#include <QTableView>

namespace slipway {

void chooseRow(QTableView *table, int row)
{
    table->selectionModel()->setCurrentIndex(table->model()->index(row, 0, table->rootIndex()),
                                             QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

} // namespace slipway

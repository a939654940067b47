// Which row of a table is chosen.
#pragma once

class QTableView;

namespace slipway {

// Selects this row alone and makes its first cell the current one. QTableView::selectRow() looks for the cell
// at the edge of the table: in a window from right to left it finds none before the table has its width.
void chooseRow(QTableView *table, int row);

} // namespace slipway

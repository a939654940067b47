// A table whose rows have a tick in their first column. Space ticks the selected row, whichever of its cells
// has the focus.
#pragma once
#include <QTableWidget>

namespace slipway {

class TickTable : public QTableWidget
{
    Q_OBJECT
public:
    explicit TickTable(QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace slipway

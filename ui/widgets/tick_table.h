// A table with a check box in the first column of each row. Space toggles that of the current row,
// whichever of its cells has the focus.
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

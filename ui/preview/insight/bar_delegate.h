// Paints a cell's text over a bar whose length is a share from 0 to 1.
#pragma once
#include <QStyledItemDelegate>

namespace slipway {

class BarDelegate : public QStyledItemDelegate
{
public:
    static constexpr int shareRole = Qt::UserRole + 50; // a double; invalid: no bar is drawn
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace slipway

// Paints the progress of a job as a bar and its actions as buttons, without a widget for each: there may be
// hundreds of jobs.
#pragma once
#include "ui/history/job_row.h"

#include <QStyledItemDelegate>

namespace slipway {

class JobRowDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    // The width of a cell with so many buttons.
    [[nodiscard]] static int widthOf(int buttons);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

Q_SIGNALS:
    void triggered(const QModelIndex &index, slipway::job_row::Action action);
};

} // namespace slipway

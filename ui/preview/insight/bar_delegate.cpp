#include "ui/preview/insight/bar_delegate.h"

#include "ui/theme/colours.h"

#include <QPainter>

#include <algorithm>

namespace slipway {

void BarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QVariant share = index.data(shareRole);
    if (share.isValid() && !(option.state & QStyle::State_Selected)) {
        QRect bar = option.rect.adjusted(2, 3, -2, -3);
        bar.setWidth(static_cast<int>(bar.width() * std::clamp(share.toDouble(), 0.0, 1.0)));
        QColor colour = theme::colour(theme::Role::Accent, theme::lookOf(option.palette));
        colour.setAlpha(70);
        painter->fillRect(bar, colour);
    }
    QStyledItemDelegate::paint(painter, option, index);
}

} // namespace slipway

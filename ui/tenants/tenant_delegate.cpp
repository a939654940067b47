#include "ui/tenants/tenant_delegate.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>

namespace slipway {

void TenantDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QWidget *widget = item.widget;
    const QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);
    const auto tone = [&](int role) { return static_cast<theme::Tone>(index.data(role).toInt()); };
    const auto placed = [&](const QRect &rect) {
        return QStyle::visualRect(item.direction, item.rect, rect);
    };
    const int atStart =
        static_cast<int>(QStyle::visualAlignment(item.direction, Qt::AlignLeft) | Qt::AlignVCenter);
    QRect room = item.rect.adjusted(theme::margin, 0, -theme::space, 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (const QString words = index.data(ChipRole).toString(); !words.isEmpty()) {
        const QFontMetrics small(item.font);
        QRect chip(0, 0, small.horizontalAdvance(words) + 2 * theme::space, small.height() + 4);
        chip.moveCenter(room.center());
        chip.moveRight(room.right());
        room.setRight(chip.left() - theme::space / 2);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme::background(tone(ChipToneRole), widget));
        painter->drawRoundedRect(placed(chip), chip.height() / 2.0, chip.height() / 2.0);
        painter->setPen(theme::text(tone(ChipToneRole), widget));
        painter->drawText(placed(chip), Qt::AlignCenter, words);
    }
    const int ofSign = item.fontMetrics.horizontalAdvance(QStringLiteral("✔")) + theme::space;
    QRect sign = room;
    sign.setWidth(ofSign);
    painter->setPen(theme::text(tone(SignToneRole), widget));
    painter->drawText(placed(sign), atStart, index.data(SignRole).toString());
    room.setLeft(room.left() + ofSign);
    painter->setPen(item.palette.color(QPalette::Text));
    painter->drawText(
        placed(room), atStart,
        item.fontMetrics.elidedText(index.data(NameRole).toString(), Qt::ElideRight, room.width()));
    painter->restore();
}

} // namespace slipway

#include "ui/history/job_row_delegate.h"

#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionProgressBar>
#include <QToolTip>

#include <algorithm>

namespace slipway {
namespace {

using job_row::Action;

constexpr int target = 26, iconSize = 18; // pixels
constexpr int shownActions = 3;           // the rest is in the context menu

struct Button
{
    Action action;
    QRect place;
    bool hasText = false;
};

JobState stateOf(const QModelIndex &index)
{
    return static_cast<JobState>(index.data(job_row::stateRole).toInt());
}

QList<Button> buttonsOf(const QStyleOptionViewItem &option, const QModelIndex &index)
{
    QList<Button> buttons;
    const QVariantList actions = index.data(job_row::actionsRole).toList();
    int left = option.rect.left() + 2;
    for (const QVariant &each : actions.first(std::min<qsizetype>(shownActions, actions.size()))) {
        const auto action = static_cast<Action>(each.toInt());
        const bool hasText = action == Action::Fix;
        const int width = hasText ? option.rect.width() - 4 : target;
        const int height = std::min(target, option.rect.height());
        const QRect place(left, option.rect.center().y() - height / 2, width, height);
        buttons << Button{action, QStyle::visualRect(option.direction, option.rect, place), hasText};
        left += width;
    }
    return buttons;
}

} // namespace

int JobRowDelegate::widthOf(int buttons)
{
    return buttons * target + 4;
}

void JobRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    if (index.column() != job_row::ProgressColumn && index.column() != job_row::ActionsColumn)
        return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, option.widget);
    if (index.column() == job_row::ProgressColumn) {
        QStyleOptionProgressBar bar;
        bar.palette = option.palette;
        bar.direction = option.direction;
        bar.fontMetrics = option.fontMetrics;
        bar.state = QStyle::State_Enabled | QStyle::State_Horizontal;
        bar.rect = option.rect.adjusted(4, 4, -4, -4);
        bar.minimum = 0;
        bar.maximum = 1000;
        bar.progress = index.data(job_row::progressRole).toInt();
        bar.text = index.data().toString();
        bar.textVisible = true;
        bar.textAlignment = Qt::AlignCenter;
        style->drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
        return;
    }
    for (const Button &button : buttonsOf(option, index)) {
        QRect icon(0, 0, iconSize, iconSize);
        icon.moveCenter(button.place.center());
        if (button.hasText)
            icon = QStyle::visualRect(option.direction, button.place,
                                      QRect(QPoint(button.place.left() + 4, icon.top()), icon.size()));
        theme::icon(job_row::iconOf(button.action)).paint(painter, icon);
        if (!button.hasText)
            continue;
        painter->save();
        painter->setPen(theme::colour(theme::Role::Accent, theme::lookOf(option.palette)));
        const QRect text =
            QStyle::visualRect(option.direction, button.place, button.place.adjusted(iconSize + 8, 0, 0, 0));
        painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeading,
                          option.fontMetrics.elidedText(job_row::nameOf(button.action, stateOf(index)),
                                                        Qt::ElideRight, text.width()));
        painter->restore();
    }
}

QSize JobRowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize usual = QStyledItemDelegate::sizeHint(option, index);
    return {usual.width(), std::max(usual.height(), target + 2)};
}

bool JobRowDelegate::editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                                 const QModelIndex &index)
{
    if (index.column() != job_row::ActionsColumn || event->type() != QEvent::MouseButtonRelease)
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    const auto *mouse = static_cast<QMouseEvent *>(event);
    for (const Button &button : buttonsOf(option, index)) {
        if (mouse->button() != Qt::LeftButton || !button.place.contains(mouse->position().toPoint()))
            continue;
        // After the event: the action may remove the row.
        QMetaObject::invokeMethod(
            this,
            [this, kept = QPersistentModelIndex(index), action = button.action] {
                if (kept.isValid())
                    Q_EMIT triggered(kept, action);
            },
            Qt::QueuedConnection);
        return true;
    }
    return false;
}

bool JobRowDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                               const QModelIndex &index)
{
    if (index.column() == job_row::ActionsColumn) {
        for (const Button &button : buttonsOf(option, index)) {
            if (!button.place.contains(event->pos()))
                continue;
            QToolTip::showText(event->globalPos(), job_row::nameOf(button.action, stateOf(index)), view);
            return true;
        }
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

} // namespace slipway

#include "ui/theme/style.h"

#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QIcon>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTableView>
#include <QTextEdit>
#include <QToolButton>

#include <algorithm>
#include <tuple>

namespace slipway::theme {
namespace {

constexpr int handleWidth = 6; // of a scroll bar
constexpr int textInset = 4;   // between the frame of a field and its text, beyond what every style leaves

QColor of(Role role, const QStyleOption *option)
{
    return colour(role, lookOf(option->palette));
}

bool has(const QStyleOption *option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

// Draws a rounded surface with a border inside `rect`.
void panel(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border, qreal width = 1)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(border.isValid() ? QPen(border, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const qreal inset = border.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius - inset,
                             radius - inset);
    painter->restore();
}

// With an icon in a window from right to left: there, QCommonStyle puts the text at the edge of the button.
void drawLabelFromRight(const QStyleOptionButton *button, QPainter *painter, const QStyle *style, int flags)
{
    constexpr int between = 4; // as QCommonStyle has it
    const int text = button->fontMetrics.size(Qt::TextShowMnemonic, button->text).width();
    QRect all(0, 0, text + between + button->iconSize.width(), button->rect.height());
    all.moveCenter(button->rect.center());
    QRect icon(QPoint(), button->iconSize);
    icon.moveCenter(all.center());
    icon.moveRight(all.right());
    const bool isEnabled = has(button, QStyle::State_Enabled);
    button->icon.paint(painter, icon, Qt::AlignCenter, isEnabled ? QIcon::Normal : QIcon::Disabled);
    all.setRight(icon.left() - between);
    style->drawItemText(painter, all, Qt::AlignCenter | flags, button->palette, isEnabled, button->text,
                        QPalette::ButtonText);
}

enum class Towards { Up, Down, Left, Right };

void chevron(QPainter *painter, const QRect &rect, Towards towards, const QColor &colour)
{
    const QPointF middle = QRectF(rect).center();
    QPolygonF line{{-4, -2}, {0, 2}, {4, -2}};
    QTransform turn;
    turn.translate(middle.x(), middle.y());
    turn.rotate(towards == Towards::Down    ? 0
                : towards == Towards::Up    ? 180
                : towards == Towards::Right ? -90
                                            : 90);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawPolyline(turn.map(line));
    painter->restore();
}

bool isInvalid(const QWidget *field)
{
    return field && field->property(invalidProperty).toBool();
}

bool isQuiet(const QWidget *area)
{
    return area && area->property(quietProperty).toBool();
}

// Whether something is only read or chosen from there: its surface sets it off, and a strong border would
// make the window look like a form. Fields, and lists that pop up, keep the border that shows where they are.
bool isContainer(const QWidget *widget)
{
    if (!widget || widget->isWindow())
        return false;
    const auto *plain = qobject_cast<const QPlainTextEdit *>(widget);
    const auto *rich = qobject_cast<const QTextEdit *>(widget);
    return qobject_cast<const QAbstractItemView *>(widget) || (plain && plain->isReadOnly()) ||
           (rich && rich->isReadOnly()) || widget->property(cardProperty).toBool();
}

// The border of a control that can have the focus: in the accent colour if it has it, and in the colour of
// problems if its content cannot be used.
QColor borderOf(const QStyleOption *option, const QWidget *field = nullptr)
{
    return !has(option, QStyle::State_Enabled)   ? of(Role::Line, option)
           : isInvalid(field)                    ? of(Role::Bad, option)
           : has(option, QStyle::State_HasFocus) ? of(Role::Accent, option)
                                                 : of(Role::Border, option);
}

qreal borderWidth(const QStyleOption *option)
{
    return has(option, QStyle::State_HasFocus) && has(option, QStyle::State_Enabled) ? 2 : 1;
}

void drawButton(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const bool isEnabled = has(option, QStyle::State_Enabled);
    const bool isDown = has(option, QStyle::State_Sunken) || has(option, QStyle::State_On);
    const bool isOver = has(option, QStyle::State_MouseOver);
    const bool isFocused = has(option, QStyle::State_HasFocus);
    const bool isFlat = button && button->features.testFlag(QStyleOptionButton::Flat);
    if (isEnabled && isPrimary(widget)) {
        panel(painter, option->rect, of(isDown || isOver ? Role::AccentHover : Role::Accent, option), {});
        if (isFocused)
            panel(painter, option->rect.adjusted(2, 2, -2, -2), {}, of(Role::OnAccent, option), 1.5);
        return;
    }
    const QColor fill = !isEnabled ? (isFlat ? QColor() : of(Role::Window, option))
                        : isDown   ? of(Role::Tint, option)
                        : isOver   ? of(Role::Hover, option)
                        : isFlat   ? QColor()
                                   : of(Role::Control, option);
    const QColor border = isFlat && !isFocused ? QColor() : borderOf(option);
    panel(painter, option->rect, fill, border, borderWidth(option));
}

void drawTick(const QStyleOption *option, QPainter *painter, bool isRound)
{
    const bool isOn = has(option, QStyle::State_On), isPartly = has(option, QStyle::State_NoChange);
    const bool isEnabled = has(option, QStyle::State_Enabled);
    const int side = std::min(option->rect.width(), option->rect.height());
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option->rect).center());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor mark = of(isEnabled ? Role::Accent : Role::Disabled, option);
    const QColor frame = isOn || isPartly ? mark : of(isEnabled ? Role::Border : Role::Disabled, option);
    painter->setPen(QPen(frame, 1));
    painter->setBrush((isOn || isPartly) && !isRound ? mark : of(Role::Surface, option));
    const QRectF inside = box.adjusted(0.5, 0.5, -0.5, -0.5);
    isRound ? painter->drawEllipse(inside) : painter->drawRoundedRect(inside, 3.5, 3.5);
    if (isRound && isOn) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(mark);
        painter->drawEllipse(box.adjusted(4, 4, -4, -4));
    } else if (isOn) {
        const auto at = [&](qreal x, qreal y) { return box.topLeft() + QPointF(x, y) * side; };
        painter->setPen(QPen(of(isEnabled ? Role::OnAccent : Role::Surface, option), 1.8, Qt::SolidLine,
                             Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPolyline(QPolygonF{at(0.26, 0.53), at(0.43, 0.70), at(0.75, 0.33)});
    } else if (isPartly) {
        painter->setPen(QPen(of(Role::OnAccent, option), 1.8, Qt::SolidLine, Qt::RoundCap));
        painter->drawLine(QPointF(box.left() + 4, box.center().y()),
                          QPointF(box.right() - 4, box.center().y()));
    }
    if (has(option, QStyle::State_HasFocus)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(of(Role::Accent, option), 1.5));
        painter->drawRoundedRect(box.adjusted(-2, -2, 2, 2), isRound ? side : 5, isRound ? side : 5);
    }
    painter->restore();
}

// Whether this is the first cell of the row, where the marker of the selection is drawn.
bool isFirstOfRow(const QStyleOptionViewItem *item, const QWidget *widget)
{
    if (const auto *table = qobject_cast<const QTableView *>(widget))
        return table->horizontalHeader()->logicalIndexAt(0) == item->index.column() ||
               table->horizontalHeader()->visualIndex(item->index.column()) == 0;
    return item->viewItemPosition != QStyleOptionViewItem::Middle &&
           item->viewItemPosition != QStyleOptionViewItem::End;
}

// A row of a list that lies on the window, with round corners.
void drawQuietRow(const QStyleOptionViewItem *item, QPainter *painter)
{
    const bool isSelected = has(item, QStyle::State_Selected);
    if (!isSelected && !has(item, QStyle::State_MouseOver))
        return;
    panel(painter, item->rect.adjusted(1, 1, -1, -1), of(isSelected ? Role::Tint : Role::Hover, item), {});
    if (!isSelected)
        return;
    QRect edge = item->rect.adjusted(3, 7, 0, -7);
    edge.setWidth(3);
    panel(painter, QStyle::visualRect(item->direction, item->rect, edge), of(Role::Accent, item), {});
}

void drawItemPanel(const QStyleOptionViewItem *item, QPainter *painter, const QWidget *widget)
{
    if (isQuiet(widget))
        return drawQuietRow(item, painter);
    const bool isSelected = has(item, QStyle::State_Selected);
    if (isSelected)
        painter->fillRect(item->rect, of(Role::Tint, item));
    else if (item->backgroundBrush.style() != Qt::NoBrush)
        painter->fillRect(item->rect, item->backgroundBrush);
    else if (has(item, QStyle::State_MouseOver) && has(item, QStyle::State_Enabled) &&
             !qobject_cast<const QTableView *>(widget)) // a single cell of a row means nothing
        painter->fillRect(item->rect, of(Role::Hover, item));
    if (!isSelected || !isFirstOfRow(item, widget))
        return;
    QRect edge = item->rect;
    edge.setWidth(3);
    if (item->direction == Qt::RightToLeft)
        edge.moveRight(item->rect.right());
    painter->fillRect(edge, of(Role::Accent, item));
}

void drawProgress(const QStyleOptionProgressBar *bar, QPainter *painter)
{
    QRect track = bar->rect;
    if (bar->textVisible && !bar->text.isEmpty()) {
        // Put the text beside the bar; on the bar, it would need two colours.
        const int width = bar->fontMetrics.horizontalAdvance(QStringLiteral("100%")) + space / 2;
        QRect text = track;
        if (bar->direction == Qt::RightToLeft) {
            text.setWidth(width);
            track.setLeft(text.right() + space / 2);
        } else {
            text.setLeft(track.right() - width);
            track.setRight(text.left() - space / 2);
        }
        painter->setPen(of(Role::Text, bar));
        painter->drawText(text, Qt::AlignRight | Qt::AlignVCenter, bar->text);
    }
    const int height = std::min(6, track.height());
    track = QRect(track.left(), track.center().y() - height / 2, track.width(), height);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(of(Role::Track, bar));
    painter->drawRoundedRect(track, height / 2.0, height / 2.0);
    QRect filled = track;
    const qint64 span = static_cast<qint64>(bar->maximum) - bar->minimum;
    if (span > 0) {
        const double part = static_cast<double>(static_cast<qint64>(bar->progress) - bar->minimum) /
                            static_cast<double>(span);
        filled.setWidth(static_cast<int>(std::clamp(part, 0.0, 1.0) * track.width()));
    } else { // how long it takes is not known
        filled.setWidth(track.width() / 3);
        filled.moveCenter(track.center());
    }
    if (bar->direction == Qt::RightToLeft)
        filled.moveRight(track.right());
    painter->setBrush(of(Role::Accent, bar));
    if (filled.width() > 0)
        painter->drawRoundedRect(filled, height / 2.0, height / 2.0);
    painter->restore();
}

void drawTab(const QStyleOptionTab *tab, QPainter *painter)
{
    const QRect rect = tab->rect;
    const bool isSelected = has(tab, QStyle::State_Selected);
    if (!isSelected && has(tab, QStyle::State_MouseOver) && has(tab, QStyle::State_Enabled))
        panel(painter, rect.adjusted(2, 3, -2, -4), of(Role::Hover, tab), {});
    if (isSelected)
        painter->fillRect(QRect(rect.left() + 4, rect.bottom() - 2, rect.width() - 8, 3),
                          of(Role::Accent, tab));
}

void drawHeaderSection(const QStyleOptionHeader *header, QPainter *painter)
{
    const bool isOver = has(header, QStyle::State_MouseOver) && has(header, QStyle::State_Enabled);
    painter->fillRect(header->rect, of(isOver ? Role::Hover : Role::Control, header));
    painter->setPen(of(Role::Line, header));
    const QRect rect = header->rect;
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    const bool isLast =
        header->position == QStyleOptionHeader::End || header->position == QStyleOptionHeader::OnlyOneSection;
    if (header->orientation == Qt::Horizontal && !isLast) {
        const int x = header->direction == Qt::RightToLeft ? rect.left() : rect.right();
        painter->drawLine(x, rect.top() + 6, x, rect.bottom() - 6);
    }
}

// Otherwise headers turn bold as soon as anything is selected, which is no help.
template<class Header>
Header withQuietLabel(Header header)
{
    header.state.setFlag(QStyle::State_On, false);
    header.palette.setColor(QPalette::ButtonText, of(Role::Muted, &header));
    return header;
}

// Whether the button is an entry of a sidebar, which can be the one that is shown.
bool isEntry(const QStyleOptionButton *button, const QWidget *widget)
{
    const auto *push = qobject_cast<const QPushButton *>(widget);
    return push && push->isCheckable() && button->features.testFlag(QStyleOptionButton::Flat) &&
           !button->icon.isNull();
}

// An entry's icon and text stand at the beginning of the line, as in the list below it.
void drawEntryLabel(const QStyleOptionButton *button, QPainter *painter)
{
    const QRect inside = button->rect.adjusted(space, 0, -space, 0);
    QRect icon(inside.topLeft(), button->iconSize);
    icon.moveTop(inside.center().y() - icon.height() / 2);
    QRect text = inside;
    text.setLeft(icon.right() + space);
    button->icon.paint(painter, QStyle::visualRect(button->direction, inside, icon));
    painter->setPen(of(Role::Text, button));
    painter->drawText(
        QStyle::visualRect(button->direction, inside, text),
        static_cast<int>(QStyle::visualAlignment(button->direction, Qt::AlignLeft) | Qt::AlignVCenter) |
            Qt::TextShowMnemonic | Qt::TextSingleLine,
        button->text);
}

// Whether the label names a field that stands beside it in a form. The form would lift it a little.
bool isBesideField(QLabel *label)
{
    if (!label->parentWidget())
        return false;
    for (const QFormLayout *form : label->parentWidget()->findChildren<QFormLayout *>()) {
        int row = -1;
        QFormLayout::ItemRole role = QFormLayout::SpanningRole;
        form->getWidgetPosition(label, &row, &role);
        if (row >= 0 && role == QFormLayout::LabelRole)
            return form->rowWrapPolicy() != QFormLayout::WrapAllRows;
    }
    return false;
}

} // namespace

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QHeaderView *>(widget) ||
        qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *table = qobject_cast<QTableView *>(widget))
        table->setShowGrid(false);
    if (auto *label = qobject_cast<QLabel *>(widget); label && isBesideField(label))
        label->setMinimumHeight(controlHeight(label->fontMetrics().height()));
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                              const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    const int line = option ? option->fontMetrics.height() : contents.height();
    const int control = controlHeight(line);
    switch (type) {
    case CT_PushButton:
        size.setWidth(std::max(size.width(), contents.width() + 24));
        size.setHeight(std::max(control, contents.height() + 8));
        break;
    case CT_ComboBox:
    case CT_LineEdit:
        size.rwidth() += 2 * textInset;
        [[fallthrough]];
    case CT_SpinBox:
        size.setHeight(std::max(size.height(), control));
        break;
    case CT_ToolButton:
        size.setHeight(std::max(size.height(), control));
        size.setWidth(std::max(size.width(), control));
        break;
    case CT_ItemViewItem:
        size.setHeight(std::max(size.height(), line + 10));
        break;
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (item && item->menuItemType != QStyleOptionMenuItem::Separator)
            size.setHeight(std::max(size.height(), line + 10));
        break;
    }
    case CT_MenuBarItem:
        size = QSize(contents.width() + 16, line + 12);
        break;
    case CT_HeaderSection:
        size.setHeight(std::max(size.height(), line + 12));
        break;
    case CT_CheckBox:
    case CT_RadioButton:
        size.setHeight(std::max({size.height(), line + 8, 24}));
        break;
    default:
        break;
    }
    return size;
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_DefaultFrameWidth:
        return 2;
    case PM_ComboBoxFrameWidth:
    case PM_SpinBoxFrameWidth:
        return 3;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin:
        return margin;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return space;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_SplitterWidth:
        return space;
    case PM_TabBarTabHSpace:
        return 28;
    case PM_TabBarTabVSpace:
        return 14;
    case PM_TabBarBaseOverlap:
        return 1;
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_FocusFrameHMargin:
        return 6;
    case PM_HeaderMargin:
        return 6;
    case PM_HeaderDefaultSectionSizeVertical:
        return (widget ? widget->fontMetrics().height() : 16) + 12;
    case PM_ToolBarItemSpacing:
        return 4;
    case PM_ToolBarItemMargin:
        return 4;
    case PM_MenuBarHMargin:
        return 4;
    case PM_MenuPanelWidth:
        return 4;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_EtchDisabledText:
        return 0;
    case SH_Table_GridLineColor:
        return option ? static_cast<int>(of(Role::Line, option).rgba())
                      : QProxyStyle::styleHint(hint, option, widget, returned);
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QIcon Style::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    // The base would search all icon themes of this computer, for each field anew.
    if (icon == SP_LineEditClearButton)
        return theme::icon("close");
    // No icon for questions: the question mark in the text is enough.
    return icon == SP_MessageBoxQuestion ? QIcon() : QProxyStyle::standardIcon(icon, option, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    if (element == SE_ProgressBarGroove || element == SE_ProgressBarContents)
        return option->rect;
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (element == SE_LineEditContents && frame && frame->lineWidth > 0)
        return rect.adjusted(textInset, 0, -textInset, 0);
    return rect;
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                            const QWidget *widget) const
{
    if (control == CC_ScrollBar && (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine))
        return {};
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        const bool isUpright = bar->orientation == Qt::Vertical;
        const int length = isUpright ? bar->rect.height() : bar->rect.width();
        const int range = bar->maximum - bar->minimum;
        int size = length;
        if (range > 0)
            size = static_cast<int>(
                std::clamp<qint64>(static_cast<qint64>(bar->pageStep) * length /
                                       std::max<qint64>(1, static_cast<qint64>(range) + bar->pageStep),
                                   std::min(32, length), length));
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                  length - size, bar->upsideDown);
        QRect rect = bar->rect;
        const auto span = [&](int from, int to) {
            return isUpright ? QRect(rect.left(), rect.top() + from, rect.width(), to - from)
                             : QRect(rect.left() + from, rect.top(), to - from, rect.height());
        };
        switch (part) {
        case SC_ScrollBarGroove:
            rect = bar->rect;
            break;
        case SC_ScrollBarSlider:
            rect = span(start, start + size);
            break;
        case SC_ScrollBarSubPage:
            rect = span(0, start);
            break;
        case SC_ScrollBarAddPage:
            rect = span(start + size, length);
            break;
        default:
            return {};
        }
        return visualRect(bar->direction, bar->rect, rect);
    }
    const QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField && box)
        return box->direction == Qt::RightToLeft ? rect.adjusted(0, 0, -textInset, 0)
                                                 : rect.adjusted(textInset, 0, 0, 0);
    return rect;
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        return drawButton(option, painter, widget);
    case PE_PanelButtonBevel:
    case PE_PanelButtonTool: {
        const bool isDown = has(option, State_Sunken) || has(option, State_On);
        const bool isOver = has(option, State_MouseOver) && has(option, State_Enabled);
        const auto *button = qobject_cast<const QToolButton *>(widget);
        const bool isRaised = button && !button->autoRaise();
        const QColor fill = isDown     ? of(Role::Tint, option)
                            : isOver   ? of(Role::Hover, option)
                            : isRaised ? of(Role::Control, option)
                                       : QColor();
        const QColor border = isRaised || has(option, State_HasFocus) ? borderOf(option) : QColor();
        return panel(painter, option->rect, fill, border, borderWidth(option));
    }
    case PE_FrameDefaultButton:
    case PE_FrameStatusBarItem:
        return;
    case PE_FrameTabBarBase:
    case PE_FrameTabWidget:
        painter->setPen(of(Role::Line, option));
        painter->drawLine(option->rect.topLeft(), option->rect.topRight());
        return;
    case PE_FrameFocusRect: {
        if (qobject_cast<const QCheckBox *>(widget) || qobject_cast<const QRadioButton *>(widget))
            return; // the ring around its box is enough
        if (isQuiet(widget))
            return panel(painter, option->rect.adjusted(1, 1, -1, -1), {}, of(Role::Accent, option), 1);
        if (qobject_cast<const QAbstractItemView *>(widget)) {
            painter->setPen(of(Role::Accent, option));
            painter->setBrush(Qt::NoBrush);
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
            return;
        }
        return panel(painter, option->rect, {}, of(Role::Accent, option), 1.5);
    }
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame && frame->lineWidth > 0)
            panel(painter, option->rect,
                  has(option, State_Enabled) ? option->palette.color(QPalette::Base)
                                             : of(Role::Window, option),
                  borderOf(option, widget), borderWidth(option));
        return;
    }
    case PE_FrameLineEdit:
        return;
    case PE_Frame: {
        // The rows of a table are inside the border, which leaves room for its round corners.
        const bool hasFocus = widget && widget->hasFocus();
        QStyleOption frame(*option);
        frame.state.setFlag(State_HasFocus, hasFocus);
        frame.state.setFlag(State_Enabled, true);
        if (isQuiet(widget)) {
            if (hasFocus)
                panel(painter, option->rect, {}, borderOf(&frame, widget), borderWidth(&frame));
            return;
        }
        const QColor border = isContainer(widget) && !hasFocus && !isInvalid(widget)
                                  ? of(Role::Line, option)
                                  : borderOf(&frame, widget);
        return panel(painter, option->rect, of(Role::Surface, option), border, borderWidth(&frame));
    }
    case PE_FrameGroupBox:
        return panel(painter, option->rect, {}, of(Role::Line, option));
    case PE_FrameMenu:
        painter->setPen(of(Role::Border, option));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, of(Role::Control, option));
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawTick(option, painter, false);
    case PE_IndicatorRadioButton:
        return drawTick(option, painter, true);
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
        return chevron(painter, option->rect,
                       element == PE_IndicatorArrowDown   ? Towards::Down
                       : element == PE_IndicatorArrowUp   ? Towards::Up
                       : element == PE_IndicatorArrowLeft ? Towards::Left
                                                          : Towards::Right,
                       of(has(option, State_Enabled) ? Role::Text : Role::Disabled, option));
    case PE_IndicatorHeaderArrow: {
        const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        return chevron(painter, option->rect,
                       header && header->sortIndicator == QStyleOptionHeader::SortUp ? Towards::Up
                                                                                     : Towards::Down,
                       of(Role::Muted, option));
    }
    case PE_PanelItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option))
            return drawItemPanel(item, painter, widget);
        break;
    case PE_PanelItemViewRow:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            if (has(item, State_Selected))
                painter->fillRect(item->rect, of(Role::Tint, item));
            else if (item->features.testFlag(QStyleOptionViewItem::Alternate))
                painter->fillRect(item->rect, item->palette.color(QPalette::AlternateBase));
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonBevel:
        // The base draws a flat button only while it is pressed: neither the focus nor the mouse would show.
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && button->features.testFlag(QStyleOptionButton::Flat))
            return drawButton(option, painter, widget);
        break;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && isEntry(button, widget))
            return drawEntryLabel(button, painter);
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && button->direction == Qt::RightToLeft && !button->icon.isNull() &&
            !button->text.isEmpty())
            return drawLabelFromRight(button, painter, this,
                                      styleHint(SH_UnderlineShortcut, option, widget, nullptr)
                                          ? Qt::TextShowMnemonic
                                          : Qt::TextHideMnemonic);
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && isPrimary(widget) && has(option, State_Enabled)) {
            QStyleOptionButton label(*button);
            label.palette.setColor(QPalette::ButtonText, of(Role::OnAccent, option));
            return QProxyStyle::drawControl(element, &label, painter, widget);
        }
        break;
    case CE_ProgressBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            return drawProgress(bar, painter);
        break;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            return drawTab(tab, painter);
        break;
    case CE_HeaderSection:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            return drawHeaderSection(header, painter);
        break;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, of(Role::Control, option));
        painter->setPen(of(Role::Line, option));
        painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
        return;
    case CE_HeaderLabel:
        if (const auto *second = qstyleoption_cast<const QStyleOptionHeaderV2 *>(option)) {
            const QStyleOptionHeaderV2 label = withQuietLabel(*second);
            painter->setLayoutDirection(
                label.direction); // a table may be turned the other way than the window
            return QProxyStyle::drawControl(element, &label, painter, widget);
        }
        // Qt 6.4 passes the older type here.
        if (const auto *first = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            const QStyleOptionHeader label = withQuietLabel(*first);
            painter->setLayoutDirection(label.direction);
            return QProxyStyle::drawControl(element, &label, painter, widget);
        }
        break;
    case CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
            item && has(item, State_Selected)) {
            // Keep the text colours, such as red and green, on the tint of a selected row.
            QStyleOptionViewItem own(*item);
            own.palette.setBrush(QPalette::HighlightedText, own.palette.brush(QPalette::Text));
            return QProxyStyle::drawControl(element, &own, painter, widget);
        }
        break;
    case CE_Splitter: {
        painter->setPen(of(has(option, State_MouseOver) ? Role::Accent : Role::Line, option));
        const QPoint middle = option->rect.center();
        if (has(option, State_Horizontal))
            painter->drawLine(middle.x(), option->rect.top(), middle.x(), option->rect.bottom());
        else
            painter->drawLine(option->rect.left(), middle.y(), option->rect.right(), middle.y());
        return;
    }
    case CE_ToolBar:
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, of(Role::Window, option));
        return;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            painter->fillRect(item->rect, of(Role::Window, option));
            if (has(item, State_Selected) && has(item, State_Enabled))
                panel(painter, item->rect.adjusted(1, 2, -1, -2), of(Role::Hover, option), {});
            const int flags =
                Qt::AlignCenter | Qt::TextSingleLine |
                (styleHint(SH_UnderlineShortcut, option, widget, nullptr) ? Qt::TextShowMnemonic
                                                                          : Qt::TextHideMnemonic);
            drawItemText(painter, item->rect, flags, item->palette, has(item, State_Enabled), item->text,
                         QPalette::WindowText);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                               const QWidget *widget) const
{
    const QColor text = of(has(option, State_Enabled) ? Role::Text : Role::Disabled, option);
    const QColor fill = of(has(option, State_Enabled) ? Role::Surface : Role::Window, option);
    if (control == CC_ComboBox) {
        const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        const bool isOver = has(option, State_MouseOver) && has(option, State_Enabled) && !box->editable;
        panel(painter, option->rect, isOver ? of(Role::Hover, option) : fill, borderOf(option, widget),
              borderWidth(option));
        chevron(painter, subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget), Towards::Down, text);
        return;
    }
    if (control == CC_SpinBox) {
        const auto *box = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        if (box->frame)
            panel(painter, option->rect, fill, borderOf(option, widget), borderWidth(option));
        if (box->buttonSymbols == QAbstractSpinBox::NoButtons)
            return;
        for (const auto &[part, towards, step] :
             {std::tuple(SC_SpinBoxUp, Towards::Up, QAbstractSpinBox::StepUpEnabled),
              std::tuple(SC_SpinBoxDown, Towards::Down, QAbstractSpinBox::StepDownEnabled)}) {
            const QRect rect = subControlRect(CC_SpinBox, option, part, widget);
            if (box->activeSubControls == part && has(option, State_MouseOver))
                painter->fillRect(rect.adjusted(0, 1, -1, -1), of(Role::Hover, option));
            chevron(painter, rect, towards,
                    box->stepEnabled.testFlag(step) && has(option, State_Enabled)
                        ? text
                        : of(Role::Disabled, option));
        }
        return;
    }
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        // A form that scrolls has the colour of the window, and lists have their own.
        const QWidget *holder = widget ? widget->parentWidget() : nullptr;
        const bool isOfForm = holder && qobject_cast<const QScrollArea *>(holder->parentWidget());
        painter->fillRect(option->rect, of(isOfForm ? Role::Window : Role::Surface, option));
        if (bar->maximum <= bar->minimum)
            return;
        QRect handle = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
        const bool isUpright = bar->orientation == Qt::Vertical;
        const int spare = ((isUpright ? handle.width() : handle.height()) - handleWidth) / 2;
        handle = isUpright ? handle.adjusted(spare, 2, -spare, -2) : handle.adjusted(2, spare, -2, -spare);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        const bool isHeld = bar->activeSubControls == SC_ScrollBarSlider && has(option, State_MouseOver);
        painter->setBrush(of(isHeld ? Role::Text : Role::Border, option));
        painter->drawRoundedRect(handle, handleWidth / 2.0, handleWidth / 2.0);
        painter->restore();
        return;
    }
    if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        control == CC_ToolButton && button && button->text.isEmpty() && !button->icon.isNull()) {
        QStyleOptionToolButton plain(*button); // the icon already shows that there is a menu
        plain.features.setFlag(QStyleOptionToolButton::HasMenu, false);
        return QProxyStyle::drawComplexControl(control, &plain, painter, widget);
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace slipway::theme

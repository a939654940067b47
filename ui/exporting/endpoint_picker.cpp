#include "ui/exporting/endpoint_picker.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"
#include "ui/widgets/fold_button.h"

#include <QApplication>
#include <QEvent>
#include <QListWidget>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace slipway {
namespace {

enum DataRole {
    IdRole = Qt::UserRole,
    TitleRole, // without what the last check found
    MarkRole,  // what it found: a sign and words
    ToneRole,  // of the mark, a theme::Tone; none if the endpoint was not tested
};

constexpr int leastWidth = 280; // of the list
constexpr int mostLines = 10;   // more than that scroll

// Draws what the last check found in its own colour.
class MarkDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        const QString title = index.data(TitleRole).toString(), mark = index.data(MarkRole).toString();
        const QVariant tone = index.data(ToneRole);
        const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
        QRect room = style->subElementRect(QStyle::SE_ItemViewItemText, &item, item.widget);
        const int between = item.fontMetrics.horizontalAdvance(QStringLiteral("   "));
        // Where there is no room for both, what was found matters more than the end of the name.
        const int ofMark = tone.isNull() ? 0 : item.fontMetrics.horizontalAdvance(mark) + between;
        item.text = item.fontMetrics.elidedText(title, Qt::ElideRight, room.width() - ofMark);
        style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
        const int used = item.fontMetrics.horizontalAdvance(item.text) + between;
        const bool isReversed = item.direction == Qt::RightToLeft;
        isReversed ? room.setRight(room.right() - used) : room.setLeft(room.left() + used);
        painter->save();
        painter->setFont(item.font);
        painter->setPen(tone.isNull() ? theme::colour(theme::Role::Muted, item.widget)
                                      : theme::text(static_cast<theme::Tone>(tone.toInt()), item.widget));
        painter->drawText(room,
                          static_cast<int>((isReversed ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
                          item.fontMetrics.elidedText(mark, Qt::ElideRight, room.width()));
        painter->restore();
    }
};

} // namespace

EndpointPicker::EndpointPicker(QWidget *parent)
    : QWidget(parent), m_list(new QListWidget(this)), m_more(new FoldButton({}, this))
{
    m_list->setObjectName(QStringLiteral("exportEndpoints"));
    m_list->setAccessibleName(tr("Endpoints"));
    m_list->setItemDelegate(new MarkDelegate(m_list));
    theme::makeQuiet(m_list);
    m_list->setFlow(QListView::LeftToRight);
    m_list->setWrapping(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMovement(QListView::Static);
    m_list->setMinimumWidth(leastWidth);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_more->setObjectName(QStringLiteral("moreEndpointsButton"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list);
    layout->addWidget(m_more);
    setFocusProxy(m_list);
    setFocusPolicy(Qt::StrongFocus); // without one, the accelerator of its label does nothing
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_list, &QListWidget::itemChanged, this, &EndpointPicker::changed);
    connect(m_more, &FoldButton::folded, this, &EndpointPicker::showMore);
}

void EndpointPicker::setEndpoints(const QList<Endpoint> &endpoints, const QStringList &needed)
{
    {
        const QSignalBlocker quiet(m_list);
        m_needed = needed;
        m_list->clear();
        for (const Endpoint &endpoint : endpoints) {
            auto *item = new QListWidgetItem(endpoint.title, m_list);
            item->setData(IdRole, endpoint.id);
            item->setData(TitleRole, endpoint.title);
            item->setToolTip(endpoint.path);
            item->setCheckState(needed.contains(endpoint.id) ? Qt::Checked : Qt::Unchecked);
        }
    }
    m_more->setOpen(false);
    showMore(false);
}

void EndpointPicker::setAccess(const QHash<QString, Access> &known)
{
    {
        const QSignalBlocker quiet(m_list);
        for (int row = 0; row < m_list->count(); ++row) {
            QListWidgetItem *item = m_list->item(row);
            const auto found = known.constFind(item->data(IdRole).toString());
            const bool isKnown = found != known.cend();
            // Whether the profile needs it does not matter here: it is going to be exported.
            const QString mark =
                isKnown ? theme::markOf(*found, true).text : QStringLiteral("– ") + tr("not tested");
            item->setData(MarkRole, mark);
            item->setData(ToneRole, isKnown ? QVariant(static_cast<int>(theme::toneOf(*found))) : QVariant());
            item->setText(item->data(TitleRole).toString() + QStringLiteral("   ") + mark);
        }
    }
    fit();
}

void EndpointPicker::showMore(bool isAll)
{
    int more = 0;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        const bool isExtra =
            !m_needed.contains(item->data(IdRole).toString()) && item->checkState() != Qt::Checked;
        more += isExtra ? 1 : 0;
        item->setHidden(isExtra && !isAll);
    }
    if (more == m_list->count()) { // nothing is needed and nothing is ticked
        for (int row = 0; row < m_list->count(); ++row)
            m_list->item(row)->setHidden(false);
    }
    m_more->setVisible(more > 0 && more < m_list->count());
    m_more->setText(isAll ? tr("Show fewer") : tr("%n &more", nullptr, more));
    fit();
}

QSize EndpointPicker::cellSize() const
{
    QSize size(0, 0);
    for (int row = 0; row < m_list->count(); ++row)
        if (!m_list->item(row)->isHidden())
            size = size.expandedTo(m_list->sizeHintForIndex(m_list->model()->index(row, 0)));
    return size + QSize(theme::space, 0);
}

void EndpointPicker::fit()
{
    int shown = 0;
    for (int row = 0; row < m_list->count(); ++row)
        shown += m_list->item(row)->isHidden() ? 0 : 1;
    if (shown == 0)
        return;
    const QSize cell = cellSize();
    const int frame = 2 * m_list->frameWidth(), bar = m_list->verticalScrollBar()->sizeHint().width();
    const auto linesOf = [shown](int columns) { return (shown + columns - 1) / columns; };
    const auto columnsOf = [&](int room) { return std::clamp(room / std::max(1, cell.width()), 1, shown); };
    int room = std::max(width(), m_list->minimumWidth()) - frame - 1;
    const bool scrolls = linesOf(columnsOf(room)) > mostLines;
    room -= scrolls ? bar : 0;
    // A bar that comes and goes would change the number of columns, and that again the bar.
    m_list->setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    const int columns = columnsOf(room), lines = linesOf(columns);
    m_list->setGridSize(QSize(room / columns, cell.height()));
    m_list->setFixedHeight(std::min(lines, mostLines) * cell.height() + frame);
}

void EndpointPicker::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

void EndpointPicker::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
}

bool EndpointPicker::isEmpty() const
{
    return m_list->count() == 0;
}

void EndpointPicker::tick(const QStringList &ids)
{
    {
        const QSignalBlocker quiet(m_list);
        for (int row = 0; row < m_list->count(); ++row) {
            QListWidgetItem *item = m_list->item(row);
            item->setCheckState(ids.contains(item->data(IdRole).toString()) ? Qt::Checked : Qt::Unchecked);
        }
    }
    showMore(m_more->isOpen());
    Q_EMIT changed();
}

QStringList EndpointPicker::ticked() const
{
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            ids << m_list->item(row)->data(IdRole).toString();
    }
    return ids;
}

QWidget *EndpointPicker::list() const
{
    return m_list;
}

QPushButton *EndpointPicker::moreButton() const
{
    return m_more;
}

} // namespace slipway

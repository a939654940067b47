#include "ui/widgets/layout_memory.h"

#include <QAbstractItemModel>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QMouseEvent>
#include <QScopedValueRollback>
#include <QSettings>
#include <QSplitter>
#include <QVariantMap>

namespace slipway {
namespace {

QString keyOf(const QSplitter *splitter, const QString &key)
{
    return QStringLiteral("layout/%1/%2")
        .arg(key,
             splitter->orientation() == Qt::Horizontal ? QStringLiteral("across") : QStringLiteral("down"));
}

QVariantList toList(const QList<int> &numbers)
{
    return {numbers.cbegin(), numbers.cend()};
}

QList<int> toNumbers(const QVariant &list)
{
    QList<int> numbers;
    for (const QVariant &number : list.toList())
        numbers << number.toInt();
    return numbers;
}

} // namespace

void rememberSizes(QSplitter *splitter, const QString &key)
{
    if (const QList<int> sizes = keptSizes(splitter, key); !sizes.isEmpty())
        splitter->setSizes(sizes);
    QObject::connect(splitter, &QSplitter::splitterMoved, splitter,
                     [splitter, key] { keepSizes(splitter, key); });
}

QList<int> keptSizes(const QSplitter *splitter, const QString &key)
{
    const QList<int> sizes = toNumbers(QSettings().value(keyOf(splitter, key)));
    return sizes.size() == splitter->count() ? sizes : QList<int>();
}

void keepSizes(const QSplitter *splitter, const QString &key)
{
    QSettings().setValue(keyOf(splitter, key), toList(splitter->sizes()));
}

ColumnLayout::ColumnLayout(QHeaderView *header, QString key)
    : QObject(header), m_header(header), m_key(QStringLiteral("layout/%1/").arg(key)),
      m_usual(header->saveState())
{
    header->viewport()->installEventFilter(this);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &place) { showMenu(m_header->viewport()->mapToGlobal(place)); });
    header->parentWidget()->installEventFilter(this);
    // Not at once: a header that fits all columns to their contents would go on with what it has worked out.
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, [this] {
        for (int column = 0; column < m_header->count(); ++column)
            arrange(column);
    });
    connect(header, &QHeaderView::sectionResized, this, [this] {
        if (!m_isHeld && !m_arranges)
            m_later.start(0);
    });
    connect(header, &QHeaderView::sectionMoved, this, [this] {
        if (!m_arranges)
            keep();
    });
    connect(header, &QHeaderView::sectionHandleDoubleClicked, this, [this](int column) {
        m_widths.insert(column, m_header->sectionSize(column));
        keep();
    });
    connect(header, &QHeaderView::sortIndicatorChanged, this, [this](int column, Qt::SortOrder order) {
        QSettings().setValue(m_key + QLatin1String("sorted"), QVariantList{column, static_cast<int>(order)});
    });
    restore();
}

void ColumnLayout::restore()
{
    const QSettings settings;
    const QVariantMap widths = settings.value(m_key + QLatin1String("widths")).toMap();
    for (auto width = widths.cbegin(); width != widths.cend(); ++width)
        m_widths.insert(width.key().toInt(), width.value().toInt());
    m_hidden = toNumbers(settings.value(m_key + QLatin1String("hidden")));
    m_hidden.removeAll(0);
    const QScopedValueRollback arranging(m_arranges, true);
    const QList<int> order = toNumbers(settings.value(m_key + QLatin1String("order")));
    if (m_header->sectionsMovable() && order.size() == m_header->count()) {
        for (int place = 0; place < order.size(); ++place) {
            if (const int from = m_header->visualIndex(order[place]); from >= 0)
                m_header->moveSection(from, place);
        }
    }
    for (int column = 0; column < m_header->count(); ++column)
        arrange(column);
    const QList<int> sorted = toNumbers(settings.value(m_key + QLatin1String("sorted")));
    if (sorted.size() == 2 && m_header->isSortIndicatorShown() && sorted[0] < m_header->count())
        m_header->setSortIndicator(sorted[0], static_cast<Qt::SortOrder>(sorted[1]));
}

void ColumnLayout::keep()
{
    QVariantMap widths;
    for (auto width = m_widths.cbegin(); width != m_widths.cend(); ++width)
        widths.insert(QString::number(width.key()), width.value());
    QList<int> order;
    for (int place = 0; place < m_header->count(); ++place)
        order << m_header->logicalIndex(place);
    QSettings settings;
    settings.setValue(m_key + QLatin1String("widths"), widths);
    settings.setValue(m_key + QLatin1String("hidden"), toList(m_hidden));
    settings.setValue(m_key + QLatin1String("order"), toList(order));
}

void ColumnLayout::arrange(int column)
{
    const QScopedValueRollback arranging(m_arranges, true);
    if (m_hidden.contains(column))
        return m_header->setSectionHidden(column, true);
    const bool isLast = m_header->stretchLastSection() &&
                        m_header->visualIndex(column) == m_header->count() - 1; // it takes what is left
    if (!isLast && !m_header->isSectionHidden(column) && m_widths.contains(column))
        m_header->resizeSection(column, m_widths.value(column));
}

bool ColumnLayout::eventFilter(QObject *watched, QEvent *event)
{
    const auto *table = m_header->parentWidget();
    if (watched != table) {
        watch(event);
    } else if (event->type() == QEvent::ContextMenu && table->contextMenuPolicy() == Qt::DefaultContextMenu &&
               static_cast<QContextMenuEvent *>(event)->reason() == QContextMenuEvent::Keyboard) {
        showMenu(m_header->mapToGlobal(m_header->rect().bottomLeft()));
        return true;
    }
    return QObject::eventFilter(watched, event);
}

void ColumnLayout::watch(QEvent *event)
{
    const auto isLeft = [event] { return static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton; };
    if (event->type() == QEvent::MouseButtonPress && isLeft()) {
        m_isHeld = true;
        for (int column = 0; column < m_header->count(); ++column)
            m_before.insert(column, m_header->sectionSize(column));
    } else if (event->type() == QEvent::MouseButtonRelease && isLeft() && m_isHeld) {
        m_isHeld = false;
        bool isNews = false;
        const int stretched =
            m_header->stretchLastSection() ? m_header->logicalIndex(m_header->count() - 1) : -1;
        for (int column = 0; column < m_header->count(); ++column) {
            const int width = m_header->sectionSize(column);
            if (column == stretched || width == 0 || width == m_before.value(column))
                continue;
            m_widths.insert(column, width);
            isNews = true;
        }
        if (isNews)
            keep();
    }
}

void ColumnLayout::showMenu(const QPoint &global)
{
    auto *menu = new QMenu(m_header);
    menu->setObjectName(QStringLiteral("columnMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fill(menu);
    menu->popup(global);
}

void ColumnLayout::fill(QMenu *menu)
{
    for (int at = 0; at < m_header->count(); ++at) {
        const int column = m_header->logicalIndex(at);
        QAction *action = menu->addAction(
            m_header->model()->headerData(column, m_header->orientation(), Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!m_hidden.contains(column));
        action->setEnabled(column != 0);
        connect(action, &QAction::toggled, this, [this, column](bool isShown) {
            if (isShown)
                m_hidden.removeAll(column);
            else
                m_hidden << column;
            m_header->setSectionHidden(column, !isShown);
            keep();
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("&Usual columns")), &QAction::triggered, this, &ColumnLayout::reset);
}

void ColumnLayout::reset()
{
    m_widths.clear();
    m_hidden.clear();
    {
        const QScopedValueRollback arranging(m_arranges, true);
        m_header->restoreState(m_usual);
    }
    keep();
}

} // namespace slipway

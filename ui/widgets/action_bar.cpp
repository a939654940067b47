#include "ui/widgets/action_bar.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QStyleOptionButton>
#include <QToolTip>

#include <algorithm>

namespace slipway {

BarButton::BarButton(const char *icon, const QString &text, QWidget *parent) : QPushButton(text, parent)
{
    setFlat(true);
    setIcon(theme::icon(icon));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void BarButton::setBrief(bool isBrief)
{
    if (isBrief == m_isBrief)
        return;
    m_isBrief = isBrief;
    updateGeometry();
    update();
}

QSize BarButton::sizeHint() const
{
    return {width(m_isBrief), QPushButton::sizeHint().height()};
}

int BarButton::width(bool isBrief) const
{
    const int height = QPushButton::sizeHint().height(), arrow = menu() ? theme::gap : 0;
    if (isBrief)
        return height + arrow;
    return iconSize().width() + theme::space + fontMetrics().size(Qt::TextShowMnemonic, text()).width() +
           2 * theme::space + arrow;
}

bool BarButton::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && m_isBrief) {
        const QStringList lines{text(), toolTip()};
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(),
                           lines.join(QLatin1Char('\n')).trimmed(), this);
        return true;
    }
    return QPushButton::event(event);
}

void BarButton::initStyleOption(QStyleOptionButton *option) const
{
    QPushButton::initStyleOption(option);
    if (m_isBrief)
        option->text.clear();
}

ActionBar::ActionBar(QWidget *parent) : QWidget(parent), m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(theme::space / 2);
    m_row->addStretch(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

BarButton *ActionBar::add(const char *icon, const QString &text)
{
    auto *button = new BarButton(icon, text, this);
    m_buttons << button;
    m_row->addWidget(button);
    return button;
}

int ActionBar::widthOf(bool isBrief) const
{
    int width = 0, shown = 0;
    for (const BarButton *button : m_buttons) {
        if (button->isHidden())
            continue;
        width += button->width(isBrief);
        ++shown;
    }
    return width + std::max(0, shown - 1) * m_row->spacing();
}

QSize ActionBar::sizeHint() const
{
    return {widthOf(false), m_buttons.isEmpty() ? 0 : m_buttons.first()->sizeHint().height()};
}

QSize ActionBar::minimumSizeHint() const
{
    return {widthOf(true), sizeHint().height()};
}

void ActionBar::fit()
{
    const bool isBrief = widthOf(false) > width();
    for (BarButton *button : std::as_const(m_buttons))
        button->setBrief(isBrief);
}

bool ActionBar::event(QEvent *event)
{
    // A button has another text, or is shown or hidden.
    if (event->type() == QEvent::LayoutRequest) {
        fit();
        updateGeometry();
    }
    return QWidget::event(event);
}

void ActionBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace slipway

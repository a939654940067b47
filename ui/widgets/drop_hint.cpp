#include "ui/widgets/drop_hint.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace slipway {

DropHint::DropHint(QWidget *window) : QWidget(window)
{
    setObjectName(QStringLiteral("dropHint"));
    setAttribute(Qt::WA_TransparentForMouseEvents); // what is below takes the file
    hide();
}

void DropHint::cover(const QString &text, bool isWelcome)
{
    m_text = text;
    m_isWelcome = isWelcome;
    setAccessibleName(text);
    setGeometry(parentWidget()->rect());
    raise();
    show();
}

void DropHint::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = theme::colour(theme::Role::Window, this);
    veil.setAlpha(200);
    painter.fillRect(rect(), veil);
    const theme::Role edge = m_isWelcome ? theme::Role::Accent : theme::Role::Border;
    painter.setPen(QPen(theme::colour(edge, this), 2, Qt::DashLine));
    painter.drawRoundedRect(rect().adjusted(theme::margin, theme::margin, -theme::margin, -theme::margin),
                            theme::radius, theme::radius);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    painter.setFont(large);
    // On a panel of its own, so that nothing shows through the words.
    const QRect inside = rect().adjusted(4 * theme::gap, 0, -4 * theme::gap, 0);
    constexpr int flags = Qt::AlignCenter | Qt::TextWordWrap;
    QRect panel = painter.fontMetrics().boundingRect(inside, flags, m_text);
    panel.adjust(-2 * theme::gap, -theme::gap, 2 * theme::gap, theme::gap);
    painter.setBrush(theme::colour(theme::Role::Surface, this));
    painter.setPen(theme::colour(theme::Role::Border, this));
    painter.drawRoundedRect(panel, theme::radius, theme::radius);
    painter.setPen(theme::colour(theme::Role::Text, this));
    painter.drawText(inside, flags, m_text);
}

} // namespace slipway

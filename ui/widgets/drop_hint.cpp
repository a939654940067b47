#include "ui/widgets/drop_hint.h"

#include "ui/theme/colours.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace slipway {

DropHint::DropHint(const QString &text, QWidget *window) : QWidget(window), m_text(text)
{
    setObjectName(QStringLiteral("dropHint"));
    setAttribute(Qt::WA_TransparentForMouseEvents); // what is below takes the file
    setAccessibleName(text);
    hide();
}

void DropHint::cover()
{
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
    painter.setPen(QPen(theme::colour(theme::Role::Accent, this), 2, Qt::DashLine));
    painter.drawRoundedRect(rect().adjusted(theme::margin, theme::margin, -theme::margin, -theme::margin),
                            theme::radius, theme::radius);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    painter.setFont(large);
    // On a panel of its own, so that nothing shows through the words.
    QRect panel = painter.fontMetrics().boundingRect(rect(), Qt::AlignCenter, m_text);
    panel.adjust(-2 * theme::gap, -theme::gap, 2 * theme::gap, theme::gap);
    painter.setBrush(theme::colour(theme::Role::Surface, this));
    painter.setPen(theme::colour(theme::Role::Border, this));
    painter.drawRoundedRect(panel, theme::radius, theme::radius);
    painter.setPen(theme::colour(theme::Role::Text, this));
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

} // namespace slipway

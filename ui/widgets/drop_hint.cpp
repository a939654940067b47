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
    painter.setPen(theme::colour(theme::Role::Text, this));
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

} // namespace slipway

#include "ui/widgets/chip.h"

#include "ui/theme/colours.h"

#include <QEvent>
#include <QPainter>

namespace slipway {

Chip::Chip(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setContentsMargins(theme::space, 2, theme::space, 2);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    hide();
}

void Chip::show(theme::Tone tone, const QString &text)
{
    m_tone = tone;
    recolour();
    setText(text.isEmpty() || tone == theme::Tone::Neutral ? text
                                                           : theme::sign(tone) + QLatin1Char(' ') + text);
    setVisible(!text.isEmpty());
}

void Chip::recolour()
{
    m_recolouring = true;
    QPalette colours;
    colours.setColor(QPalette::WindowText, theme::text(m_tone, window()));
    setPalette(colours);
    m_recolouring = false;
    update();
}

void Chip::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_recolouring)
        recolour();
}

void Chip::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // With high contrast, it has the colour of the window.
    const bool isOutlined = theme::lookOf(window()->palette()).isHighContrast;
    painter.setPen(isOutlined ? QPen(theme::colour(theme::Role::Border, window())) : QPen(Qt::NoPen));
    painter.setBrush(theme::background(m_tone, window()));
    painter.drawRoundedRect(rect().adjusted(0, 0, isOutlined ? -1 : 0, isOutlined ? -1 : 0), height() / 2.0,
                            height() / 2.0);
    painter.end();
    QLabel::paintEvent(event);
}

} // namespace slipway

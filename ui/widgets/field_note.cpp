#include "ui/widgets/field_note.h"

#include "ui/theme/colours.h"
#include "ui/theme/style.h"

#include <QEvent>
#include <QResizeEvent>

#include <algorithm>

namespace slipway {

void markInvalid(QWidget *field, bool isInvalid)
{
    if (field->property(theme::invalidProperty).toBool() == isInvalid)
        return;
    field->setProperty(theme::invalidProperty, isInvalid);
    field->update();
}

FieldNote::FieldNote(QWidget *parent) : QLabel(parent)
{
    setWordWrap(true);
    QSizePolicy wide = sizePolicy(); // with height for width
    wide.setHorizontalPolicy(QSizePolicy::Expanding);
    setSizePolicy(wide);
    setTextFormat(Qt::PlainText); // it may repeat what was typed
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    hide();
}

void FieldNote::show(theme::Tone tone, const QString &sentence)
{
    m_tone = tone;
    recolour();
    setText(sentence.isEmpty() || tone == theme::Tone::Neutral
                ? sentence
                : theme::sign(tone) + QLatin1Char(' ') + sentence);
    setVisible(!sentence.isEmpty());
}

QSize FieldNote::sizeHint() const
{
    const QSize hint = QLabel::sizeHint();
    return {hint.width(), heightForWidth(std::max(width(), hint.width()))};
}

QSize FieldNote::minimumSizeHint() const
{
    return {QLabel::minimumSizeHint().width(), sizeHint().height()};
}

void FieldNote::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        updateGeometry();
}

void FieldNote::recolour()
{
    m_recolouring = true;
    QPalette colours;
    colours.setColor(QPalette::WindowText, m_tone == theme::Tone::Neutral
                                               ? theme::colour(theme::Role::Muted, window())
                                               : theme::text(m_tone, window()));
    setPalette(colours);
    m_recolouring = false;
}

void FieldNote::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_recolouring)
        recolour();
}

} // namespace slipway

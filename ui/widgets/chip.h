// A short fact on a tinted, rounded surface: a sign and words in the colour of their tone.
#pragma once
#include "ui/theme/theme.h"

#include <QLabel>

namespace slipway {

class Chip : public QLabel
{
    Q_OBJECT
public:
    explicit Chip(QWidget *parent = nullptr); // hidden until it has something to say
    // An empty text hides it. A neutral chip has no sign.
    void show(theme::Tone tone, const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void recolour();
    theme::Tone m_tone = theme::Tone::Neutral;
    bool m_recolouring = false; // setting a palette is itself a change of palette
};

} // namespace slipway

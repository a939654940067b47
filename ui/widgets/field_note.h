// A sentence below a field: what is wrong with the entry, how it was understood, or an example. It
// takes up no room while it is empty.
#pragma once
#include "ui/theme/theme.h"

#include <QLabel>

namespace slipway {

// Draws the border of a field in the colour of problems as long as its content cannot be used. It is never
// the only sign: a sentence near the field says what is wrong.
void markInvalid(QWidget *field, bool isInvalid);

class FieldNote : public QLabel
{
    Q_OBJECT
public:
    explicit FieldNote(QWidget *parent = nullptr);
    // A neutral sentence is shown as a hint, in muted colour and without a sign. An empty one hides
    // the note.
    void show(theme::Tone tone, const QString &sentence);
    // As high as the sentence is at the width that the note has. QLabel's own hint is that of a narrow block.
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void recolour();
    theme::Tone m_tone = theme::Tone::Neutral;
    bool m_recolouring = false; // setting a palette is itself a change of palette
};

} // namespace slipway

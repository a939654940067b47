// A sentence below a field: what is wrong with it, what will be made of it, or an example. It takes no room
// while it has nothing to say.
#pragma once
#include "ui/theme/theme.h"

#include <QLabel>

namespace slipway {

class FieldNote : public QLabel
{
    Q_OBJECT
public:
    explicit FieldNote(QWidget *parent = nullptr);
    // A neutral sentence is a hint, in the colour of hints and without a sign. An empty one hides the note.
    void show(theme::Tone tone, const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void recolour();
    theme::Tone m_tone = theme::Tone::Neutral;
    bool m_recolouring = false; // setting a palette is a change of palette
};

} // namespace slipway

// A message inside the window: sign, text that can be selected, and Copy. Pushed into the layout, never over
// it.
#pragma once
#include "ui/theme/theme.h"

#include <QFrame>
#include <functional>

class QLabel;
class QPushButton;

namespace slipway {

class Banner : public QFrame
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr); // hidden until there is something to say
    void show(theme::Tone tone, const QString &text, const QString &copyText = {});
    void show(const Error &error);
    // A button beside the text, for what to do about it.
    void setAction(const QString &text, std::function<void()> action);
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent *event) override; // follows light and dark

private:
    void recolour();
    QLabel *m_sign, *m_text;
    QPushButton *m_action, *m_copy;
    QString m_copyText;
    theme::Tone m_tone = theme::Tone::Neutral;
    bool m_recolouring = false;
};

} // namespace slipway

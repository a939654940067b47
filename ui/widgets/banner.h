// A message inside the window: a sign, selectable text and a Copy button. It takes its place in the
// layout and never covers anything. Assistive technology can read the text, and is notified
// whenever a new one appears.
#pragma once
#include "ui/theme/theme.h"

#include <QFrame>
#include <functional>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace slipway {

class IconButton;

class Banner : public QFrame
{
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr); // hidden until there is something to say
    void show(theme::Tone tone, const QString &text, const QString &copyText = {});
    void show(const Error &error);
    // Adds a button beside the text, for what to do about the message.
    void setAction(const QString &text, std::function<void()> action);
    // Adds a button of the caller's beside the text, which it takes over.
    void addButton(QPushButton *button);
    // Whether the user can close it. True by default.
    void setClosable(bool closable);
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent *event) override; // follows light and dark
    void paintEvent(QPaintEvent *event) override;

private:
    void recolour();
    QLabel *m_sign, *m_text;
    QPushButton *m_action, *m_copy;
    QHBoxLayout *m_buttons; // those of the caller
    IconButton *m_close;
    QString m_copyText;
    theme::Tone m_tone = theme::Tone::Neutral;
    bool m_recolouring = false;
};

} // namespace slipway

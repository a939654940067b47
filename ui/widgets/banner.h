// A message inside the window: sign, text that can be selected, and Copy. Pushed into the layout, never over
// it. Assistive technology reads the text itself, and is told when another one appears.
#pragma once
#include "ui/theme/theme.h"

#include <QFrame>
#include <functional>

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
    // A button beside the text, for what to do about it.
    void setAction(const QString &text, std::function<void()> action);
    // Whether a person may put it away; yes, until it is said otherwise.
    void setClosable(bool closable);
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent *event) override; // follows light and dark
    void paintEvent(QPaintEvent *event) override;

private:
    void recolour();
    QLabel *m_sign, *m_text;
    QPushButton *m_action, *m_copy;
    IconButton *m_close;
    QString m_copyText;
    theme::Tone m_tone = theme::Tone::Neutral;
    bool m_recolouring = false;
};

} // namespace slipway

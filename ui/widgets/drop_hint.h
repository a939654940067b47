// Covers a window while something is dragged over it, and says what happens when it is let go.
#pragma once
#include <QWidget>

namespace slipway {

class DropHint : public QWidget
{
    Q_OBJECT
public:
    explicit DropHint(QWidget *window); // hidden at first
    // Shows it over the whole window. `isWelcome`: whether letting go does something.
    void cover(const QString &text, bool isWelcome);
    [[nodiscard]] const QString &text() const { return m_text; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    bool m_isWelcome = true;
};

} // namespace slipway

// Covers a window while a file is dragged over it, and says what happens when it is let go.
#pragma once
#include <QWidget>

namespace slipway {

class DropHint : public QWidget
{
    Q_OBJECT
public:
    // Hidden at first.
    DropHint(const QString &text, QWidget *window);
    void cover(); // shows it over the whole window

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace slipway

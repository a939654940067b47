// A single line of text that is cut off with "…" if there is not enough space for all of it; the tool tip
// then shows the whole text. With word wrap it is an ordinary label.
#pragma once
#include <QLabel>

namespace slipway {

class ElidedLabel : public QLabel
{
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget *parent = nullptr);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
};

} // namespace slipway

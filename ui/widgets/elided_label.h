// One line of text that ends in "…" where there is no room for all of it; its tool tip then has the whole.
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

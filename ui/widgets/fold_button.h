// Shows and hides a part of a form that few people need, such as "Advanced". A flat button with an arrow that
// points down while the part is shown.
#pragma once
#include <QPushButton>

namespace slipway {

class FoldButton : public QPushButton
{
    Q_OBJECT
public:
    // Starts with the part hidden.
    explicit FoldButton(const QString &title, QWidget *parent = nullptr);
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    void setOpen(bool isOpen);
    // Without the padding that other buttons have at their sides, so that the arrow lines up with what is
    // above it.
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void folded(bool isOpen);

private:
    [[nodiscard]] QIcon iconOf(bool isOpen) const;
    bool m_isOpen = false;
};

} // namespace slipway

// Places widgets side by side, in the direction of the text, and continues on a new line where there is not
// enough space for the next one.
#pragma once
#include <QLayout>

#include <memory>
#include <vector>

namespace slipway {

class FlowLayout : public QLayout
{
    Q_OBJECT
public:
    // `gap`: between widgets, and between lines, in pixels. The layout has no margins of its own.
    FlowLayout(int gap, QWidget *parent);
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override;
    [[nodiscard]] int count() const override;
    [[nodiscard]] QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    [[nodiscard]] Qt::Orientations expandingDirections() const override;
    [[nodiscard]] bool hasHeightForWidth() const override;
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;    // everything in one line
    [[nodiscard]] QSize minimumSize() const override; // the largest widget
    void setGeometry(const QRect &rect) override;

private:
    // Returns the height that the widgets take; moves them only if `moves`.
    int place(const QRect &rect, bool moves) const;
    int m_gap;
    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace slipway

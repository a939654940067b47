// Buttons in a row, flat and with an icon each. Where their texts do not fit, only the icons are left; the
// tool tip then says the text, and a screen reader always does.
#pragma once
#include <QList>
#include <QPushButton>
#include <QWidget>

class QHBoxLayout;

namespace slipway {

class BarButton : public QPushButton
{
    Q_OBJECT
public:
    // `icon` is a name for theme::icon().
    BarButton(const char *icon, const QString &text, QWidget *parent);
    void setBrief(bool isBrief);
    [[nodiscard]] bool isBrief() const { return m_isBrief; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    [[nodiscard]] int width(bool isBrief) const; // it would have this width

protected:
    bool event(QEvent *event) override;
    void initStyleOption(QStyleOptionButton *option) const override;

private:
    bool m_isBrief = false;
};

class ActionBar : public QWidget
{
    Q_OBJECT
public:
    explicit ActionBar(QWidget *parent = nullptr);
    [[nodiscard]] BarButton *add(const char *icon, const QString &text);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override; // the width of the icons

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] int widthOf(bool isBrief) const;
    void fit();
    QList<BarButton *> m_buttons;
    QHBoxLayout *m_row;
};

} // namespace slipway

// A part of a screen with a heading.
#pragma once
#include <QFrame>
#include <QLabel>

class QVBoxLayout;

namespace slipway {

class Section : public QFrame
{
    Q_OBJECT
public:
    explicit Section(const QString &heading, QWidget *parent = nullptr);
    // Gives it a surface of its own; see theme::makeCard().
    void setCard();
    // The layout below the heading.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }

private:
    QVBoxLayout *m_body;
};

} // namespace slipway

// A part of a screen with a heading.
#pragma once
#include <QLabel>
#include <QWidget>

class QVBoxLayout;

namespace slipway {

class Section : public QWidget
{
    Q_OBJECT
public:
    explicit Section(const QString &heading, QWidget *parent = nullptr);
    // The layout below the heading.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }

private:
    QVBoxLayout *m_body;
};

} // namespace slipway

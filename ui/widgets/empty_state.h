// What a screen shows while there is nothing to show: what it is for, and what to do first.
#pragma once
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace slipway {

class EmptyState : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const QString &title, const QString &text, QWidget *parent = nullptr);
    // Below the text; the first one is the primary button.
    QPushButton *addAction(const QString &text);
    // Below the buttons, as a link.
    QPushButton *addLink(const QString &text);

private:
    QVBoxLayout *m_actions;
};

} // namespace slipway

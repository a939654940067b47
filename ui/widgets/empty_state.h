// Shown in place of a screen's content while there is none: what the screen is for, and what to do
// first.
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
    // Adds a button below the text; the first one becomes the primary button.
    QPushButton *addAction(const QString &text);
    // Adds a button below the others that looks like a link.
    QPushButton *addLink(const QString &text);

private:
    QVBoxLayout *m_actions;
};

} // namespace slipway

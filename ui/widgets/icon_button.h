// A flat button with an icon alone. Its name is what a screen reader says, and its tool tip.
#pragma once
#include <QToolButton>

namespace slipway {

class IconButton : public QToolButton
{
    Q_OBJECT
public:
    // `icon` is one of theme::icon().
    IconButton(const char *icon, const QString &name, QWidget *parent = nullptr);
};

} // namespace slipway

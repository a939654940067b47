// A flat button that shows only an icon. `name` is its tool tip and what a screen reader says.
#pragma once
#include <QToolButton>

namespace slipway {

class IconButton : public QToolButton
{
    Q_OBJECT
public:
    // `icon` is a name for theme::icon().
    IconButton(const char *icon, const QString &name, QWidget *parent = nullptr);
};

} // namespace slipway

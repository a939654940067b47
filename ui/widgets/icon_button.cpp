#include "ui/widgets/icon_button.h"

#include "ui/theme/icons.h"

namespace slipway {

IconButton::IconButton(const char *icon, const QString &name, QWidget *parent) : QToolButton(parent)
{
    setIcon(theme::icon(icon));
    setIconSize({18, 18});
    setAutoRaise(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(name);
    setToolTip(name);
}

} // namespace slipway

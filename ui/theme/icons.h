// The outline icons of the window. They are drawn in the colour of the text, so they follow light and dark.
#pragma once
#include <QIcon>

namespace slipway::theme {

// The icon of resources/icons/NAME.svg.
[[nodiscard]] QIcon icon(const char *name);

} // namespace slipway::theme

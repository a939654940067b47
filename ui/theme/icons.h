// The outline icons of the window. They are drawn in the colour of the text, and so follow the
// light or dark scheme.
#pragma once
#include <QIcon>

namespace slipway::theme {

// The icon of resources/icons/NAME.svg.
[[nodiscard]] QIcon icon(const char *name);

} // namespace slipway::theme

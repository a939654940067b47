// The colours of the window, by purpose. tests/ui/theme_test.cpp computes the contrast of all pairs
// that are drawn on one another: at least 4.5:1 for text, and 3:1 for what shows where a control is
// and what state it is in.
#pragma once
#include <QColor>

class QPalette;
class QWidget;

namespace slipway::theme {

enum class Role {
    Window,    // behind everything
    Surface,   // tables, text and fields
    Alternate, // every other row of a table
    Control,   // buttons, and headers of tables
    Hover,     // what is under the mouse
    Border,    // of fields, buttons and tables
    Line,      // between parts that belong together; purely decorative
    Text,
    Muted,       // secondary text: hints, units, placeholders
    Disabled,    // text of disabled controls
    Accent,      // the primary button, ticks, progress, focus
    AccentHover, // the primary button under the mouse
    OnAccent,    // text on the accent
    Tint,        // selected rows and text
    Track,       // the unfilled part of a bar
    Link,
    Good,
    Warning,
    Bad,
    GoodTint, // behind messages
    WarningTint,
    BadTint,
};

[[nodiscard]] QColor colour(Role role, bool dark);
// As the widget `on` shows it now, in light or dark.
[[nodiscard]] QColor colour(Role role, const QWidget *on);
[[nodiscard]] bool isDark(const QPalette &palette);
[[nodiscard]] QPalette paletteOf(bool dark);
// From 1 (the same) to 21 (black on white), by the formula of WCAG 2.
[[nodiscard]] double contrast(const QColor &one, const QColor &other);

} // namespace slipway::theme

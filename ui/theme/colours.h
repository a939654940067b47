// The colours of the window, by what they are for. Every pair that is drawn on one another has a contrast
// that tests/ui/theme_test.cpp computes: 4.5:1 for text, 3:1 for what shows where a control is and what state
// it has.
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
    Line,      // between parts that belong together; nobody needs to see it to use them
    Text,
    Muted,       // text beside the main one: hints, units, placeholders
    Disabled,    // text of what cannot be used now
    Accent,      // the primary button, ticks, progress, focus
    AccentHover, // the primary button under the mouse
    OnAccent,    // text on the accent
    Tint,        // selected rows and text
    Track,       // the part of a bar that is not filled
    Link,
    Good,
    Warning,
    Bad,
    GoodTint, // behind messages
    WarningTint,
    BadTint,
};

[[nodiscard]] QColor colour(Role role, bool dark);
// As the widget shows it now.
[[nodiscard]] QColor colour(Role role, const QWidget *on);
[[nodiscard]] bool isDark(const QPalette &palette);
[[nodiscard]] QPalette paletteOf(bool dark);
// From 1 (the same) to 21 (black on white), by the formula of WCAG 2.
[[nodiscard]] double contrast(const QColor &one, const QColor &other);

} // namespace slipway::theme

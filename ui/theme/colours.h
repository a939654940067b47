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

// Light or dark, each also with high contrast: black and white, and borders as strong as text.
struct Look
{
    bool isDark = false, isHighContrast = false;
    bool operator==(const Look &) const = default;
};

[[nodiscard]] QColor colour(Role role, Look look);
// As the widget `on` shows it now.
[[nodiscard]] QColor colour(Role role, const QWidget *on);
// What a palette is: one of paletteOf(), or one of a desktop, whose text on the window has the highest
// contrast that there is if it is one of high contrast.
[[nodiscard]] Look lookOf(const QPalette &palette);
[[nodiscard]] QPalette paletteOf(Look look);
// From 1 (the same) to 21 (black on white), by the formula of WCAG 2.
[[nodiscard]] double contrast(const QColor &one, const QColor &other);

} // namespace slipway::theme

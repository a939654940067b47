#include "ui/theme/colours.h"

#include <QPalette>
#include <QWidget>

#include <algorithm>
#include <array>
#include <cmath>

namespace slipway::theme {
namespace {

struct Shades
{
    QRgb light, dark, highLight, highDark; // the last two: high contrast
};

// In the order of Role.
constexpr std::array<Shades, 22> table{{
    {0xfff4f6f8, 0xff181c21, 0xffffffff, 0xff000000}, // Window
    {0xffffffff, 0xff20252b, 0xffffffff, 0xff000000}, // Surface
    {0xfff8fafb, 0xff242a31, 0xffffffff, 0xff000000}, // Alternate
    {0xffffffff, 0xff272d34, 0xffffffff, 0xff000000}, // Control
    {0xffe9eef4, 0xff313942, 0xffe8e8e8, 0xff303030}, // Hover
    {0xff828b95, 0xff7a8590, 0xff000000, 0xffffffff}, // Border
    {0xffdce1e7, 0xff343b44, 0xff000000, 0xffffffff}, // Line
    {0xff1b2128, 0xffe6eaee, 0xff000000, 0xffffffff}, // Text
    {0xff56616c, 0xffa7b0ba, 0xff2b2b2b, 0xffe0e0e0}, // Muted
    {0xff8a939c, 0xff6f7983, 0xff5c5c5c, 0xffa8a8a8}, // Disabled
    {0xff1a5fb4, 0xff78b6f7, 0xff003a8c, 0xffffe14d}, // Accent
    {0xff154c92, 0xff9accff, 0xff001f52, 0xfffff2a8}, // AccentHover
    {0xffffffff, 0xff0d1b2a, 0xffffffff, 0xff000000}, // OnAccent
    {0xffdceafa, 0xff223a54, 0xffcfe2ff, 0xff3a3a00}, // Tint
    {0xffe1e6ec, 0xff39424c, 0xffc8c8c8, 0xff4a4a4a}, // Track
    {0xff1a5fb4, 0xff78b6f7, 0xff003a8c, 0xffffe14d}, // Link
    {0xff14663a, 0xff7fd6a0, 0xff004d1f, 0xff8dffb4}, // Good
    {0xff7a4b00, 0xfff2c46d, 0xff5a3600, 0xffffd77a}, // Warning
    {0xffa3200f, 0xffff9d94, 0xff8a0000, 0xffffb3ab}, // Bad
    {0xffe3f4ea, 0xff1d3528, 0xffffffff, 0xff000000}, // GoodTint
    {0xfffdf1d6, 0xff3a301c, 0xffffffff, 0xff000000}, // WarningTint
    {0xfffde7e4, 0xff402623, 0xffffffff, 0xff000000}, // BadTint
}};

double luminance(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

} // namespace

QColor colour(Role role, Look look)
{
    const Shades &shades = table.at(static_cast<std::size_t>(role));
    return QColor::fromRgb(look.isHighContrast ? (look.isDark ? shades.highDark : shades.highLight)
                                               : (look.isDark ? shades.dark : shades.light));
}

QColor colour(Role role, const QWidget *on)
{
    return colour(role, lookOf(on->palette()));
}

Look lookOf(const QPalette &palette)
{
    const QColor window = palette.color(QPalette::Window);
    constexpr double highest = 20.5; // of 21; ordinary desktops stay below 19
    return {window.lightness() < 128, contrast(window, palette.color(QPalette::WindowText)) >= highest};
}

QPalette paletteOf(Look look)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole where, Role role) {
        palette.setColor(where, colour(role, look));
    };
    set(QPalette::Window, Role::Window);
    set(QPalette::WindowText, Role::Text);
    set(QPalette::Base, Role::Surface);
    set(QPalette::AlternateBase, Role::Alternate);
    set(QPalette::Text, Role::Text);
    set(QPalette::Button, Role::Control);
    set(QPalette::ButtonText, Role::Text);
    set(QPalette::ToolTipBase, Role::Control);
    set(QPalette::ToolTipText, Role::Text);
    set(QPalette::PlaceholderText, Role::Muted);
    set(QPalette::Highlight, Role::Tint);
    set(QPalette::HighlightedText, Role::Text);
    set(QPalette::Link, Role::Link);
    set(QPalette::LinkVisited, Role::Link);
    set(QPalette::Mid, Role::Line);
    for (const auto where : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, where, colour(Role::Disabled, look));
    return palette;
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace slipway::theme

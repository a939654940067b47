#include "ui/theme/colours.h"

#include <QPalette>
#include <QWidget>

#include <algorithm>
#include <array>
#include <cmath>

namespace slipway::theme {
namespace {

struct Pair
{
    QRgb light, dark;
};

// In the order of Role.
constexpr std::array<Pair, 22> table{{
    {0xfff4f6f8, 0xff181c21}, // Window
    {0xffffffff, 0xff20252b}, // Surface
    {0xfff8fafb, 0xff242a31}, // Alternate
    {0xffffffff, 0xff272d34}, // Control
    {0xffe9eef4, 0xff313942}, // Hover
    {0xff828b95, 0xff7a8590}, // Border
    {0xffdce1e7, 0xff343b44}, // Line
    {0xff1b2128, 0xffe6eaee}, // Text
    {0xff56616c, 0xffa7b0ba}, // Muted
    {0xff8a939c, 0xff6f7983}, // Disabled
    {0xff1a5fb4, 0xff78b6f7}, // Accent
    {0xff154c92, 0xff9accff}, // AccentHover
    {0xffffffff, 0xff0d1b2a}, // OnAccent
    {0xffdceafa, 0xff223a54}, // Tint
    {0xffe1e6ec, 0xff39424c}, // Track
    {0xff1a5fb4, 0xff78b6f7}, // Link
    {0xff14663a, 0xff7fd6a0}, // Good
    {0xff7a4b00, 0xfff2c46d}, // Warning
    {0xffa3200f, 0xffff9d94}, // Bad
    {0xffe3f4ea, 0xff1d3528}, // GoodTint
    {0xfffdf1d6, 0xff3a301c}, // WarningTint
    {0xfffde7e4, 0xff402623}, // BadTint
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

QColor colour(Role role, bool dark)
{
    const Pair &pair = table.at(static_cast<std::size_t>(role));
    return QColor::fromRgb(dark ? pair.dark : pair.light);
}

QColor colour(Role role, const QWidget *on)
{
    return colour(role, isDark(on->palette()));
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

QPalette paletteOf(bool dark)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole where, Role role) {
        palette.setColor(where, colour(role, dark));
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
        palette.setColor(QPalette::Disabled, where, colour(Role::Disabled, dark));
    return palette;
}

double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one), b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace slipway::theme

#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>
#include <QWidget>

#include <algorithm>

namespace slipway::theme {
namespace {

bool isDark(const QWidget *on)
{
    return on->palette().color(QPalette::Window).lightness() < 128;
}

// Fusion frames a check box in a shade darker than the window, which nobody sees on a dark one, and sets the
// text of a button that is longer than most right against its frame.
class Style : public QProxyStyle
{
public:
    Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                           const QWidget *widget) const override
    {
        QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        if (type == CT_PushButton)
            size.setWidth(std::max(size.width(), contents.width() + 20));
        return size;
    }
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
        if (!isBox && element != PE_IndicatorRadioButton)
            return;
        QColor frame = option->palette.color(QPalette::Text);
        frame.setAlpha(option->state & State_Enabled ? 150 : 80);
        painter->save();
        painter->setPen(frame);
        painter->setBrush(Qt::NoBrush);
        painter->setRenderHint(QPainter::Antialiasing, !isBox);
        if (isBox)
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        else
            painter->drawEllipse(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5));
        painter->restore();
    }
};

QPalette palette(bool dark)
{
    const auto colour = [dark](const char *light, const char *night) {
        return QColor(QLatin1String(dark ? night : light));
    };
    QPalette palette;
    palette.setColor(QPalette::Window, colour("#f5f6f8", "#1e2227"));
    palette.setColor(QPalette::WindowText, colour("#1d2329", "#e4e8ec"));
    palette.setColor(QPalette::Base, colour("#ffffff", "#262b31"));
    palette.setColor(QPalette::AlternateBase, colour("#f1f4f7", "#2b3138"));
    palette.setColor(QPalette::Text, colour("#1d2329", "#e4e8ec"));
    palette.setColor(QPalette::Button, colour("#e9ecf0", "#323940"));
    palette.setColor(QPalette::ButtonText, colour("#1d2329", "#e4e8ec"));
    palette.setColor(QPalette::ToolTipBase, colour("#ffffff", "#323940"));
    palette.setColor(QPalette::ToolTipText, colour("#1d2329", "#e4e8ec"));
    palette.setColor(QPalette::PlaceholderText, colour("#6a7580", "#97a1ab"));
    palette.setColor(QPalette::Highlight, colour("#1c5d99", "#2f7fc4"));
    palette.setColor(QPalette::HighlightedText, QColor(Qt::white));
    palette.setColor(QPalette::Link, colour("#1c5d99", "#7cbcf5"));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colour("#8a939c", "#78828c"));
    return palette;
}

} // namespace

void apply(QApplication &application, Scheme scheme)
{
    application.setStyle(new Style);
    const bool systemDark = application.palette().color(QPalette::Window).lightness() < 128;
    application.setPalette(palette(scheme == Scheme::Dark || (scheme == Scheme::System && systemDark)));
}

QColor text(Tone tone, const QWidget *on)
{
    const bool dark = isDark(on);
    switch (tone) {
    case Tone::Good:
        return QColor(QLatin1String(dark ? "#7fd6a0" : "#14663a"));
    case Tone::Warning:
        return QColor(QLatin1String(dark ? "#f2c46d" : "#7a4b00"));
    case Tone::Bad:
        return QColor(QLatin1String(dark ? "#ff9d94" : "#a3200f"));
    case Tone::Neutral:
        break;
    }
    return on->palette().color(QPalette::WindowText);
}

QColor background(Tone tone, const QWidget *on)
{
    const bool dark = isDark(on);
    switch (tone) {
    case Tone::Good:
        return QColor(QLatin1String(dark ? "#1f3a2b" : "#e2f4e9"));
    case Tone::Warning:
        return QColor(QLatin1String(dark ? "#3d321c" : "#fdf2d8"));
    case Tone::Bad:
        return QColor(QLatin1String(dark ? "#432624" : "#fde6e3"));
    case Tone::Neutral:
        break;
    }
    return on->palette().color(QPalette::AlternateBase);
}

QString sign(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return QStringLiteral("✔");
    case Tone::Warning:
        return QStringLiteral("⚠");
    case Tone::Bad:
        return QStringLiteral("✘");
    case Tone::Neutral:
        break;
    }
    return QStringLiteral("•");
}

Tone toneOf(Access access)
{
    switch (access) {
    case Access::Granted:
        return Tone::Good;
    case Access::Missing:
    case Access::TokenRefused:
        return Tone::Bad;
    case Access::RateLimited:
    case Access::NotAvailable:
    case Access::NotConclusive:
        return Tone::Warning;
    default:
        return Tone::Neutral;
    }
}

Tone toneOf(StepState state)
{
    return state == StepState::Passed    ? Tone::Good
           : state == StepState::Failed  ? Tone::Bad
           : state == StepState::Warning ? Tone::Warning
                                         : Tone::Neutral;
}

Tone toneOf(Verdict verdict)
{
    return verdict == Verdict::Ready ? Tone::Good : verdict == Verdict::NotReady ? Tone::Bad : Tone::Warning;
}

Tone toneOf(JobState state)
{
    switch (state) {
    case JobState::Complete:
        return Tone::Good;
    case JobState::Failed:
    case JobState::Incomplete:
        return Tone::Bad;
    case JobState::WaitingForToken:
    case JobState::Interrupted:
        return Tone::Warning;
    default:
        return Tone::Neutral;
    }
}

} // namespace slipway::theme

#include "ui/theme/theme.h"

#include "ui/theme/colours.h"
#include "ui/theme/style.h"
#include "ui/theme/system_look.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QFontMetrics>
#include <QHash>
#include <QPushButton>

#include <algorithm>

namespace slipway::theme {
namespace {

constexpr auto primaryProperty = "slipwayPrimary";

// The sign, or the substitute if no font of this computer has the sign: it would be drawn as a blank or a
// box, and only the colour would remain.
QString drawn(char16_t sign, const QString &substitute)
{
    static QHash<QString, bool> known; // for each font and sign; used by the GUI thread alone
    const QFont font = QApplication::font();
    const QString key = font.key() + QChar(sign);
    auto is = known.constFind(key);
    if (is == known.constEnd())
        is = known.insert(key, QFontMetrics(font).inFontUcs4(sign));
    return *is ? QString(QChar(sign)) : substitute;
}

} // namespace

void apply(QApplication &application, Scheme scheme)
{
    // Look at the system's colours before they are changed here.
    static auto *system = new SystemLook(application);
    if (!qobject_cast<Style *>(application.style()))
        application.setStyle(new Style);
    system->follow(scheme);
}

int controlHeight(int lineHeight)
{
    return std::max(30, lineHeight + 12);
}

void makePrimary(QPushButton *button)
{
    button->setProperty(primaryProperty, true);
    button->setAutoDefault(true); // Enter presses it, too
}

bool isPrimary(const QWidget *button)
{
    const auto *push = qobject_cast<const QPushButton *>(button);
    return push && (push->isDefault() || push->property(primaryProperty).toBool());
}

void makeQuiet(QAbstractScrollArea *area)
{
    area->setProperty(quietProperty, true);
    area->viewport()->setAutoFillBackground(false);
}

void makeCard(QFrame *frame)
{
    frame->setProperty(cardProperty, true);
    frame->setFrameShape(QFrame::StyledPanel);
}

QColor text(Tone tone, const QWidget *on)
{
    const Look look = lookOf(on->palette());
    switch (tone) {
    case Tone::Good:
        return colour(Role::Good, look);
    case Tone::Warning:
        return colour(Role::Warning, look);
    case Tone::Bad:
        return colour(Role::Bad, look);
    case Tone::Neutral:
        break;
    }
    return on->palette().color(QPalette::WindowText);
}

QColor background(Tone tone, const QWidget *on)
{
    const Look look = lookOf(on->palette());
    switch (tone) {
    case Tone::Good:
        return colour(Role::GoodTint, look);
    case Tone::Warning:
        return colour(Role::WarningTint, look);
    case Tone::Bad:
        return colour(Role::BadTint, look);
    case Tone::Neutral:
        break;
    }
    return colour(Role::Hover, look);
}

QString sign(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return drawn(u'✔', QStringLiteral("OK"));
    case Tone::Warning:
        return drawn(u'⚠', QStringLiteral("!"));
    case Tone::Bad:
        return drawn(u'✘', QStringLiteral("×"));
    case Tone::Neutral:
        break;
    }
    return drawn(u'•', QStringLiteral("-"));
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

Mark markOf(Access access, bool needed)
{
    const QString word = accessWord(access, needed);
    if (!needed && access == Access::Missing)
        return {Tone::Good, QStringLiteral("– ") + word};
    const Tone tone = needed                           ? toneOf(access)
                      : access == Access::Granted      ? Tone::Warning
                      : access == Access::NotAvailable ? Tone::Neutral
                                                       : toneOf(access);
    return {tone, sign(tone) + QLatin1Char(' ') + word};
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

// What the window looks like: its style, its distances and the colours of its messages. State is always shown
// by sign, word and colour together. The colours stand in colours.h; no screen has its own.
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/exporting/jobs/export_job.h"

#include <QColor>

class QApplication;
class QPushButton;
class QWidget;

namespace slipway::theme {

enum class Scheme { System, Light, Dark };
void apply(QApplication &application, Scheme scheme);

inline constexpr int space = 8;   // between controls
inline constexpr int margin = 12; // around a screen
inline constexpr int gap = 16;    // between groups
inline constexpr int radius = 6;  // of corners
// Of buttons and fields, for a font of this height.
[[nodiscard]] int controlHeight(int lineHeight);
// The one button of a screen that does what the screen is for. In a dialog it is the default button.
void makePrimary(QPushButton *button);
[[nodiscard]] bool isPrimary(const QWidget *button);

enum class Tone { Neutral, Good, Warning, Bad };
[[nodiscard]] QColor text(Tone tone, const QWidget *on);
[[nodiscard]] QColor background(Tone tone, const QWidget *on); // for banners
[[nodiscard]] QString sign(Tone tone);                         // ✔ ⚠ ✘ •

[[nodiscard]] Tone toneOf(Access access);
// How an answer is shown where a consumer needs the endpoint or not: a refusal of what it does not need is as
// it should be, and a grant of it is more than it should have.
struct Mark
{
    Tone tone = Tone::Neutral;
    QString text; // sign and word
};
[[nodiscard]] Mark markOf(Access access, bool needed);
[[nodiscard]] Tone toneOf(StepState state);
[[nodiscard]] Tone toneOf(Verdict verdict);
[[nodiscard]] Tone toneOf(JobState state);

} // namespace slipway::theme

// The look of the window: its style, its spacing and the colours of its messages. A state is always
// shown by a sign, a word and a colour together. All colours are defined in colours.h; no screen
// defines its own.
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/exporting/journal/export_job.h"

#include <QColor>

class QAbstractScrollArea;
class QApplication;
class QFrame;
class QPushButton;
class QWidget;

namespace slipway::theme {

enum class Scheme { System, Light, Dark };
// From now on, the colours are those of the scheme. System follows the desktop, also when it changes while
// the window is open. High contrast is that of the desktop in each scheme: a choice of light or dark does not
// switch it off.
void apply(QApplication &application, Scheme scheme);

inline constexpr int tight = 2;   // between a line and the line that explains it
inline constexpr int space = 8;   // between controls
inline constexpr int margin = 12; // around a screen
inline constexpr int gap = 16;    // between groups
inline constexpr int radius = 6;  // of corners
// The height of buttons and fields, for a font with this line height.
[[nodiscard]] int controlHeight(int lineHeight);
// Marks the one button that does what its screen is for. In a dialog, it becomes the default
// button.
void makePrimary(QPushButton *button);
[[nodiscard]] bool isPrimary(const QWidget *button);

// For a list or text that lies on the surface around it, such as the list of tenants in the sidebar: it has
// no surface of its own, and its frame is only seen while it has the focus.
void makeQuiet(QAbstractScrollArea *area);
// Gives a part of a screen a surface of its own, for what is read rather than entered.
void makeCard(QFrame *frame);

enum class Tone { Neutral, Good, Warning, Bad };
[[nodiscard]] QColor text(Tone tone, const QWidget *on);
[[nodiscard]] QColor background(Tone tone, const QWidget *on); // for banners
[[nodiscard]] QString sign(Tone tone);                         // ✔ ⚠ ✘ •

[[nodiscard]] Tone toneOf(Access access);
// How the answer of an endpoint is shown, depending on whether the consumer needs the endpoint. If
// it does not, a refusal is as it should be, and a grant is more than it should have.
struct Mark
{
    Tone tone = Tone::Neutral;
    QString text; // a sign and a word
};
[[nodiscard]] Mark markOf(Access access, bool needed);
[[nodiscard]] Tone toneOf(StepState state);
[[nodiscard]] Tone toneOf(Verdict verdict);
[[nodiscard]] Tone toneOf(JobState state);

} // namespace slipway::theme

// The only place that knows colours. State is always shown by sign, word and colour together.
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/exporting/jobs/export_job.h"

#include <QColor>

class QApplication;
class QWidget;

namespace slipway::theme {

enum class Scheme { System, Light, Dark };
void apply(QApplication &application, Scheme scheme);

enum class Tone { Neutral, Good, Warning, Bad };
[[nodiscard]] QColor text(Tone tone, const QWidget *on);       // at least 4.5:1 on the window's background
[[nodiscard]] QColor background(Tone tone, const QWidget *on); // for banners
[[nodiscard]] QString sign(Tone tone);                         // ✔ ⚠ ✘ •

[[nodiscard]] Tone toneOf(Access access);
[[nodiscard]] Tone toneOf(StepState state);
[[nodiscard]] Tone toneOf(Verdict verdict);
[[nodiscard]] Tone toneOf(JobState state);

} // namespace slipway::theme

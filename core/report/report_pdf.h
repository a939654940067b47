// The onboarding report as PDF: A4 or Letter, with table headers repeated on each page, and page
// numbers.
//
// Needs a QGuiApplication for the fonts (the platform "offscreen" will do); any thread.
#pragma once
#include "core/report/onboarding_report.h"

namespace slipway {

enum class Paper { A4, Letter };
[[nodiscard]] QByteArray reportPdf(const OnboardingReport &report, Paper paper);

} // namespace slipway

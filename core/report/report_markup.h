// The onboarding report as HTML: one file without any script, picture or remote resource. Everything that
// comes from outside (names, answers, events) is text, never markup.
#pragma once
#include "core/report/onboarding_report.h"

#include <QSet>

namespace slipway {

enum class Medium {
    Browser, // a whole page with its style sheet, for screen and print
    Pages    // the subset that QTextDocument lays out, for the PDF
};
// Headings and rows of tables (not their heads) are numbered from 0 in order. Before those of `breaks` a page
// ends; a table goes on with its head again.
[[nodiscard]] QString reportHtml(const OnboardingReport &report, Medium medium, const QSet<int> &breaks = {});

} // namespace slipway

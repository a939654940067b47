// The onboarding report as HTML: one file without scripts, pictures or remote resources. Everything
// that comes from outside (names, answers, events) is text, never markup.
#pragma once
#include "core/report/onboarding_report.h"

#include <QSet>

namespace slipway {

enum class Medium {
    Browser, // a whole page with its style sheet, for screen and print
    Pages    // the subset that QTextDocument lays out, for the PDF
};
// Headings and table rows (except the tables' headers) are numbered in order from 0. There is a
// page break before each one in `breaks`; a table that is split repeats its header.
[[nodiscard]] QString reportHtml(const OnboardingReport &report, Medium medium, const QSet<int> &breaks = {});

} // namespace slipway

// Writes an onboarding report to a file, in the format given by the file name's ending.
#pragma once
#include "core/report/report_pdf.h"

namespace slipway {

enum class ReportFormat { Pdf, Html, Json };
// From "pdf", "html" or "json", or from a file name with that ending. BadInput lists the three.
[[nodiscard]] Result<ReportFormat> reportFormat(const QString &word);
[[nodiscard]] Result<ReportFormat> reportFormatOfFile(const QString &path);

// The bytes of the whole file. Internal if it would contain a secret that this process knows.
[[nodiscard]] Result<QByteArray> reportBytes(const OnboardingReport &report, ReportFormat format,
                                             Paper paper);
// Replaces the file atomically when everything is written; only the owner may read it.
[[nodiscard]] Result<void> saveReport(const OnboardingReport &report, const QString &path, Paper paper);

} // namespace slipway

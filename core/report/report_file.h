// Writes an onboarding report to a file, in the format that the name's ending says.
#pragma once
#include "core/report/report_pdf.h"

namespace slipway {

enum class ReportFormat { Pdf, Html, Json };
// From "pdf", "html" or "json", or from a file name that ends so. BadInput names the three.
[[nodiscard]] Result<ReportFormat> reportFormat(const QString &word);
[[nodiscard]] Result<ReportFormat> reportFormatOfFile(const QString &path);

// The whole file's bytes. Internal when a secret that this process knows would be in it: it is not made then.
[[nodiscard]] Result<QByteArray> reportBytes(const OnboardingReport &report, ReportFormat format,
                                             Paper paper);
// Replaces the file at once when all is written; only the owner may read it.
[[nodiscard]] Result<void> saveReport(const OnboardingReport &report, const QString &path, Paper paper);

} // namespace slipway

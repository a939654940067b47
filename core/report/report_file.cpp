#include "core/report/report_file.h"

#include "core/base/forward_error.h"
#include "core/base/printable.h"
#include "core/base/secret_scan.h"
#include "core/io/whole_file.h"
#include "core/report/report_markup.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Report)
};

} // namespace

Result<ReportFormat> reportFormat(const QString &word)
{
    const QString lower = word.trimmed().toLower();
    if (lower == QLatin1String("pdf"))
        return ReportFormat::Pdf;
    if (lower == QLatin1String("html") || lower == QLatin1String("htm"))
        return ReportFormat::Html;
    if (lower == QLatin1String("json"))
        return ReportFormat::Json;
    return failure(ErrorKind::BadInput, Texts::tr("\"%1\" is not a report format.").arg(word),
                   Texts::tr("The formats are pdf, html and json."));
}

Result<ReportFormat> reportFormatOfFile(const QString &path)
{
    return reportFormat(QFileInfo(path).suffix());
}

Result<QByteArray> reportBytes(const OnboardingReport &report, ReportFormat format, Paper paper)
{
    const QByteArray json =
        printableJson(QString::fromUtf8(QJsonDocument(report.asJson()).toJson())).toUtf8();
    const QString html = reportHtml(report, format == ReportFormat::Pdf ? Medium::Pages : Medium::Browser);
    // The text in a PDF is compressed, so its source is searched instead.
    if (findSecret(json) || findSecret(html.toUtf8()))
        return failure(
            ErrorKind::Internal, Texts::tr("The report was not written: a secret would have been in it."),
            Texts::tr("Please report this; the details contain no secret."), QStringLiteral("secret scan"));
    switch (format) {
    case ReportFormat::Pdf:
        return reportPdf(report, paper);
    case ReportFormat::Html:
        return html.toUtf8();
    case ReportFormat::Json:
        return json;
    }
    return json;
}

Result<void> saveReport(const OnboardingReport &report, const QString &path, Paper paper)
{
    ASSIGN_OR_RETURN(const ReportFormat format, reportFormatOfFile(path));
    ASSIGN_OR_RETURN(const QByteArray bytes, reportBytes(report, format, paper));
    if (const auto written = writeWholeFile(path, bytes, ReadableBy::OwnerOnly); !written)
        return failure(ErrorKind::Storage, Texts::tr("The report cannot be written to %1.").arg(path),
                       Texts::tr("Check the folder and the free space, or choose another place."),
                       written.error());
    return {};
}

} // namespace slipway

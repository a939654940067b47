// The onboarding report: what a tenant's connection and token can do, as a document to hand over.
//
// Plain values. It contains no secrets, and user names are redacted as requested (SampleRedaction).
// It becomes JSON here, HTML in report_markup.h, PDF in report_pdf.h and a file in report_file.h.
#pragma once
#include "core/diagnosis/check_result.h"
#include "core/diagnosis/fix.h"
#include "core/events/insight/conformance.h"
#include "core/report/sample_redaction.h"

#include <QDate>
#include <QList>

namespace slipway {

// A few events of one endpoint and how they conform to what the SIEM expects.
struct ReportSample
{
    Endpoint endpoint;
    qint64 events = 0;          // examined
    QString note;               // where the events come from, or why there are none
    std::optional<Error> error; // why there is no sample
    ConformanceReport conformance;
    QStringList fields;      // shown
    QList<QStringList> rows; // redacted values in the order of `fields`, one list for each event shown
};

struct OnboardingReport
{
    QDateTime madeAt;   // UTC
    QString tenantName; // for people
    QDate tokenExpires; // as entered; the date given by the tenant is in `check`
    CheckResult check;
    Fix fix; // with an empty title: nothing to do
    QList<ReportSample> samples;
    QString redaction; // what was done to the samples
    qint64 requests = 0, foreignIndexes = 0;
    QList<std::pair<QString, QString>> versions; // name → version

    [[nodiscard]] ApiVersion api() const; // that the check used
    // The day on which the token expires: as given by the tenant, else as entered; invalid if
    // unknown.
    [[nodiscard]] QDate tokenEnds() const;
    [[nodiscard]] QJsonObject asJson() const; // "slipway_report": 1
};

// "2026-11-25 09:30 UTC"
[[nodiscard]] QString reportTime(const QDateTime &time);
// Slipway, Qt, TLS library and system.
[[nodiscard]] QList<std::pair<QString, QString>> reportVersions();
// "conforms, with notes": for people.
[[nodiscard]] QString conformanceWord(Conformance verdict);

} // namespace slipway

// The onboarding report: what a tenant's connection and token can do, as a paper to hand over.
//
// Plain values. Nothing in it is a secret, and user names are as the request says (SampleRedaction). It
// becomes JSON here, HTML in report_markup.h, PDF in report_pdf.h and a file in report_file.h.
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
    qint64 events = 0;          // looked at
    QString note;               // where they come from, or why there are none
    std::optional<Error> error; // why there is no sample
    ConformanceReport conformance;
    QStringList fields;      // shown
    QList<QStringList> rows; // redacted values in the order of `fields`, one list for each event shown
};

struct OnboardingReport
{
    QDateTime madeAt;   // UTC
    QString tenantName; // for people
    QDate tokenExpires; // as entered; what the tenant says is in the check
    CheckResult check;
    Fix fix; // empty title: nothing to do
    QList<ReportSample> samples;
    QString redaction; // what was done to the samples
    qint64 requests = 0, foreignIndexes = 0;
    QList<std::pair<QString, QString>> versions; // name → version

    [[nodiscard]] ApiVersion api() const; // that the check asked
    // The day the token ends: the tenant's word before what was entered; invalid when unknown.
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

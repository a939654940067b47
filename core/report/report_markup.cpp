#include "core/report/report_markup.h"

#include "core/base/plural_form.h"
#include "core/base/resource_file.h"
#include "core/events/documents/event_columns.h"
#include "core/language/language.h"
#include "core/netskope/api.h"
#include "core/report/report_parts.h"

#include <QCoreApplication>

#include <algorithm>

namespace slipway {
namespace {

using namespace markup;

constexpr qsizetype mostNames = 40; // of fields with the same finding
constexpr qsizetype eventsAbreast = 3;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Report)
};

struct Tone
{
    const char *sign, *style;
};
constexpr Tone good{"✔", "good"}, warning{"⚠", "warn"}, bad{"✘", "bad"}, neutral{"•", "none"};

Tone toneOf(StepState state)
{
    return state == StepState::Passed    ? good
           : state == StepState::Warning ? warning
           : state == StepState::Failed  ? bad
                                         : neutral;
}

Tone toneOf(const AccessRow &row)
{
    switch (row.access) {
    case Access::Granted:
        return row.isExcess() ? warning : good;
    case Access::Missing:
        return row.needed ? bad : good;
    case Access::TokenRefused:
        return bad;
    case Access::Waiting:
    case Access::Probing:
        return neutral;
    default:
        return warning;
    }
}

Tone toneOf(Conformance verdict)
{
    return verdict == Conformance::Conforms         ? good
           : verdict == Conformance::WithNotes      ? warning
           : verdict == Conformance::DoesNotConform ? bad
                                                    : neutral;
}

Tone toneOf(Verdict verdict)
{
    return verdict == Verdict::Ready ? good : verdict == Verdict::NotReady ? bad : warning;
}

QString signedWord(Tone tone, const QString &word)
{
    return QStringLiteral("<span class=\"%1\">%2&nbsp;%3</span>")
        .arg(QLatin1String(tone.style), QString::fromUtf8(tone.sign), esc(word));
}

QString stepWord(StepState state)
{
    switch (state) {
    case StepState::Passed:
        return Texts::tr("passed");
    case StepState::Warning:
        return Texts::tr("warning");
    case StepState::Failed:
        return Texts::tr("failed");
    case StepState::Skipped:
        return Texts::tr("skipped");
    default:
        return Texts::tr("not tested");
    }
}

QString ms(qint64 milliseconds)
{
    return milliseconds >= 0 ? Texts::tr("%1 ms").arg(milliseconds) : QStringLiteral("–");
}

QString factsTable(Flow &flow, const OnboardingReport &report)
{
    const CheckResult &check = report.check;
    QString token = check.token ? check.token->name : QString();
    if (const QDate ends = report.tokenEnds(); ends.isValid()) {
        const qint64 days = report.madeAt.date().daysTo(ends);
        token += (token.isEmpty() ? QString() : QStringLiteral(", ")) +
                 (days < 0 ? Texts::tr("expired on %1") : Texts::tr("expires on %1"))
                     .arg(ends.toString(Qt::ISODate)) +
                 (days < 0 ? QString() : Texts::tr(" (%n day(s) left)", nullptr, static_cast<int>(days)));
    }
    Table table(flow, {24, 76}, {Texts::tr("What"), Texts::tr("Value")});
    const auto row = [&](const QString &name, const QString &value) {
        if (!value.isEmpty())
            table.row({esc(name), esc(value)});
    };
    row(Texts::tr("Tenant"), report.tenantName);
    row(Texts::tr("Address"), check.address.toString(QUrl::RemoveUserInfo));
    row(Texts::tr("API"), Api::of(report.api()).title());
    row(Texts::tr("Profile"),
        check.profile.title +
            (check.profile.source.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(check.profile.source)));
    row(Texts::tr("Token"), token.isEmpty() ? Texts::tr("its name and expiry date are not known") : token);
    row(Texts::tr("Checked"), reportTime(check.at));
    row(Texts::tr("Report made"), reportTime(report.madeAt));
    row(Texts::tr("Other consumers"),
        Texts::tr("Read positions touched: %1").arg(report.foreignIndexes + check.foreignIndexes));
    return table.html();
}

QString fixSection(Flow &flow, const Fix &fix)
{
    if (fix.title.isEmpty())
        return {};
    QString html = heading(flow, 2, Texts::tr("What to do")) + paragraph(fix.title, "strong");
    html +=
        paragraph(fix.certain) + paragraph(fix.likely) + paragraph(fix.tellApart) + paragraph(fix.nextStep);
    if (!fix.paths.isEmpty())
        html += paragraph(Texts::tr("Paths:")) + listOf(fix.paths, "ul");
    if (!fix.serviceAccount.isEmpty())
        html += heading(flow, 3, Texts::tr("Service account (RBAC v3)")) + listOf(fix.serviceAccount, "ol");
    if (!fix.legacyToken.isEmpty())
        html += heading(flow, 3, Texts::tr("Token created under Settings > Tools")) +
                listOf(fix.legacyToken, "ol");
    if (!fix.message.isEmpty())
        html += heading(flow, 3, Texts::tr("Message to the Netskope administrator")) +
                paragraph(fix.message, "message");
    return html;
}

QString connectionSection(Flow &flow, const CheckResult &check)
{
    QString html = heading(flow, 2, Texts::tr("Connection"));
    Table steps(flow, {14, 14, 12, 60},
                {Texts::tr("Step"), Texts::tr("Result"), Texts::tr("Time"), Texts::tr("Evidence")});
    for (const ConnectionStep &step : check.steps) {
        const QString evidence =
            step.error ? step.error->message + QLatin1Char('\n') + step.error->nextStep : step.evidence;
        QStringList facts = step.facts;
        facts.removeAll(step.evidence);
        steps.row({esc(step.title), signedWord(toneOf(step.state), stepWord(step.state)),
                   ms(step.milliseconds), esc(evidence.trimmed()) + small(facts.join(QLatin1Char('\n')))});
    }
    return html + steps.html();
}

QString permissionSection(Flow &flow, const CheckResult &check)
{
    QString html = heading(flow, 2, Texts::tr("Permissions"));
    Table rows(flow, {37, 11, 16, 8, 28},
               {Texts::tr("Endpoint"), Texts::tr("Needed"), Texts::tr("Result"), Texts::tr("HTTP"),
                Texts::tr("What it means")});
    for (const AccessRow &row : check.rows)
        rows.row({esc(row.endpoint.title) + small(row.endpoint.path, "path"),
                  row.needed ? esc(Texts::tr("yes")) : esc(Texts::tr("no")),
                  signedWord(toneOf(row), accessWord(row.access, row.needed)),
                  row.httpStatus > 0 ? QString::number(row.httpStatus) : QStringLiteral("–"),
                  esc(row.explanation)});
    html += rows.html();
    for (const QString &note : check.notes)
        html += paragraph(note);
    if (check.excess.isEmpty())
        return html;
    html += heading(flow, 3, Texts::tr("More than needed"));
    Table excess(flow, {45, 10, 45}, {Texts::tr("Path"), Texts::tr("Right"), Texts::tr("Risk")});
    for (const ExcessRight &right : check.excess)
        excess.row({esc(right.title) + small(right.path, "path"),
                    right.write ? esc(Texts::tr("write")) : esc(Texts::tr("read")), esc(right.risk)});
    return html + excess.html();
}

// Fields with the same finding share a row.
QString findingsOf(Flow &flow, const ReportSample &sample)
{
    struct Group
    {
        Conformance weight;
        QString meaning;
        QStringList fields;
        qint64 events = 0;
    };
    QList<Group> groups;
    for (const ConformanceFinding &finding : sample.conformance.findings) {
        if (finding.weight == Conformance::Conforms)
            continue;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group &each) {
            return each.weight == finding.weight && each.meaning == finding.meaning;
        });
        if (group == groups.end())
            group = groups.insert(groups.end(), {finding.weight, finding.meaning, {}, 0});
        group->fields << finding.field;
        group->events = std::max(group->events, finding.events);
    }
    if (groups.isEmpty())
        return {};
    QString html = heading(flow, 3, sample.endpoint.title);
    Table table(flow, {14, 46, 40}, {Texts::tr("Events"), Texts::tr("Fields"), Texts::tr("What it means")});
    for (const Group &group : std::as_const(groups)) {
        QString names = QStringList(group.fields.mid(0, mostNames)).join(QStringLiteral(", "));
        if (group.fields.size() > mostNames)
            names += Texts::tr(" and %n more", nullptr, pluralForm(group.fields.size() - mostNames));
        table.row({signedWord(toneOf(group.weight), QString::number(group.events)), esc(names),
                   esc(group.meaning)});
    }
    return html + table.html();
}

QString conformanceSection(Flow &flow, const OnboardingReport &report)
{
    if (report.samples.isEmpty())
        return {};
    QString html = heading(flow, 2, Texts::tr("Do the events look the way the SIEM expects?"));
    Table samples(flow, {22, 12, 24, 42},
                  {Texts::tr("Events"), Texts::tr("Looked at"), Texts::tr("Verdict"), Texts::tr("In short")});
    for (const ReportSample &sample : report.samples)
        samples.row({esc(sample.endpoint.title), QString::number(sample.events),
                     sample.error ? signedWord(warning, Texts::tr("not read"))
                                  : signedWord(toneOf(sample.conformance.verdict),
                                               conformanceWord(sample.conformance.verdict)),
                     esc(sample.error         ? sample.error->message
                         : sample.events == 0 ? sample.note
                                              : sample.conformance.summary)});
    html += samples.html();
    for (const ReportSample &sample : report.samples)
        html += findingsOf(flow, sample);
    return html;
}

QString sampleSection(Flow &flow, const OnboardingReport &report)
{
    const ColumnCatalogue &columns = ColumnCatalogue::builtIn();
    const bool any =
        std::any_of(report.samples.begin(), report.samples.end(), [](const ReportSample &sample) {
            return !sample.rows.isEmpty() && !sample.fields.isEmpty();
        });
    if (!any)
        return {};
    QString html = heading(flow, 2, Texts::tr("Sample events")) + paragraph(report.redaction);
    for (const ReportSample &sample : report.samples) {
        if (sample.rows.isEmpty() || sample.fields.isEmpty())
            continue;
        html += heading(flow, 3, sample.endpoint.title) + paragraph(sample.note);
        const qsizetype count = std::min(sample.rows.size(), eventsAbreast);
        const int width = static_cast<int>(78 / count);
        QList<int> widths{22};
        QStringList titles{Texts::tr("Field")};
        for (qsizetype event = 0; event < count; ++event) {
            widths << width;
            titles << Texts::tr("Event %1").arg(event + 1);
        }
        Table table(flow, widths, titles);
        for (qsizetype field = 0; field < sample.fields.size(); ++field) {
            QStringList cells{esc(sample.fields[field])};
            for (qsizetype event = 0; event < count; ++event)
                cells << esc(columns.shown(sample.fields[field], sample.rows[event][field], true));
            table.row(cells);
        }
        html += table.html();
    }
    return html;
}

QString closingSection(Flow &flow, const OnboardingReport &report)
{
    QStringList versions;
    for (const auto &[name, version] : report.versions)
        versions << name + QLatin1Char(' ') + version;
    QString html =
        heading(flow, 2, Texts::tr("About this report")) +
        paragraph(
            Texts::tr("It shows what was found at the times given above; permissions and tokens may have "
                      "changed since. It contains no token or other secret. ") +
            (Api::of(report.api()).hasCursors()
                 ? Texts::tr("Slipway only read, with its own indexes (slipway-…), "
                             "so no other consumer lost an event.")
                 : Texts::tr("Slipway only read."))) +
        paragraph(versions.join(QStringLiteral(" · ")), "small");
    Table signature(flow, {34, 33, 33}, {Texts::tr("Checked by"), Texts::tr("Date"), Texts::tr("Signature")});
    signature.row({QStringLiteral("&nbsp;<br>&nbsp;"), QStringLiteral("&nbsp;"), QStringLiteral("&nbsp;")});
    return html + signature.html();
}

QString styleSheet(const char *name)
{
    return QString::fromUtf8(resourceFile(name));
}

} // namespace

QString reportHtml(const OnboardingReport &report, Medium medium, const QSet<int> &breaks)
{
    const CheckResult &check = report.check;
    const Tone tone = toneOf(check.verdict);
    const QString title = Texts::tr("Onboarding report: %1").arg(report.tenantName);
    QString html =
        QStringLiteral("<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\"><title>%2</title>\n")
            .arg(languageInUse(), esc(title));
    if (medium == Medium::Browser)
        html += QStringLiteral("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                               "style-src 'unsafe-inline'\">\n"
                               "<meta name=\"viewport\" content=\"width=device-width\">\n");
    html += QStringLiteral("<style>\n") + styleSheet("report.css") +
            styleSheet(medium == Medium::Browser ? "report_browser.css" : "report_pages.css") +
            QStringLiteral("</style></head>\n<body>\n");
    html += QStringLiteral("<h1>%1</h1>\n").arg(esc(title));
    html += QStringLiteral("<p class=\"verdict %1\">%2 %3</p>\n")
                .arg(QLatin1String(tone.style), QString::fromUtf8(tone.sign), esc(check.summary));
    html += paragraph(check.excessSummary());
    Flow flow(breaks); // one after another: numbers follow the order on the page
    html += factsTable(flow, report);
    html += fixSection(flow, report.fix);
    html += permissionSection(flow, check);
    html += connectionSection(flow, check);
    html += conformanceSection(flow, report);
    html += sampleSection(flow, report);
    html += closingSection(flow, report);
    return html + QStringLiteral("</body></html>\n");
}

} // namespace slipway

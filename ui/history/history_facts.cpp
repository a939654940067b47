#include "ui/history/history_facts.h"

#include "core/diagnosis/fix.h"
#include "ui/history/job_row.h"
#include "ui/widgets/shown_time.h"

#include <QCoreApplication>
#include <QLocale>

namespace slipway {
namespace {

using Fact = FactSheet::Fact;
using Group = FactSheet::Group;
using theme::Tone;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(HistoryFacts)
};

QString marked(Tone tone, const QString &text)
{
    return theme::sign(tone) + QLatin1Char(' ') + text;
}

QString zoned(const QDateTime &time)
{
    return time.isValid() ? withZone(shownTime(time)) : QString();
}

QString lines(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(QLatin1Char('\n'));
}

QString lines(const std::optional<Error> &error)
{
    return error ? lines(QStringList{error->message, error->nextStep}) : QString();
}

Tone toneOf(Change change)
{
    return change == Change::Worse ? Tone::Bad : change == Change::Better ? Tone::Good : Tone::Neutral;
}

Group changesOf(const CheckComparison &changes)
{
    Group group{Texts::tr("Since the check before"), {{{}, changes.headline}}};
    for (const auto &finding : changes.findings) {
        const Tone tone = toneOf(finding.change);
        group.facts << Fact{{}, marked(tone, finding.sentence), tone};
    }
    return group;
}

Group connectionOf(const CheckResult &result)
{
    Group group{Texts::tr("Connection"), {}};
    for (const ConnectionStep &step : result.steps) {
        const Tone tone = theme::toneOf(step.state);
        QStringList facts{theme::sign(tone), step.evidence};
        if (step.milliseconds >= 0)
            facts << Texts::tr("(%1 ms)").arg(step.milliseconds);
        facts.removeAll(QString());
        group.facts << Fact{step.title, lines({facts.join(QLatin1Char(' ')), lines(step.error)}), tone};
    }
    return group;
}

Group permissionsOf(const CheckResult &result, bool needed)
{
    Group group{needed ? Texts::tr("Needed by %1").arg(result.profile.title) : Texts::tr("Not needed"), {}};
    for (const AccessRow &row : result.rows) {
        if (row.needed != needed)
            continue;
        const theme::Mark mark = theme::markOf(row.access, row.needed);
        const QString status =
            row.httpStatus > 0 ? Texts::tr("%1 (HTTP %2)").arg(mark.text).arg(row.httpStatus) : mark.text;
        const bool isExplained = needed && row.access != Access::Granted;
        group.facts << Fact{row.endpoint.title,
                            isExplained ? lines({status, row.explanation, row.nextStep}) : status, mark.tone};
    }
    return group;
}

// A window of time in which events may be missing.
QString gapText(const TimeWindow &gap)
{
    return withZone(gap.to > 0 ? QStringLiteral("%1 – %2").arg(shownTime(gap.from), shownTime(gap.to))
                               : shownTime(gap.from));
}

Group endpointOf(const EndpointProgress &progress, const ExportRequest &request)
{
    const QLocale locale;
    Group group{job_row::titleOf(progress.endpointId), {}};
    if (progress.error)
        group.facts << Fact{Texts::tr("Problem"), marked(Tone::Bad, lines(progress.error)), Tone::Bad};
    group.facts << Fact{Texts::tr("Events"), locale.toString(progress.events)};
    if (progress.earliest > 0)
        group.facts << Fact{Texts::tr("First event"), withZone(shownTime(progress.earliest))};
    if (progress.hwm > 0)
        group.facts << Fact{Texts::tr("Covered until"),
                            withZone(shownTime(progress.coveredUntil(request.from, request.to)))};
    const std::pair<QString, qint64> counts[] = {
        {Texts::tr("Outside the range, left out"), progress.outOfRange},
        {Texts::tr("Sent twice, left out"), progress.duplicates},
        {Texts::tr("Late, left out"), progress.late},
        {Texts::tr("Late, kept"), progress.lateKept},
        {Texts::tr("Without a readable time"), progress.undated},
        {Texts::tr("With the id of another event"), progress.sameId},
        {Texts::tr("Not strict JSON, kept as sent"), progress.odd},
    };
    for (const auto &[label, count] : counts) {
        if (count > 0)
            group.facts << Fact{label, locale.toString(count)};
    }
    for (const TimeWindow &gap : progress.gaps)
        group.facts << Fact{Texts::tr("Events may be missing"), marked(Tone::Warning, gapText(gap)),
                            Tone::Warning};
    group.facts << Fact{Texts::tr("Files"),
                        Texts::tr("%1 (%2)").arg(locale.toString(progress.parts),
                                                 locale.formattedDataSize(progress.fileBytes))};
    if (!progress.done)
        group.facts << Fact{Texts::tr("State"), progress.note};
    return group;
}

} // namespace

QList<Group> factsOf(const CheckRecord &record, const CheckResult &result,
                     const std::optional<CheckComparison> &changes)
{
    const Tone tone = theme::toneOf(record.verdict);
    Group check{Texts::tr("Check for %1").arg(record.profileTitle), {}};
    check.facts
        << Fact{Texts::tr("Result"),
                marked(tone,
                       (record.summary + QLatin1Char(' ') + excessSummary(record.excess.size())).trimmed()),
                tone}
        << Fact{Texts::tr("What to do"), fixFor(result).nextStep} << Fact{Texts::tr("Time"), zoned(record.at)}
        << Fact{Texts::tr("Address"), record.address, Tone::Neutral, true}
        << Fact{Texts::tr("Token"), record.tokenName}
        << Fact{Texts::tr("Token ends"), zoned(record.tokenExpires)};
    QList<Group> groups{check};
    if (changes)
        groups << changesOf(*changes);
    groups << permissionsOf(result, true) << permissionsOf(result, false) << connectionOf(result);
    Group excess{Texts::tr("More than needed"), {}};
    for (const ExcessRight &right : result.excess)
        excess.facts << Fact{right.title, lines({right.path, right.risk})};
    Group notes{Texts::tr("Notes"), {}};
    for (const QString &note : result.notes)
        notes.facts << Fact{{}, note};
    groups << excess << notes;
    if (record.language.isEmpty()) // earlier versions stored some of it only as text
        groups << Group{Texts::tr("As it was stored"), {{{}, record.text, Tone::Neutral, true}}};
    return groups;
}

QList<Group> factsOf(const JobSnapshot &job)
{
    const Tone tone = job_row::toneOf(job);
    QString state = marked(tone, jobStateWord(job.state));
    if (job.error)
        state = lines({state, lines(job.error)});
    Group all{Texts::tr("Export %1").arg(job.id),
              {{Texts::tr("State"), state, tone},
               {Texts::tr("Good to know"), job.error ? QString() : job.remark()},
               {Texts::tr("Range"), withZone(QStringLiteral("%1 – %2").arg(shownTime(job.request.from),
                                                                           shownTime(job.request.to)))},
               {Texts::tr("Destination"), job.place(), Tone::Neutral, true},
               {Texts::tr("Events"), QLocale().toString(job.events())},
               {Texts::tr("Started"), zoned(job.created)},
               {Texts::tr("Last change"), zoned(job.changed)},
               {Texts::tr("Continues"), job.request.continues},
               {Texts::tr("Continued by"), job.continuedBy()}}};
    QList<Group> groups{all};
    for (const EndpointProgress &progress : job.endpoints)
        groups << endpointOf(progress, job.request);
    Group manifests{Texts::tr("Manifests"), {}};
    for (const QString &manifest : job.manifests)
        manifests.facts << Fact{{}, manifest, Tone::Neutral, true};
    groups << manifests;
    if (job.error && !job.error->details.isEmpty())
        groups << Group{Texts::tr("Technical details"), {{{}, job.error->details, Tone::Neutral, true}}};
    return groups;
}

} // namespace slipway

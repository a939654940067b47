#include "app/cli/job_run.h"

#include "app/cli/interrupt.h"
#include "app/cli/output.h"
#include "core/base/secret.h"
#include "core/base/time_text.h"
#include "core/exporting/jobs/progress_lines.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QHash>
#include <QLocale>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace slipway::cli {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// How many of an endpoint's events arrived too late for its range; often empty.
QString lateText(const EndpointProgress &progress)
{
    QString text;
    if (progress.late > 0)
        text += Texts::tr(", %1 left out").arg(counted(progress.late, counts::lateEvents));
    if (progress.lateKept > 0)
        text += Texts::tr(", %1 kept").arg(counted(progress.lateKept, counts::lateEvents));
    return text;
}

} // namespace

int exitCodeOf(JobState state)
{
    if (state == JobState::Complete)
        return AllWell;
    return isResumable(state) && state != JobState::Incomplete && state != JobState::Failed ? Interrupted
                                                                                            : Failed;
}

namespace {

// How much of the range the files cover.
QString extentOf(const JobSnapshot &job, const EndpointProgress &progress)
{
    QStringList words;
    words << (progress.earliest > 0 ? Texts::tr("begins at %1").arg(isoUtc(progress.earliest))
                                    : Texts::tr("no event with a time"));
    words << Texts::tr("covered until %1")
                 .arg(isoUtc(progress.completeUntil(job.request.from, job.request.to)));
    if (progress.done)
        words << (progress.endsBefore(job.request.to) ? Texts::tr("did not reach the end of the range")
                                                      : Texts::tr("reached the end of the range"));
    return words.join(QStringLiteral(", "));
}

// What is special about the events that were written.
QString specialOf(const EndpointProgress &progress)
{
    QStringList words;
    if (progress.undated > 0)
        words << Texts::tr("%1 without a readable time").arg(counted(progress.undated, counts::events));
    if (progress.sameId > 0)
        words << Texts::tr("%1 with the id of another").arg(counted(progress.sameId, counts::events));
    if (progress.odd > 0)
        words << Texts::tr("%1 that are not strict JSON, written as they were sent")
                     .arg(counted(progress.odd, counts::events));
    if (progress.escapedBreaks > 0)
        words << Texts::tr("%1 written as escapes").arg(counted(progress.escapedBreaks, counts::lineBreaks));
    return words.join(QStringLiteral(", "));
}

QString unfinishedText(const JobSnapshot &job, const EndpointProgress &progress)
{
    if (progress.done)
        return {};
    return job.state == JobState::Cancelled ? Texts::tr(" (not finished; its files were removed)")
                                            : Texts::tr(" (not finished)");
}

// Cancelling a job removes the files of the endpoints that are not complete.
qint64 eventsThatAreLeft(const JobSnapshot &job)
{
    qint64 sum = 0;
    for (const EndpointProgress &progress : job.endpoints)
        sum += progress.done || job.state != JobState::Cancelled ? progress.events : 0;
    return sum;
}

} // namespace

QString describe(const JobSnapshot &job)
{
    const QLocale locale;
    QStringList lines{QStringLiteral("%1  %2  %3  %4 – %5  %6")
                          .arg(job.id, jobStateWord(job.state), job.request.tenantName,
                               isoUtc(job.request.from), isoUtc(job.request.to),
                               counted(eventsThatAreLeft(job), counts::events))};
    for (const EndpointProgress &progress : job.endpoints) {
        lines << Texts::tr("  %1: %2, %3, %L4 sent outside the range, %5 removed, %6%7")
                     .arg(progress.endpointId, counted(progress.events, counts::events),
                          locale.formattedDataSize(progress.fileBytes))
                     .arg(progress.outOfRange)
                     .arg(counted(progress.duplicates, counts::duplicates),
                          counted(progress.requests, counts::requests),
                          lateText(progress) + unfinishedText(job, progress));
        if (progress.hwm > 0)
            lines << QStringLiteral("    ") + extentOf(job, progress);
        if (const QString special = specialOf(progress); !special.isEmpty())
            lines << QStringLiteral("    ") + special;
        for (const OddPlace &place :
             progress.oddPlaces.first(std::min<qsizetype>(progress.oddPlaces.size(), 5)))
            lines
                << Texts::tr("    page %1, byte %2: %3").arg(place.page).arg(place.offset).arg(place.reason);
    }
    if (!job.request.continues.isEmpty())
        lines << Texts::tr("  Continues job %1").arg(job.request.continues);
    if (const QString by = job.continuedBy(); !by.isEmpty())
        lines << Texts::tr("  Continued by job %1").arg(by);
    if (job.request.bucket)
        lines << Texts::tr("  %1 of %2 uploaded to %3")
                     .arg(locale.formattedDataSize(job.uploadedBytes()),
                          locale.formattedDataSize(job.fileBytes()), job.place());
    for (const QString &manifest : job.manifests)
        lines << QStringLiteral("  ") + manifest;
    if (const QString remark = job.remark(); !remark.isEmpty())
        lines << QStringLiteral("  ") + remark;
    if (!job.error && !job.reason().isEmpty())
        lines << QStringLiteral("  ") + job.reason();
    if (job.error)
        lines << QStringLiteral("  ") +
                     job.error->asText().replace(QLatin1Char('\n'), QStringLiteral("\n  "));
    if (isResumable(job.state))
        lines << (job.request.tenantId.isEmpty()
                      ? Texts::tr("  Resume it with: slipway-cli jobs resume %1 --token-stdin < token")
                      : Texts::tr("  Resume it with: slipway-cli jobs resume %1"))
                     .arg(job.id);
    return lines.join(QLatin1Char('\n'));
}

void printJob(const JobSnapshot &job, bool json)
{
    if (json)
        printJson(job.asJson());
    else
        printLine(describe(job));
}

namespace {

// Jobs that have been told to stop normally do so at once. Only a page of hundreds of MB that is being
// unpacked or written, a disk or a file server that does not answer, keep one busy. Whoever presses Ctrl+C
// does not wait for that: an export can be continued after the end of its process at any moment.
constexpr std::chrono::milliseconds patience{800};

[[noreturn]] void endAtOnce(JobService &service, const QStringList &ids, const QSet<QString> &open, bool json)
{
    for (const QString &id : ids) {
        Result<JobSnapshot> job = service.job(id);
        if (!job)
            continue;
        if (open.contains(id)) // what the next process finds and records
            job->state = JobState::Interrupted;
        printJob(*job, json);
    }
    std::_Exit(finishOutput(Interrupted));
}

} // namespace

int followJobs(JobService &service, const QStringList &ids, bool json)
{
    QSet<QString> open(ids.begin(), ids.end());
    QEventLoop loop;
    QTimer end;
    end.setSingleShot(true);
    QObject::connect(&end, &QTimer::timeout, &loop, [&] {
        if (errorsGoToTerminal() && !json)
            printProgress({});
        endAtOnce(service, ids, open, json);
    });
    const InterruptGuard interrupt(
        [&] {
            if (!end.isActive())
                end.start(patience);
            for (const QString &id : QSet<QString>(open))
                (void)service.pause(id);
        },
        InterruptGuard::IfBlocked::EndAtOnce);
    const bool isTerminal = errorsGoToTerminal(), terminal = isTerminal && !json;
    QElapsedTimer clock;
    clock.start();
    std::map<QString, ProgressLines> lines;
    QHash<QString, JobSnapshot> shown;
    const auto tell = [&](const JobSnapshot &job) {
        if (const auto line = lines[job.id].next(job, std::chrono::milliseconds(clock.elapsed())))
            printMessage(scrubbed(*line));
    };
    QTimer beat;
    QObject::connect(&beat, &QTimer::timeout, &loop, [&] {
        for (const JobSnapshot &job : std::as_const(shown))
            tell(job);
    });
    if (!isTerminal)
        beat.start(1000);
    QObject::connect(&service, &JobService::jobChanged, &loop, [&](const JobSnapshot &job) {
        if (!open.contains(job.id))
            return;
        if (terminal) {
            QString note;
            for (const EndpointProgress &progress : job.endpoints) {
                if (!progress.note.isEmpty())
                    note = QStringLiteral("  %1").arg(progress.note);
            }
            printProgress((progressText(job) + note).left(150));
        } else if (!isTerminal) {
            shown.insert(job.id, job);
            tell(job);
        }
        if (job.state != JobState::Running && job.state != JobState::Queued) {
            open.remove(job.id);
            shown.remove(job.id);
            if (open.isEmpty())
                loop.quit();
        }
    });
    for (const QString &id : ids) {
        const Result<JobSnapshot> job = service.job(id);
        if (!job || (job->state != JobState::Running && job->state != JobState::Queued)) {
            open.remove(id);
        } else if (!isTerminal) {
            shown.insert(id, *job);
            tell(*job);
        }
    }
    if (!open.isEmpty())
        loop.exec();
    end.stop();
    if (terminal)
        printProgress({});
    int code = AllWell;
    for (const QString &id : ids) {
        const Result<JobSnapshot> job = service.job(id);
        if (!job) {
            code = report(job.error(), json);
            continue;
        }
        printJob(*job, json);
        code = std::max(code, exitCodeOf(job->state));
    }
    return code;
}

} // namespace slipway::cli

#include "app/cli/job_run.h"

#include "core/base/time_text.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QLocale>
#include <QSet>

namespace slipway::cli {

int exitCodeOf(JobState state)
{
    if (state == JobState::Complete)
        return AllWell;
    return isResumable(state) && state != JobState::Incomplete && state != JobState::Failed ? Interrupted
                                                                                            : Failed;
}

QString describe(const JobSnapshot &job)
{
    const QLocale locale;
    QStringList lines{QStringLiteral("%1  %2  %3  %4 – %5  %6")
                          .arg(job.id, jobStateWord(job.state), job.request.tenantName,
                               isoUtc(job.request.from), isoUtc(job.request.to),
                               counted(job.events(), "event", "events"))};
    for (const EndpointProgress &stream : job.streams)
        lines << QStringLiteral("  %1: %2, %3, %L4 sent outside the range, %5 removed, %6%7")
                     .arg(stream.endpointId, counted(stream.events, "event", "events"),
                          locale.formattedDataSize(stream.fileBytes))
                     .arg(stream.outOfRange)
                     .arg(counted(stream.duplicates, "duplicate", "duplicates"),
                          counted(stream.requests, "request", "requests"),
                          stream.done ? QString() : QStringLiteral(" (not finished)"));
    if (job.request.bucket)
        lines << QStringLiteral("  %1 of %2 uploaded to %3")
                     .arg(locale.formattedDataSize(job.uploadedBytes()),
                          locale.formattedDataSize(job.fileBytes()), job.place());
    for (const QString &manifest : job.manifests)
        lines << QStringLiteral("  ") + manifest;
    if (const QString remark = job.remark(); !remark.isEmpty())
        lines << QStringLiteral("  ") + remark;
    if (job.error)
        lines << QStringLiteral("  ") +
                     job.error->asText().replace(QLatin1Char('\n'), QStringLiteral("\n  "));
    if (isResumable(job.state))
        lines << QStringLiteral("  Go on with: slipway-cli jobs resume %1").arg(job.id);
    return lines.join(QLatin1Char('\n'));
}

void printJob(const JobSnapshot &job, bool json)
{
    if (json)
        printJson(job.asJson());
    else
        printLine(describe(job));
}

int followJobs(JobService &service, const QStringList &ids, bool json)
{
    QSet<QString> open(ids.begin(), ids.end());
    QEventLoop loop;
    const bool terminal = errorsGoToTerminal() && !json;
    QObject::connect(&service, &JobService::jobChanged, &loop, [&](const JobSnapshot &job) {
        if (!open.contains(job.id))
            return;
        if (terminal) {
            QString note;
            for (const EndpointProgress &stream : job.streams) {
                if (!stream.note.isEmpty())
                    note = QStringLiteral("  %1").arg(stream.note);
            }
            const QString eta = job.etaSeconds >= 0 ? QStringLiteral("  %1:%2 left")
                                                          .arg(job.etaSeconds / 60)
                                                          .arg(job.etaSeconds % 60, 2, 10, QLatin1Char('0'))
                                                    : QString();
            if (job.request.bucket)
                note.prepend(QStringLiteral("  %1 of %2 uploaded")
                                 .arg(QLocale().formattedDataSize(job.uploadedBytes()),
                                      QLocale().formattedDataSize(job.fileBytes())));
            const QString line = QStringLiteral("%1 %  %L2 events  %L3 ev/s%4%5")
                                     .arg(static_cast<int>(job.fraction * 100))
                                     .arg(job.events())
                                     .arg(job.eventsPerSecond, 0, 'f', 0)
                                     .arg(eta, note);
            printProgress(line.left(150));
        }
        if (job.state != JobState::Running && job.state != JobState::Queued) {
            open.remove(job.id);
            if (open.isEmpty())
                loop.quit();
        }
    });
    for (const QString &id : ids) {
        const Result<JobSnapshot> job = service.job(id);
        if (!job || (job->state != JobState::Running && job->state != JobState::Queued))
            open.remove(id);
    }
    onInterrupt([&] {
        for (const QString &id : QSet<QString>(open))
            (void)service.pause(id);
    });
    if (!open.isEmpty())
        loop.exec();
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

#include "core/exporting/jobs/running_job.h"

#include "core/base/utc.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace slipway {
namespace {

constexpr qint64 rateWindow = 5'000; // milliseconds over which events per second are counted

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobService)
};

QString windowText(const ExportRequest &request, const EndpointProgress &each)
{
    const qint64 from = std::max(each.hwm, request.from);
    const auto text = [](qint64 epoch) { return utcFromSeconds(epoch).toString(Qt::ISODate); };
    QStringList windows;
    for (const TimeWindow &gap : each.gaps)
        windows << Texts::tr("%1 from %2 to %3")
                       .arg(each.endpointId, text(gap.from), text(gap.to > 0 ? gap.to : request.to));
    if (windows.isEmpty() ||
        from < request.to - 1) // an end without a mark beyond it is recorded as one second earlier
        windows << Texts::tr("%1 from %2 to %3").arg(each.endpointId, text(from), text(request.to));
    return windows.join(QStringLiteral("; "));
}

} // namespace

double fractionOf(const JobSnapshot &job)
{
    double sum = 0;
    for (const EndpointProgress &each : job.endpoints) {
        const double span = static_cast<double>(job.request.to - job.request.from);
        const double done = static_cast<double>(each.hwm - job.request.from);
        const double fetched = each.hwm == 0 ? 0 : std::clamp(done / span, 0.0, 1.0);
        double share = fetched;
        if (job.request.bucket) {
            // The upload to the bucket is the other half.
            const double uploaded = static_cast<double>(each.uploadedBytes) /
                                    static_cast<double>(std::max<qint64>(each.fileBytes, 1));
            share = fetched * (1 + std::clamp(uploaded, 0.0, 1.0)) / 2;
        }
        sum += each.done ? 1 : share;
    }
    return job.endpoints.isEmpty() ? 0 : sum / static_cast<double>(job.endpoints.size());
}

bool takeProgress(RunningJob &job, const EndpointProgress &progress)
{
    JobSnapshot &shot = job.snapshot;
    for (EndpointProgress &each : shot.endpoints) {
        if (each.endpointId == progress.endpointId)
            each = progress;
    }
    const qint64 now = job.clock.elapsed();
    job.samples.emplace_back(now, shot.events());
    while (job.samples.size() > 2 && now - job.samples.front().first > rateWindow)
        job.samples.pop_front();
    const auto [since, before] = job.samples.front();
    shot.eventsPerSecond =
        now > since ? static_cast<double>(shot.events() - before) * 1000.0 / static_cast<double>(now - since)
                    : 0;
    shot.fraction = fractionOf(shot);
    const double gained = shot.fraction - job.fractionAtStart;
    shot.etaSeconds =
        gained > 0.001 && now > 1000
            ? static_cast<qint64>(static_cast<double>(now) / 1000 * (1 - shot.fraction) / gained)
            : -1;
    if (now - job.lastEmit < 100 && !progress.done && progress.note.isEmpty())
        return false;
    job.lastEmit = now;
    return true;
}

QStringList explainRefusals(RunningJob &job)
{
    QStringList read, refused;
    for (const EndpointProgress &each : job.snapshot.endpoints) {
        const EndpointOutcome outcome = job.outcomes.value(each.endpointId);
        if (outcome.end == EndpointEnd::Done)
            read << each.endpointId;
        else if (outcome.error && outcome.error->kind == ErrorKind::PermissionMissing)
            refused << each.endpointId;
    }
    if (read.isEmpty())
        return {};
    for (const QString &endpoint : std::as_const(refused))
        job.outcomes[endpoint].error->nextStep =
            Texts::tr(
                "The same token could read %1, so it lacks the permission for this path. Grant it, which "
                "can take up to 30 minutes to take effect, and then resume the job.")
                .arg(read.join(QStringLiteral(", ")));
    return refused;
}

std::pair<JobState, std::optional<Error>> verdict(const RunningJob &job)
{
    const auto first = [&](EndpointEnd end) -> const EndpointOutcome * {
        for (const EndpointProgress &each : job.snapshot.endpoints) {
            if (const auto found = job.outcomes.constFind(each.endpointId);
                found != job.outcomes.constEnd() && found->end == end)
                return &*found;
        }
        return nullptr;
    };
    if (const auto *outcome = first(EndpointEnd::Storage))
        return {JobState::Paused, outcome->error};
    if (const auto *outcome = first(EndpointEnd::TokenRefused))
        return {JobState::WaitingForToken, outcome->error};
    if (first(EndpointEnd::Stopped))
        return {job.reason == StopReason::None ? JobState::Interrupted : JobState::Paused, {}};
    if (const auto *outcome = first(EndpointEnd::Interrupted))
        return {JobState::Interrupted, outcome->error};
    if (const auto *outcome = first(EndpointEnd::Refused)) {
        QStringList windows;
        for (const EndpointProgress &each : job.snapshot.endpoints) {
            if (job.outcomes.value(each.endpointId).end == EndpointEnd::Refused)
                windows << windowText(job.snapshot.request, each);
        }
        Error error = outcome->error.value_or(Error{});
        error.message =
            Texts::tr("Not fetched: %1. %2").arg(windows.join(QStringLiteral("; ")), error.message);
        return {JobState::Incomplete, error};
    }
    return {JobState::Complete, {}};
}

} // namespace slipway

#include "core/exporting/journal/continuing/continuation_request.h"

#include "core/base/forward_error.h"
#include "core/base/time_text.h"
#include "core/exporting/journal/job_journal.h"
#include "core/netskope/api.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ContinuationRequest)
};

constexpr qint64 batch = 3600; // seconds

// Without an order of arrival, what has arrived since cannot be requested.
bool hasNoCursors(const QString &endpointId)
{
    return !Api::ofId(endpointId).hasCursors();
}

} // namespace

Result<void> checkContinuable(const JobSnapshot &job)
{
    if (job.state == JobState::Cancelled)
        return failure(ErrorKind::BadInput,
                       Texts::tr("Job %1 was cancelled, so it has no end to continue from.").arg(job.id),
                       Texts::tr("Start a new export with --from and --to."));
    if (job.state != JobState::Complete)
        return failure(ErrorKind::BadInput,
                       Texts::tr("Job %1 is not complete (%2); only a complete export can be continued.")
                           .arg(job.id, jobStateWord(job.state)),
                       Texts::tr("Finish it first: slipway-cli jobs resume %1").arg(job.id));
    if (std::ranges::any_of(job.request.endpointIds, hasNoCursors))
        return failure(
            ErrorKind::BadInput,
            Texts::tr("Job %1 is an export over API v1, which cannot tell what has arrived since then.")
                .arg(job.id),
            Texts::tr("To get it, export the range again, or use API v2."));
    const auto isContinued = [](const EndpointProgress &progress) { return !progress.continuedBy.isEmpty(); };
    if (!std::ranges::all_of(job.endpoints, isContinued))
        return {};
    const QString by = job.continuedBy();
    return failure(ErrorKind::BadInput, Texts::tr("Job %1 is continued already, by job %2.").arg(job.id, by),
                   Texts::tr("Continue job %1 instead. If it is not finished, resume it.").arg(by));
}

Result<ExportRequest> continuationRequest(const JobSnapshot &job, qint64 to)
{
    RETURN_IF_ERROR(checkContinuable(job));
    ExportRequest request = job.request;
    request.continues = job.id;
    request.from = job.request.to;
    request.to = to;
    request.late = LatePolicy::Keep;
    if (request.to <= request.from)
        return failure(
            ErrorKind::BadInput,
            Texts::tr("Job %1 ends at %2; an export that continues it has to end later, not at %3.")
                .arg(job.id, isoUtc(request.from), isoUtc(to)),
            Texts::tr("Choose a later end."));
    request.endpointIds.clear();
    for (const EndpointProgress &progress : job.endpoints) {
        if (progress.continuedBy.isEmpty())
            request.endpointIds << progress.endpointId;
    }
    // Its files waited for their upload in a folder of their own; the new ones wait in a folder beside that
    // one.
    if (request.bucket)
        request.folder = QFileInfo(request.folder).path();
    return request;
}

Result<void> checkContinues(const ExportRequest &request, const JobSnapshot &job)
{
    if (auto allowed = checkContinuable(job); !allowed)
        return allowed;
    if (request.address != job.request.address)
        return failure(
            ErrorKind::BadInput,
            Texts::tr("Job %1 belongs to %2, not to %3.")
                .arg(job.id, job.request.address.authority(), request.address.authority()),
            Texts::tr("Continue it with the tenant that it was started on, or start a new export."));
    const bool hasItsEnd = request.from == job.request.to && request.late == LatePolicy::Keep;
    const auto isItsOwn = [&](const QString &id) { return job.request.endpointIds.contains(id); };
    if (!hasItsEnd || !std::ranges::all_of(request.endpointIds, isItsOwn))
        return failure(
            ErrorKind::BadInput,
            Texts::tr(
                "An export that continues job %1 begins where that one ends (%2) and has its endpoints.")
                .arg(job.id, isoUtc(job.request.to)));
    return {};
}

Continuation continuationOf(const JobSnapshot &job, const std::optional<Continuation> &former,
                            const EndpointCheckpoint &end, const QList<PageRecord> &pages)
{
    Continuation continuation;
    continuation.job = job.id;
    continuation.origin = former ? former->origin : job.request.from;
    continuation.end = job.request.to;
    ContinuationStart start(continuation.origin, continuation.end, former ? former->mark : job.request.from,
                            former ? former->latest : 0);
    for (const PageRecord &page : pages)
        start.add(page);
    continuation.page = start.page();
    continuation.checksum = start.checksum();
    continuation.isLast = start.isLast();
    continuation.mark = start.mark();
    continuation.latest = start.latest();
    const bool isFormersIndex = former && start.index() == 0;
    continuation.indexJob = isFormersIndex ? former->indexJob : job.id;
    continuation.indexNumber = isFormersIndex ? former->indexNumber : start.index();
    if (start.index() == end.index)
        continuation.indexStart = end.indexStart;
    else if (start.index() == 0)
        continuation.indexStart = former ? former->indexStart : continuation.origin;
    // If the job did not know the events before its own, a fresh index must not start among those.
    continuation.hasKeys =
        !former || former->hasKeys ||
        (!pages.isEmpty() && continuation.mark > std::max(pages.first().hwm, pages.first().latest) + batch);
    return continuation;
}

} // namespace slipway

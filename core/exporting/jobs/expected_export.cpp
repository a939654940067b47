#include "core/exporting/jobs/expected_export.h"

#include <algorithm>
#include <cmath>

namespace slipway {
namespace {

const EndpointProgress *latestComplete(const ExportRequest &request, const QString &endpointId,
                                       const QList<JobSnapshot> &newestFirst, double &range)
{
    for (const JobSnapshot &job : newestFirst) {
        // A continuation also brings late events from any time, so nothing can be estimated from it.
        if (job.request.address != request.address || !job.request.continues.isEmpty())
            continue;
        for (const EndpointProgress &progress : job.endpoints) {
            if (progress.endpointId != endpointId || !progress.done)
                continue;
            range = static_cast<double>(job.request.to - job.request.from);
            return &progress;
        }
    }
    return nullptr;
}

} // namespace

std::optional<ExpectedExport> expectedExport(const ExportRequest &request,
                                             const QList<JobSnapshot> &newestFirst)
{
    const auto wanted = static_cast<double>(request.to - request.from);
    double events = 0, longest = 0;
    for (const QString &endpointId : request.endpointIds) {
        double range = 0;
        const EndpointProgress *earlier = latestComplete(request, endpointId, newestFirst, range);
        if (!earlier || range <= 0)
            return std::nullopt;
        events += static_cast<double>(earlier->events) / range * wanted;
        // All endpoints are fetched at the same time, each at the request's pace.
        if (request.maxRate > 0)
            longest =
                std::max(longest, static_cast<double>(earlier->pages) / range * wanted / request.maxRate);
    }
    return ExpectedExport{std::llround(events), std::llround(longest)};
}

} // namespace slipway

#include "core/exporting/endpoints/endpoint_uploads.h"

#include "core/base/forward_error.h"
#include "core/destinations/rclone/rclone_error.h"
#include "core/destinations/reach.h"
#include "core/exporting/parts/manifest.h"

#include <algorithm>

namespace slipway {

Result<std::unique_ptr<UploadQueue>> openUploads(const EndpointExportContext &context)
{
    const ExportRequest &request = context.request;
    ASSIGN_OR_RETURN(ObjectStore store, ObjectStore::open(*context.access));
    ASSIGN_OR_RETURN(UploadJournal journal, UploadJournal::open(context.databasePath));
    UploadSettings settings;
    settings.jobId = context.jobId;
    settings.endpointId = context.endpoint.id;
    settings.folder = tableFolder(request, context.endpoint);
    settings.table = context.endpoint.table;
    settings.bandwidth = request.bandwidth / std::max<qint64>(1, request.endpointIds.size());
    settings.spoolLimit =
        request.spoolLimit > 0 ? request.spoolLimit : std::max<qint64>(4 * request.partSize, 512 << 20);
    settings.retry = context.retry;
    settings.reach = [access = *context.access](std::stop_token stop) { return reach(access, stop); };
    return std::make_unique<UploadQueue>(settings, std::move(store), std::move(journal));
}

EndpointOutcome uploadOutcome(const UploadQueue &uploads)
{
    if (const auto failed = uploads.failed())
        return {isTransient(*failed) ? EndpointEnd::Interrupted : EndpointEnd::Storage, failed};
    return {EndpointEnd::Stopped, {}};
}

} // namespace slipway

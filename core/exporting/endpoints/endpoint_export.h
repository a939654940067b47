// The export of one endpoint of one job: fetches pages, writes parts and commits until the range is covered.
//
// Runs on the thread that awaits it, and opens its own database connection there.
#pragma once
#include "core/exporting/fetching/pacing.h"
#include "core/exporting/journal/continuing/continuation.h"
#include "core/exporting/journal/export_job.h"
#include "core/netskope/iterator.h"

#include <functional>

namespace slipway {

struct EndpointExportContext
{
    QString jobId;
    ExportRequest request;
    Endpoint endpoint;
    ConnectionSettings connection;
    QString databasePath;
    Pacing *pacing = nullptr; // outlives the export
    RetryPolicy retry;
    RequestLimits limits;
    std::function<void(const EndpointProgress &)> progress; // called on the export's thread
    std::optional<DestinationAccess> access;                // if the request has a bucket
    std::optional<Continuation> continuation = {};          // if the request continues another job

    // Where the chain of exports that this one belongs to begins, epoch seconds.
    [[nodiscard]] qint64 origin() const { return continuation ? continuation->origin : request.from; }
    // The mark before its first page.
    [[nodiscard]] qint64 startMark() const { return continuation ? continuation->mark : request.from; }
    // The first index of a continuation is that of the job that it continues.
    [[nodiscard]] IndexName index(int number) const;
};

enum class EndpointEnd {
    Done,
    Stopped,      // by the stop token
    TokenRefused, // can continue with another token
    Refused,      // this endpoint is not available with this token or on this tenant
    Interrupted,  // the fault outlasted the retries
    Storage,      // disk, folder, database or bucket: can continue once that is fixed
};

struct EndpointOutcome
{
    EndpointEnd end = EndpointEnd::Stopped;
    std::optional<Error> error;
};

[[nodiscard]] QCoro::Task<EndpointOutcome> runEndpointExport(EndpointExportContext context,
                                                             std::stop_token stop);

} // namespace slipway

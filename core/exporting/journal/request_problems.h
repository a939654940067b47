// What keeps an export request from being started, with the field of the request that has to change, so that
// a form can say it there.
#pragma once
#include "core/exporting/journal/export_job.h"

namespace slipway {

enum class RequestField { Endpoints, Range, Destination, Options, Address };

struct RequestProblem
{
    RequestField field;
    Error error; // with its next step
};

// All problems, at most one for each field, in the order of the fields; empty if the export can be started.
// It looks at the request and at the folder's path on this computer; it asks neither the tenant nor a bucket.
// `timeText` formats epoch seconds for the reasons; without it, times are in UTC.
[[nodiscard]] QList<RequestProblem> problemsOf(const ExportRequest &request,
                                               const std::function<QString(qint64)> &timeText = {});

} // namespace slipway

// Whether events look as the SIEM expects: each event against the published sample of its type and API
// version.
//
// - The type comes from the endpoint, or, for a file, from the fields that only one type has.
// - The version is that of the connection. For a file it is inferred from the fields: V2 has fields of its
//   own, and fills absent ones with defaults. `_insertion_epoch_timestamp` alone says nothing, since V2 rows
//   of some tenants have it; together with the absence of all fields specific to V2 it indicates V1, and the
//   summary says that it was used (docs/netskope-api.md, "API v1").
// - Only a field that has a value in the sample can be missing, and "" means "no value" in a field of any
//   type.
// - If the sample and Netskope's published schema disagree about a type (severity_level), both are accepted
//   and the report says so.
// - A field that the sample does not have is at most a note.
// - Rows in the shape of Log Streaming, another Netskope product, are identified as such and not judged
//   further.
#pragma once
#include "core/events/documents/event_document.h"
#include "core/events/insight/conformance_report.h"

#include <functional>
#include <optional>
#include <stop_token>

namespace slipway {

// Works on all processors and blocks, so call it on a worker thread. `progress` is called on several threads.
// Empty: stopped.
[[nodiscard]] std::optional<ConformanceReport>
checkConformance(const EventDocumentPtr &document, const ConformanceSubject &subject, std::stop_token stop,
                 const std::function<void(qint64 rows)> &progress = {});
// The same for the subject that the document's origin gives.
[[nodiscard]] std::optional<ConformanceReport>
checkConformance(const EventDocumentPtr &document, std::stop_token stop,
                 const std::function<void(qint64 rows)> &progress = {});

} // namespace slipway

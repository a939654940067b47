// Connects an endpoint's export with the uploads of its files.
#pragma once
#include "core/exporting/endpoints/endpoint_export.h"
#include "core/exporting/uploading/upload_queue.h"

namespace slipway {

// For a context with `access`. Errors: those of ObjectStore::open() and of the database.
[[nodiscard]] Result<std::unique_ptr<UploadQueue>> openUploads(const EndpointExportContext &context);

// What it means for the export if its uploads cannot continue: it was stopped, the fault outlasted the
// retries (Interrupted), or a person has to fix something first (Storage).
[[nodiscard]] EndpointOutcome uploadOutcome(const UploadQueue &uploads);

} // namespace slipway

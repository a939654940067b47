// What an export leaves beside its files: `<job>-manifest.json`, which says what they contain and shows that
// the range is covered, and `<job>.sha256` for `sha256sum -c`. The fields are described in
// docs/export-format.md, "2. The manifest".
#pragma once
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/journal/upload_journal.h"
#include "core/netskope/endpoint.h"

namespace slipway {

[[nodiscard]] QByteArray manifestJson(const QString &jobId, const ExportRequest &request,
                                      const Endpoint &endpoint, const EndpointCheckpoint &checkpoint,
                                      const QList<PartRecord> &parts, const QList<PageRecord> &pages,
                                      const QMap<int, UploadRecord> &uploads = {},
                                      const std::optional<Continuation> &continuation = {},
                                      const QList<WindowRecord> &windows = {});
[[nodiscard]] QByteArray checksumFile(const QList<PartRecord> &parts);

// "<job>-manifest.json", "<job>.sha256"
[[nodiscard]] QString manifestName(const QString &jobId);
[[nodiscard]] QString checksumName(const QString &jobId);
// What arrived instead of a page that could not be read: "<job>-unreadable-0001.json"
[[nodiscard]] QString unreadablePageName(const QString &jobId, int number);

// Absolute paths below request.folder.
[[nodiscard]] QString tableFolder(const ExportRequest &request, const Endpoint &endpoint);
[[nodiscard]] QString manifestPath(const QString &jobId, const ExportRequest &request,
                                   const Endpoint &endpoint);

// Checks that the files are in `folder` and have their sizes. Storage names the first that is not right.
[[nodiscard]] Result<void> checkFiles(const QString &folder, const QList<PartRecord> &parts);

// Writes the file for sha256sum, durably.
[[nodiscard]] Result<void> writeChecksums(const QString &jobId, const ExportRequest &request,
                                          const Endpoint &endpoint, const JobJournal &journal);
// Writes the manifest, durably and after everything else: if it is there, the export of the endpoint is
// complete. `uploads`: what is known about the objects of the parts in a bucket.
[[nodiscard]] Result<void> writeManifest(const QString &jobId, const ExportRequest &request,
                                         const Endpoint &endpoint, const JobJournal &journal,
                                         const QMap<int, UploadRecord> &uploads = {});

} // namespace slipway

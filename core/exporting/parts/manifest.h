// What an export leaves beside its files: `<job>-manifest.json`, which says what is in them and proves that
// the range is covered, and `<job>.sha256` for `sha256sum -c`.
#pragma once
#include "core/exporting/jobs/job_journal.h"
#include "core/exporting/uploading/upload_journal.h"
#include "core/netskope/endpoint.h"

namespace slipway {

[[nodiscard]] QByteArray manifestJson(const QString &jobId, const ExportRequest &request,
                                      const Endpoint &endpoint, const EndpointCheckpoint &checkpoint,
                                      const QList<PartRecord> &parts, const QList<PageRecord> &pages,
                                      const QMap<int, UploadRecord> &uploads = {},
                                      const std::optional<Continuation> &continuation = {});
[[nodiscard]] QByteArray checksumFile(const QList<PartRecord> &parts);

// "<job>-manifest.json", "<job>.sha256"
[[nodiscard]] QString manifestName(const QString &jobId);
[[nodiscard]] QString checksumName(const QString &jobId);
// What came in place of a page that could not be read: "<job>-unreadable-0001.json"
[[nodiscard]] QString unreadablePageName(const QString &jobId, int number);

// Absolute paths within request.folder.
[[nodiscard]] QString tableFolder(const ExportRequest &request, const Endpoint &endpoint);
[[nodiscard]] QString manifestPath(const QString &jobId, const ExportRequest &request,
                                   const Endpoint &endpoint);

// Whether the files are in `folder` with their sizes; Storage names the first that is not.
[[nodiscard]] Result<void> checkFiles(const QString &folder, const QList<PartRecord> &parts);

// Writes the file for sha256sum durably.
[[nodiscard]] Result<void> writeChecksums(const QString &jobId, const ExportRequest &request,
                                          const Endpoint &endpoint, const JobJournal &journal);
// Writes the manifest durably, after all else: where it is, the export is whole. `uploads`: what is known of
// the parts' objects in a bucket.
[[nodiscard]] Result<void> writeManifest(const QString &jobId, const ExportRequest &request,
                                         const Endpoint &endpoint, const JobJournal &journal,
                                         const QMap<int, UploadRecord> &uploads = {});

} // namespace slipway

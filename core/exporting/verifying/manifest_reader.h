// Reads a manifest as strictly as it was written: a field that is missing, has another type or is out of
// bounds is an error that names it.
#pragma once
#include "core/exporting/fetching/export_source.h"
#include "core/exporting/jobs/job_journal.h"

namespace slipway {

// A file of the export.
struct ManifestFile : PartRecord
{
    QString verified; // how its object was compared after the upload, see upload_journal.h; else empty
};

struct Manifest
{
    QString job, endpointId, tenant, host, path, table;
    QByteArray sha256;                     // of the manifest itself, in hexadecimal
    qint64 fromTime = 0, toTime = 0;       // the range once more
    qint64 coveredUntil = 0, beginsAt = 0; // epoch seconds; 0: nothing
    bool reachedEnd = false;
    QStringList indexes; // version 2
    int version = 2;
    qint64 from = 0, to = 0; // epoch seconds, [from, to)
    Compression compression = Compression::None;
    bool keepDuplicates = false, keepLate = false;
    qint64 late = 0, replayed = 0;
    qint64 events = 0, outOfRange = 0, duplicates = 0, sent = 0, bytes = 0, fileBytes = 0; // totals
    QList<ManifestFile> files; // their names are without a folder and begin with the job's id
    QList<PageRecord> pages;
};

constexpr qint64 largestManifest = 128 << 20; // bytes; half a million pages

// NotFound, or Storage with the reason: no JSON, not a manifest, another version, a bad field; else the error
// of the source.
[[nodiscard]] Result<Manifest> readManifest(ExportSource &source, const QString &name);

} // namespace slipway

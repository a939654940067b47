// Reads a manifest as strictly as it was written: a field that is missing, has another type or is out of
// bounds is an error that names it.
#pragma once
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/parts/export_source.h"

namespace slipway {

// A file of the export.
struct ManifestFile : PartRecord
{
    // In a bucket: the object's name below the prefix, and how it was compared after the upload, see
    // upload_journal.h; else empty.
    QString object, verified;
};

// What a manifest says about the export that it continues; see docs/export-format.md.
struct ContinuedExport
{
    QString job, manifest;
    qint64 begins = 0; // where the first export of the chain begins, epoch seconds
    // In the continued export: the page from which events after its end are taken, that page's checksum,
    // whether it was the last one, and the mark and the latest event before it.
    qint64 page = 0;
    QString checksum;
    bool isLast = false;
    qint64 hwm = 0, latest = 0;
};

// A part of the range that was fetched from an index of its own.
struct ManifestWindow
{
    int index = 0;    // its number, as in PageRecord
    qint64 start = 0; // the epoch that the index was started from, seconds
    qint64 hwm = 0;   // the mark that its pages reached
};

struct Manifest
{
    QString job, endpointId, tenant, host, path, table;
    QString slipway;                       // the version that wrote it
    QString destination;                   // the bucket's URL; empty: a folder
    QStringList unknownFields;             // those that this Slipway does not know, such as "pages[].field"
    QByteArray sha256;                     // of the manifest itself, in hexadecimal
    qint64 fromTime = 0, toTime = 0;       // the range, as its times in text form
    qint64 coveredUntil = 0, beginsAt = 0; // epoch seconds; 0: nothing
    bool reachedEnd = false;
    QStringList indexes; // version 2
    int version = 2;
    qint64 from = 0, to = 0; // epoch seconds, [from, to)
    Compression compression = Compression::None;
    bool keepDuplicates = false, keepLate = false;
    qint64 late = 0, replayed = 0, lateKept = 0, undated = 0, sameId = 0, odd = 0, escapedBreaks = 0;
    qint64 earlier = 0;
    qint64 quiet = 0; // answers, see EndpointProgress
    qint64 events = 0, outOfRange = 0, duplicates = 0, sent = 0, bytes = 0, fileBytes = 0; // totals
    QList<ManifestFile> files; // their names are without a folder and begin with the job's id
    QList<PageRecord> pages;
    QList<ManifestWindow> windows; // empty: one request after another
    std::optional<ContinuedExport> continues;

    // Before its first page: the mark, where the chain of exports begins, and the latest event; epoch
    // seconds.
    [[nodiscard]] qint64 startMark() const { return continues ? continues->hwm : from; }
    [[nodiscard]] qint64 origin() const { return continues ? continues->begins : from; }
    [[nodiscard]] qint64 startLatest() const { return continues ? continues->latest : 0; }
};

constexpr qint64 largestManifest = 128 << 20; // bytes; half a million pages

// NotFound, or Storage with the reason: not JSON, not a manifest, another version, a bad field; otherwise the
// error of the source.
[[nodiscard]] Result<Manifest> readManifest(ExportSource &source, const QString &name);

} // namespace slipway

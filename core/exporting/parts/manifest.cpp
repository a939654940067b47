#include "core/exporting/parts/manifest.h"

#include "core/base/forward_error.h"
#include "core/base/time_text.h"
#include "core/exporting/parts/part_writer.h"
#include "core/io/native_path.h"
#include "core/netskope/api.h"
#include "core/netskope/iterator.h"
#include "core/platform/native_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Manifest)
};

// What is needed to check that nothing lies between the two, and that nothing is in both.
QJsonObject continuesJson(const Continuation &continuation)
{
    return {{QStringLiteral("job"), continuation.job},
            {QStringLiteral("manifest"), manifestName(continuation.job)},
            {QStringLiteral("begins_epoch"), continuation.origin},
            {QStringLiteral("page"), continuation.page},
            {QStringLiteral("checksum"), continuation.checksum},
            {QStringLiteral("is_last"), continuation.isLast},
            {QStringLiteral("hwm"), continuation.mark},
            {QStringLiteral("latest"), continuation.latest}};
}

// The windows that are in the files, each with the epoch that it was started from and the mark that its pages
// reached.
QJsonArray windowsJson(const QList<WindowRecord> &windows, const QList<PageRecord> &pages)
{
    QMap<int, qint64> reached; // by the number of the index
    for (const PageRecord &page : pages)
        reached.insert(page.index, page.hwm);
    QJsonArray list;
    for (const auto &[index, mark] : reached.asKeyValueRange()) {
        for (const WindowRecord &window : windows) {
            if (window.index == index)
                list << QJsonObject{{QStringLiteral("index"), index},
                                    {QStringLiteral("from_epoch"), window.start},
                                    {QStringLiteral("hwm"), mark}};
        }
    }
    return list;
}

} // namespace

QByteArray manifestJson(const QString &jobId, const ExportRequest &request, const Endpoint &endpoint,
                        const EndpointCheckpoint &checkpoint, const QList<PartRecord> &parts,
                        const QList<PageRecord> &pages, const QMap<int, UploadRecord> &uploads,
                        const std::optional<Continuation> &continuation, const QList<WindowRecord> &windows)
{
    QJsonArray files, pageList;
    for (const PartRecord &part : parts) {
        QJsonObject file{{QStringLiteral("name"), part.name},
                         {QStringLiteral("events"), part.events},
                         {QStringLiteral("bytes"), part.bytes},
                         {QStringLiteral("file_bytes"), part.fileBytes},
                         {QStringLiteral("sha256"), QString::fromLatin1(part.sha256)}};
        if (part.last > 0) {
            file.insert(QStringLiteral("first_time"), isoUtc(part.first));
            file.insert(QStringLiteral("last_time"), isoUtc(part.last));
        }
        if (const auto upload = uploads.constFind(part.number); upload != uploads.constEnd()) {
            file.insert(QStringLiteral("object"), upload->object);
            file.insert(QStringLiteral("md5"), QString::fromLatin1(upload->md5));
            file.insert(QStringLiteral("verified"), upload->verified);
        }
        files << file;
    }
    for (const PageRecord &page : pages) {
        QJsonObject entry{{QStringLiteral("sequence"), page.sequence},
                          {QStringLiteral("operation"), page.operation},
                          {QStringLiteral("index"), page.index},
                          {QStringLiteral("hwm"), page.hwm},
                          {QStringLiteral("sent"), page.sent},
                          {QStringLiteral("events"), page.events},
                          {QStringLiteral("out_of_range"), page.outOfRange},
                          {QStringLiteral("duplicates"), page.duplicates},
                          {QStringLiteral("late"), page.late},
                          {QStringLiteral("replayed"), page.replayed},
                          {QStringLiteral("late_kept"), page.lateKept},
                          {QStringLiteral("undated"), page.undated},
                          {QStringLiteral("same_id"), page.sameId},
                          {QStringLiteral("odd"), page.odd},
                          {QStringLiteral("escaped_line_breaks"), page.escapedBreaks},
                          {QStringLiteral("earlier"), page.earlier},
                          {QStringLiteral("latest"), page.latest},
                          {QStringLiteral("bytes"), page.bytes},
                          {QStringLiteral("checksum"), page.checksum},
                          {QStringLiteral("lines_crc64"), page.linesCrc}};
        if (page.quiet > 0)
            entry.insert(QStringLiteral("quiet_answers"), page.quiet);
        pageList << entry;
    }
    const EndpointProgress &totals = checkpoint.totals;
    QJsonObject manifest{
        {QStringLiteral("format"), QStringLiteral("slipway-export-manifest")},
        {QStringLiteral("version"), 2},
        {QStringLiteral("slipway"), QStringLiteral(SLIPWAY_VERSION)},
        {QStringLiteral("job"), jobId},
        {QStringLiteral("tenant"), request.tenantName},
        {QStringLiteral("host"), request.address.host()},
        {QStringLiteral("endpoint"), endpoint.id},
        {QStringLiteral("path"), endpoint.path},
        {QStringLiteral("table"), endpoint.table},
        {QStringLiteral("range"), QJsonObject{{QStringLiteral("from"), isoUtc(request.from)},
                                              {QStringLiteral("to"), isoUtc(request.to)},
                                              {QStringLiteral("from_epoch"), request.from},
                                              {QStringLiteral("to_epoch"), request.to}}},
        {QStringLiteral("compression"),
         request.compression == Compression::Gzip ? QStringLiteral("gzip") : QStringLiteral("none")},
        {QStringLiteral("duplicates_kept"), request.keepDuplicates && Api::of(endpoint).hasCursors()},
        {QStringLiteral("late_events"), request.late == LatePolicy::Keep && Api::of(endpoint).hasCursors()
                                            ? QStringLiteral("kept")
                                            : QStringLiteral("dropped")},
        {QStringLiteral("covered_until"), isoUtc(checkpoint.totals.coveredUntil(request.from, request.to))},
        // False: the tenant had nothing newer, as its last, empty page says.
        {QStringLiteral("reached_end"), checkpoint.hwm >= request.to},
        {QStringLiteral("totals"),
         QJsonObject{{QStringLiteral("events"), totals.events},
                     {QStringLiteral("out_of_range"), totals.outOfRange},
                     {QStringLiteral("duplicates"), totals.duplicates},
                     {QStringLiteral("late"), totals.late},
                     {QStringLiteral("replayed"), totals.replayed},
                     {QStringLiteral("late_kept"), totals.lateKept},
                     {QStringLiteral("undated"), totals.undated},
                     {QStringLiteral("same_id"), totals.sameId},
                     {QStringLiteral("odd"), totals.odd},
                     {QStringLiteral("escaped_line_breaks"), totals.escapedBreaks},
                     {QStringLiteral("earlier"), totals.earlier},
                     {QStringLiteral("sent"),
                      totals.events + totals.outOfRange + totals.duplicates + totals.late + totals.replayed},
                     {QStringLiteral("bytes"), totals.bytes},
                     {QStringLiteral("file_bytes"), totals.fileBytes}}},
        {QStringLiteral("files"), files},
        {QStringLiteral("pages"), pageList}};
    if (totals.quiet > 0) {
        QJsonObject withQuiet = manifest[QStringLiteral("totals")].toObject();
        withQuiet.insert(QStringLiteral("quiet_answers"), totals.quiet);
        manifest.insert(QStringLiteral("totals"), withQuiet);
    }
    // Null if the files have no event with a time.
    manifest.insert(QStringLiteral("begins_at"),
                    totals.earliest > 0 ? QJsonValue(isoUtc(totals.earliest)) : QJsonValue());
    if (Api::of(endpoint).hasCursors()) {
        QHash<int, int> ahead; // names, by the number of the index
        for (const WindowRecord &window : windows)
            ahead.insert(window.index, window.name);
        QJsonArray indexes;
        for (int number = 0; number <= checkpoint.index; ++number)
            indexes << (number == 0 && continuation
                            ? IndexName::job(continuation->indexJob, endpoint.id, continuation->indexNumber)
                        : ahead.contains(number) ? IndexName::ahead(jobId, endpoint.id, ahead[number])
                                                 : IndexName::job(jobId, endpoint.id, number))
                           .text();
        manifest.insert(QStringLiteral("indexes"), indexes);
        if (const QJsonArray list = windowsJson(windows, pages); !list.isEmpty())
            manifest.insert(QStringLiteral("windows"), list);
    }
    if (continuation)
        manifest.insert(QStringLiteral("continues"), continuesJson(*continuation));
    if (request.bucket)
        manifest.insert(QStringLiteral("destination"), request.bucket->url());
    return QJsonDocument(manifest).toJson(QJsonDocument::Indented);
}

QByteArray checksumFile(const QList<PartRecord> &parts)
{
    QByteArray text;
    for (const PartRecord &part : parts)
        text += part.sha256 + "  " + part.name.toUtf8() + '\n';
    return text;
}

QString manifestName(const QString &jobId)
{
    return jobId + QStringLiteral("-manifest.json");
}

QString checksumName(const QString &jobId)
{
    return jobId + QStringLiteral(".sha256");
}

QString unreadablePageName(const QString &jobId, int number)
{
    return QStringLiteral("%1-unreadable-%2.json").arg(jobId).arg(number, 4, 10, QLatin1Char('0'));
}

QString tableFolder(const ExportRequest &request, const Endpoint &endpoint)
{
    return QDir(request.folder).filePath(endpoint.table);
}

QString manifestPath(const QString &jobId, const ExportRequest &request, const Endpoint &endpoint)
{
    return tableFolder(request, endpoint) + QLatin1Char('/') + manifestName(jobId);
}

Result<void> checkFiles(const QString &folder, const QList<PartRecord> &parts)
{
    for (const PartRecord &part : parts) {
        const QFileInfo file(folder + QLatin1Char('/') + part.name);
        const bool isLink = file.isSymLink();
        const auto opened =
            isLink ? SystemResult<NativeFile>() : NativeFile::open(nativePath(file.filePath()), {});
        if (!opened && opened.error() == std::errc::permission_denied)
            return failure(
                ErrorKind::Storage,
                Texts::tr("The finished file %1 cannot be read: permission denied.").arg(file.filePath()),
                Texts::tr("Change its permissions, then resume the job."));
        if (!isLink && file.isFile() && file.size() == part.fileBytes)
            continue;
        const QString putBack =
            Texts::tr("Put it back, then resume the job; or cancel the job and export again.");
        if (isLink)
            return failure(ErrorKind::Storage,
                           Texts::tr("The finished file %1 was replaced by a link.").arg(file.filePath()),
                           putBack);
        if (!file.exists())
            return failure(ErrorKind::Storage,
                           Texts::tr("The finished file %1 is gone.").arg(file.filePath()), putBack);
        if (!file.isFile())
            return failure(ErrorKind::Storage,
                           Texts::tr("The finished file %1 was replaced by a folder, a pipe or a device.")
                               .arg(file.filePath()),
                           putBack);
        return failure(ErrorKind::Storage,
                       Texts::tr("The finished file %1 was changed.").arg(file.filePath()), putBack,
                       QStringLiteral("%1 of %2 bytes").arg(file.size()).arg(part.fileBytes));
    }
    return {};
}

Result<void> writeChecksums(const QString &jobId, const ExportRequest &request, const Endpoint &endpoint,
                            const JobJournal &journal)
{
    ASSIGN_OR_RETURN(const auto parts, journal.parts(jobId, endpoint.id));
    const QString folder = tableFolder(request, endpoint);
    if (auto made = makeExportFolder(folder); !made)
        return made;
    return writeDurably(folder + QLatin1Char('/') + checksumName(jobId), checksumFile(parts));
}

Result<void> writeManifest(const QString &jobId, const ExportRequest &request, const Endpoint &endpoint,
                           const JobJournal &journal, const QMap<int, UploadRecord> &uploads)
{
    ASSIGN_OR_RETURN(const auto checkpoint, journal.checkpoint(jobId, endpoint.id));
    ASSIGN_OR_RETURN(const auto parts, journal.parts(jobId, endpoint.id));
    ASSIGN_OR_RETURN(const auto pages, journal.pages(jobId, endpoint.id));
    ASSIGN_OR_RETURN(const auto continuation, journal.continuations().of(jobId, endpoint.id));
    ASSIGN_OR_RETURN(const auto windows, journal.windows(jobId, endpoint.id));
    if (auto made = makeExportFolder(tableFolder(request, endpoint)); !made)
        return made;
    return writeDurably(
        manifestPath(jobId, request, endpoint),
        manifestJson(jobId, request, endpoint, checkpoint, parts, pages, uploads, continuation, windows));
}

} // namespace slipway

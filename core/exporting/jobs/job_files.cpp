#include "core/exporting/jobs/job_files.h"

#include "core/base/forward_error.h"
#include "core/exporting/parts/commit_count.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/parts/part_writer.h"
#include "core/io/native_path.h"
#include "core/io/storage_error.h"
#include "core/platform/file_names.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(JobService)
};

// The files of one endpoint that is not complete.
Result<QStringList> filesOf(const JobJournal &journal, const JobSnapshot &job,
                            const EndpointCheckpoint &point, const Endpoint &endpoint)
{
    ASSIGN_OR_RETURN(const auto parts, journal.parts(job.id, endpoint.id));
    const QString folder = tableFolder(job.request, endpoint);
    const PartWriter names(folder, job.id, job.request.compression);
    QStringList files;
    for (const PartRecord &part : parts)
        files << part.name;
    const QString current = names.fileName(point.part.number);
    const QString unfinished = current + QStringLiteral(".part");
    files << unfinished << job.id + QStringLiteral(".sha256") << job.id + QStringLiteral(".sha256.part")
          << job.id + QStringLiteral("-manifest.json") << job.id + QStringLiteral("-manifest.json.part");
    files << commitCountName(job.id)
          << QDir(folder).entryList(
                 {job.id + QStringLiteral("-*.superseded"), job.id + QStringLiteral("-unreadable-*.json")},
                 QDir::Files);
    const auto path = [&](const QString &name) { return folder + QLatin1Char('/') + name; };
    // It was renamed but is not in the journal yet; a foreign file of that name is not ours to remove.
    if (point.part.fileBytes > 0 && QFileInfo(path(current)).size() == point.part.fileBytes &&
        !QFile::exists(path(unfinished)))
        files << current;
    QStringList there;
    for (const QString &name : files) {
        if (const QFileInfo file(path(name)); file.exists() || file.isSymLink())
            there << file.filePath();
    }
    return there;
}

struct Unfinished
{
    const Endpoint *endpoint; // the catalogue's
    QStringList files;
};

Result<QList<Unfinished>> unfinishedExports(const JobJournal &journal, const JobSnapshot &job,
                                            const EndpointCatalogue &catalogue)
{
    QList<Unfinished> unfinished;
    for (const EndpointProgress &progress : job.endpoints) {
        const Endpoint *endpoint = catalogue.endpoint(progress.endpointId);
        ASSIGN_OR_RETURN(const auto point, journal.checkpoint(job.id, progress.endpointId));
        if (!endpoint || point.done)
            continue;
        ASSIGN_OR_RETURN(const auto files, filesOf(journal, job, point, *endpoint));
        unfinished.append({endpoint, files});
    }
    return unfinished;
}

} // namespace

QStringList manifestsOf(const JobSnapshot &job, const EndpointCatalogue &catalogue)
{
    QStringList manifests;
    const auto place = [&](const Endpoint &endpoint) {
        if (job.request.bucket)
            return QStringLiteral("%1/%2/%3")
                .arg(job.request.bucket->url(), endpoint.table, manifestName(job.id));
        return manifestPath(job.id, job.request, endpoint);
    };
    for (const EndpointProgress &progress : job.endpoints) {
        if (const Endpoint *endpoint = catalogue.endpoint(progress.endpointId); endpoint && progress.done)
            manifests << place(*endpoint);
    }
    return manifests;
}

Result<QStringList> unfinishedFiles(const JobJournal &journal, const JobSnapshot &job,
                                    const EndpointCatalogue &catalogue)
{
    ASSIGN_OR_RETURN(const auto unfinished, unfinishedExports(journal, job, catalogue));
    QStringList all;
    for (const Unfinished &each : unfinished)
        all << each.files;
    return all;
}

Result<void> discardUnfinished(const JobJournal &journal, const JobSnapshot &job,
                               const EndpointCatalogue &catalogue)
{
    ASSIGN_OR_RETURN(const auto unfinished, unfinishedExports(journal, job, catalogue));
    Result<void> result;
    for (const auto &[endpoint, files] : unfinished) {
        bool isClean = true;
        for (const QString &file : files) {
            const SystemResult<void> removed = removeFile(nativePath(file));
            if (removed || removed.error() == std::errc::no_such_file_or_directory)
                continue;
            isClean = false;
            if (!result)
                continue;
            Error error = storageError(Texts::tr("A file of the cancelled export cannot be removed"), file,
                                       removed.error());
            error.nextStep = Texts::tr("Remove it by hand, or start Slipway again when that is possible.");
            result = std::unexpected(error);
        }
        QDir().rmdir(tableFolder(job.request, *endpoint)); // only if it is empty
        if (job.request.bucket)
            QDir().rmdir(job.request.folder);
        if (isClean) {
            if (auto noted = journal.forgetParts(job.id, endpoint->id); !noted && result)
                result = noted;
        }
    }
    return result;
}

} // namespace slipway

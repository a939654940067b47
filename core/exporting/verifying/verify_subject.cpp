#include "core/exporting/verifying/verify_subject.h"

#include "core/exporting/verifying/bucket_source.h"
#include "core/exporting/verifying/folder_source.h"
#include "core/exporting/verifying/manifest_signature.h"
#include "core/exporting/verifying/verify.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("VerifySubject", text);
}

// The last component of the place; for SFTP the whole folder is in the bucket's name.
QString takeLast(Destination &destination)
{
    QString &path = destination.prefix.isEmpty() ? destination.bucket : destination.prefix;
    const QString last = path.section(QLatin1Char('/'), -1);
    path.chop(last.size());
    if (path.size() > 1 && path.endsWith(QLatin1Char('/')))
        path.chop(1);
    return last;
}

} // namespace

QString VerifySubject::place() const
{
    return access ? access->destination.url() + QLatin1Char('/') + manifest : manifest;
}

Result<VerifyReport> verify(const VerifySubject &subject, const VerifyOptions &options, std::stop_token stop)
{
    const QString folder = subject.manifest.section(QLatin1Char('/'), 0, -2),
                  name = subject.manifest.section(QLatin1Char('/'), -1);
    const auto run = [&](ExportSource &source) {
        Result<VerifyReport> report = options.quick ? verifyQuickly(source, name, stop)
                                                    : verifyExport(source, name, options.progress, stop);
        if (report && !options.signer.isEmpty()) {
            if (auto looked = checkSignature(source, name, options.signer, *report); !looked)
                return Result<VerifyReport>(std::unexpected(looked.error()));
        }
        return report;
    };
    if (!subject.access) {
        const QFileInfo file(subject.manifest);
        FolderSource source(file.absolutePath());
        return run(source);
    }
    const Result<ObjectStore> store = ObjectStore::open(*subject.access);
    if (!store)
        return std::unexpected(store.error());
    BucketSource source(*store, folder, stop, options.waiting, options.retry);
    return run(source);
}

Result<QList<VerifySubject>> subjectsOf(const JobSnapshot &job,
                                        const std::optional<DestinationAccess> &access)
{
    if (job.manifests.isEmpty())
        return failure(ErrorKind::NotFound, tr("No endpoint of job %1 is complete.").arg(job.id),
                       tr("Only what is complete can be verified: resume the job, or wait for its end."));
    const auto &bucket = job.request.bucket;
    if (bucket && (!access || !access->destination.isSamePlace(*bucket)))
        return failure(
            ErrorKind::BadInput,
            tr("The job wrote to %1, not to %2.")
                .arg(bucket->url(), access ? access->destination.url() : QString()),
            tr("Set the destination back, or verify the manifest by its URL on the command line."));
    QList<VerifySubject> subjects;
    for (const QString &manifest : job.manifests) {
        if (bucket)
            subjects << VerifySubject{manifest.mid(bucket->url().size() + 1), access};
        else
            subjects << VerifySubject{manifest, {}};
    }
    return subjects;
}

Result<QList<VerifySubject>> subjectsIn(const QString &path)
{
    const QDir folder(path);
    if (!folder.exists())
        return QList<VerifySubject>{{path, {}}};
    QStringList folders{folder.path()};
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        folders << folder.filePath(name);
    QList<VerifySubject> subjects;
    for (const QDir in : folders) {
        for (const QString &name : in.entryList({QStringLiteral("*-manifest.json")}, QDir::Files, QDir::Name))
            subjects << VerifySubject{in.filePath(name), {}};
    }
    if (subjects.isEmpty())
        return failure(ErrorKind::NotFound, tr("There is no manifest in %1.").arg(path),
                       tr("A manifest is named JOB-manifest.json and is there when its export is complete."));
    return subjects;
}

Result<QList<VerifySubject>> subjectsIn(DestinationAccess access, std::stop_token stop)
{
    const QString path =
        access.destination.prefix.isEmpty() ? access.destination.bucket : access.destination.prefix;
    if (path.endsWith(QLatin1String(".json"))) {
        const QString name = takeLast(access.destination);
        return QList<VerifySubject>{{name, access}};
    }
    const Result<ObjectStore> store = ObjectStore::open(access);
    if (!store)
        return std::unexpected(store.error());
    const Result<QStringList> names = findManifests(*store, {}, std::move(stop));
    if (!names)
        return std::unexpected(names.error());
    QList<VerifySubject> subjects;
    for (const QString &name : *names)
        subjects << VerifySubject{name, access};
    return subjects;
}

} // namespace slipway

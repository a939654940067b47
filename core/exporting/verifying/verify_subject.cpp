#include "core/exporting/verifying/verify_subject.h"

#include "core/base/forward_error.h"
#include "core/exporting/parts/folder_source.h"
#include "core/exporting/verifying/bucket_source.h"
#include "core/exporting/verifying/manifest_reader.h"
#include "core/exporting/verifying/manifest_signature.h"
#include "core/exporting/verifying/verify.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHash>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(VerifySubject)
};

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

// Calls `read` with the place where the subject's manifest is, and the manifest's name there.
template<class Read>
auto with(const VerifySubject &subject, const VerifyOptions &options, const std::stop_token &stop,
          Read &&read) -> std::invoke_result_t<Read, ExportSource &, QString>
{
    const QString folder = subject.manifest.section(QLatin1Char('/'), 0, -2),
                  name = subject.manifest.section(QLatin1Char('/'), -1);
    if (!subject.access) {
        FolderSource source(QFileInfo(subject.manifest).absolutePath());
        return read(source, name);
    }
    ASSIGN_OR_RETURN(const ObjectStore store, ObjectStore::open(*subject.access));
    BucketSource source(store, folder, stop, options.waiting, options.retry);
    return read(source, name);
}

} // namespace

QString VerifySubject::place() const
{
    return access ? access->destination.url() + QLatin1Char('/') + manifest : manifest;
}

Result<VerifyReport> verify(const VerifySubject &subject, const VerifyOptions &options, std::stop_token stop,
                            ExportChain *chain)
{
    return with(subject, options, stop, [&](ExportSource &source, const QString &name) {
        Result<VerifyReport> report = options.quick
                                          ? verifyQuickly(source, name, stop, chain)
                                          : verifyExport(source, name, options.progress, stop, chain);
        if (report && !options.signer.isEmpty()) {
            if (auto looked = checkSignature(source, name, options.signer, *report); !looked)
                return Result<VerifyReport>(std::unexpected(looked.error()));
        }
        return report;
    });
}

QList<VerifySubject> inChainOrder(const QList<VerifySubject> &subjects, const VerifyOptions &options,
                                  std::stop_token stop)
{
    if (subjects.size() < 2)
        return subjects;
    struct Link
    {
        QString name, before; // "job endpoint" of it, and of the one that it continues
    };
    QList<Link> links;
    QHash<QString, qsizetype> places;
    for (const VerifySubject &subject : subjects) {
        const Result<Manifest> manifest =
            with(subject, options, stop,
                 [](ExportSource &source, const QString &name) { return readManifest(source, name); });
        Link link;
        if (manifest) {
            const auto named = [&](const QString &job) {
                return job + QLatin1Char(' ') + manifest->endpointId;
            };
            link.name = named(manifest->job);
            if (manifest->continues)
                link.before = named(manifest->continues->job);
            places.insert(link.name, links.size());
        }
        links << link;
    }
    QList<VerifySubject> ordered;
    QList<bool> isPlaced(subjects.size(), false);
    for (qsizetype first = 0; first < subjects.size(); ++first) {
        // From this export back to the first one of its chain that has no place yet.
        QList<qsizetype> chain;
        for (qsizetype at = first; at >= 0 && !isPlaced[at]; at = places.value(links[at].before, -1)) {
            isPlaced[at] = true; // also ends a circle
            chain.prepend(at);
        }
        for (const qsizetype at : chain)
            ordered << subjects[at];
    }
    return ordered;
}

Result<QList<VerifySubject>> subjectsOf(const JobSnapshot &job,
                                        const std::optional<DestinationAccess> &access)
{
    if (job.manifests.isEmpty())
        return failure(
            ErrorKind::NotFound, Texts::tr("No endpoint of job %1 is complete.").arg(job.id),
            Texts::tr("Only what is complete can be verified: resume the job, or wait for its end."));
    const auto &bucket = job.request.bucket;
    if (bucket && (!access || !access->destination.isSamePlace(*bucket)))
        return failure(
            ErrorKind::BadInput,
            Texts::tr("The job wrote to %1, not to %2.")
                .arg(bucket->url(), access ? access->destination.url() : QString()),
            Texts::tr("Set the destination back, or verify the manifest by its URL on the command line."));
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
        return failure(
            ErrorKind::NotFound, Texts::tr("There is no manifest in %1.").arg(path),
            Texts::tr("A manifest is named JOB-manifest.json and exists once its export is complete."));
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
    ASSIGN_OR_RETURN(const ObjectStore store, ObjectStore::open(access));
    ASSIGN_OR_RETURN(const QStringList names, findManifests(store, {}, std::move(stop)));
    QList<VerifySubject> subjects;
    for (const QString &name : names)
        subjects << VerifySubject{name, access};
    return subjects;
}

} // namespace slipway

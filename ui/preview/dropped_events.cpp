#include "ui/preview/dropped_events.h"

#include "core/base/forward_error.h"
#include "core/exporting/parts/folder_source.h"
#include "core/exporting/verifying/manifest_reader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DroppedEvents)
};

constexpr qsizetype mostFiles = 1'000; // more are too many to choose from

std::unexpected<Error> refused(const QString &message, const QString &details = {})
{
    return std::unexpected(Error{ErrorKind::BadInput, message,
                                 Texts::tr("Slipway opens event files (NDJSON or JSON, plain or gzip), the "
                                           "manifests of exports, and folders that contain event files."),
                                 details});
}

bool isManifest(const QString &path)
{
    return path.endsWith(QLatin1String("-manifest.json"));
}

const QStringList &suffixes()
{
    static const QStringList all{QStringLiteral("ndjson"), QStringLiteral("jsonl"), QStringLiteral("json")};
    return all;
}

// NDJSON and JSON are text, and gzip says that it is gzip. What is called so is opened even if it is damaged.
bool mayBeEvents(const QString &path)
{
    QFile file(path);
    if (suffixes().contains(QFileInfo(path).suffix().toLower()))
        return true;
    if (!file.open(QIODevice::ReadOnly))
        return true; // opening it says why it cannot be read
    const QByteArray start = file.read(1'024);
    return start.startsWith("\x1f\x8b") || !start.contains('\0');
}

Result<QStringList> filesOf(const QFileInfo &manifest)
{
    FolderSource folder(manifest.absolutePath());
    ASSIGN_OR_RETURN(const Manifest read, readManifest(folder, manifest.fileName()));
    QStringList files;
    for (const ManifestFile &file : read.files) {
        const QString path = manifest.absoluteDir().filePath(file.name);
        if (QFileInfo(path).isFile())
            files << path;
    }
    if (!files.isEmpty())
        return files;
    if (!read.destination.isEmpty())
        return refused(Texts::tr("The files of this manifest are in %1, not here.").arg(read.destination));
    return refused(read.files.isEmpty() ? Texts::tr("The export of this manifest has no events.")
                                        : Texts::tr("The files that this manifest lists are not beside it."));
}

void collect(const QDir &folder, int levels, QStringList &files)
{
    QStringList names;
    for (const QString &suffix : suffixes())
        names << QStringLiteral("*.") + suffix << QStringLiteral("*.%1.gz").arg(suffix);
    for (const QString &name : folder.entryList(names, QDir::Files, QDir::Name)) {
        if (!isManifest(name) && files.size() < mostFiles)
            files << folder.filePath(name);
    }
    if (levels == 0)
        return;
    for (const QString &name :
         folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDir::Name))
        collect(QDir(folder.filePath(name)), levels - 1, files);
}

} // namespace

Result<QStringList> eventFilesIn(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir()) {
        QStringList files;
        collect(QDir(info.absoluteFilePath()), 1, files);
        if (files.isEmpty())
            return refused(Texts::tr("There is no event file in the folder %1.").arg(info.fileName()), path);
        return files;
    }
    if (isManifest(path))
        return filesOf(info);
    if (!mayBeEvents(path))
        return refused(Texts::tr("%1 is not an event file.").arg(info.fileName()), path);
    return QStringList{path};
}

} // namespace slipway

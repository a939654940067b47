#include "core/support/archive_file.h"

#include "core/io/whole_file.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <archive.h>
#include <archive_entry.h>
#include <memory>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SupportBundle)
};

std::unexpected<Error> cannotWrite(const QString &path, const QString &details)
{
    return failure(ErrorKind::Storage, Texts::tr("The support bundle cannot be written to %1.").arg(path),
                   Texts::tr("Check the folder and the free space, or choose another place."), details);
}

bool addFile(archive *out, const QString &name, const QByteArray &content)
{
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                              archive_entry_free);
    archive_entry_set_pathname_utf8(entry.get(), name.toUtf8().constData());
    archive_entry_set_size(entry.get(), content.size());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0600);
    archive_entry_set_mtime(entry.get(), QDateTime::currentSecsSinceEpoch(), 0);
    return archive_write_header(out, entry.get()) == ARCHIVE_OK &&
           archive_write_data(out, content.constData(), static_cast<size_t>(content.size())) ==
               content.size();
}

} // namespace

Result<void> writeArchive(const QList<BundleFile> &files, const QString &root, const QString &path)
{
    if (isOtherThanFile(path))
        return cannotWrite(path, Texts::tr("It is a folder, a device or a pipe, which no file may replace."));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return cannotWrite(path, file.errorString());
    const std::unique_ptr<archive, decltype(&archive_write_free)> out(archive_write_new(),
                                                                      archive_write_free);
    const bool isZip = path.endsWith(QLatin1String(".zip"));
    bool ok = (isZip ? archive_write_set_format_zip(out.get())
                     : archive_write_set_format_pax_restricted(out.get())) == ARCHIVE_OK &&
              (isZip || archive_write_add_filter_gzip(out.get()) == ARCHIVE_OK) &&
              archive_write_open_fd(out.get(), file.handle()) == ARCHIVE_OK;
    for (const BundleFile &each : files)
        ok = ok && addFile(out.get(), root + QLatin1Char('/') + each.name, each.content);
    ok = ok && archive_write_close(out.get()) == ARCHIVE_OK;
    if (!ok)
        return cannotWrite(path, QString::fromLocal8Bit(archive_error_string(out.get())));
    if (!file.commit())
        return cannotWrite(path, file.errorString());
    return {};
}

Result<void> writeFolder(const QList<BundleFile> &files, const QString &path)
{
    if (QFileInfo::exists(path))
        return failure(ErrorKind::BadInput, Texts::tr("%1 already exists.").arg(path),
                       Texts::tr("Choose the name of a new folder, or of a .zip or .tar.gz file."));
    const QDir folder(path);
    for (const BundleFile &each : files) {
        const QString name = folder.filePath(each.name);
        QFile file(name);
        QDir().mkpath(QFileInfo(name).absolutePath());
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
            file.write(each.content) != each.content.size() || !file.flush()) {
            const QString details = file.errorString();
            QDir(path).removeRecursively();
            return cannotWrite(path, details);
        }
    }
    return {};
}

} // namespace slipway

#include "core/exporting/parts/folder_source.h"

#include "core/base/plural_form.h"
#include "core/io/native_path.h"
#include "core/platform/native_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(FolderSource)
};

std::unexpected<Error> missing(const QString &path)
{
    return failure(ErrorKind::NotFound, Texts::tr("It is missing."), {}, path);
}

class FileStream : public ByteStream
{
public:
    FileStream(QString path, NativeFile file) : m_path(std::move(path)), m_file(std::move(file)) {}

    Result<size_t> read(char *into, size_t size) override
    {
        const auto got = m_file.read(into, size);
        if (got)
            return *got;
        return failure(ErrorKind::Storage,
                       Texts::tr("It cannot be read: %1.").arg(QString::fromLocal8Bit(got.error().message())),
                       {}, m_path);
    }

private:
    QString m_path;
    NativeFile m_file;
};

} // namespace

Result<std::unique_ptr<ByteStream>> openFile(const QString &path)
{
    const auto unusable = [&](const QString &why) { return failure(ErrorKind::Storage, why, {}, path); };
    const auto notOpened = [&](const std::error_code &reason) {
        return unusable(Texts::tr("It cannot be opened: %1.").arg(QString::fromLocal8Bit(reason.message())));
    };
    auto file = NativeFile::open(nativePath(path), {});
    if (!file && file.error() == std::errc::no_such_file_or_directory)
        return missing(path);
    if (!file && file.error() == std::errc::too_many_symbolic_link_levels)
        return unusable(Texts::tr("It is a link and not a file."));
    if (!file)
        return notOpened(file.error());
    const auto facts = file->facts();
    if (!facts)
        return notOpened(facts.error());
    if (!facts->isPlain)
        return unusable(Texts::tr("It is not a plain file."));
    file->willBeReadInOrder();
    return std::make_unique<FileStream>(path, std::move(*file));
}

QString FolderSource::placeOf(const QString &name) const
{
    return m_folder + QLatin1Char('/') + name;
}

Result<std::unique_ptr<ByteStream>> FolderSource::open(const QString &name)
{
    return openFile(placeOf(name));
}

Result<QByteArray> FolderSource::read(const QString &name, qint64 most)
{
    const QString path = placeOf(name);
    const auto unusable = [&](const QString &why, const QString &details = {}) {
        return failure(ErrorKind::Storage, why, {},
                       details.isEmpty() ? path : path + QStringLiteral(": ") + details);
    };
    const QFileInfo info(path);
    if (!info.exists())
        return missing(path);
    if (!info.isFile())
        return unusable(Texts::tr("It is not a file."));
    if (info.size() > most)
        return unusable(
            Texts::tr("It is too large (%1 bytes).", nullptr, pluralForm(info.size())).arg(info.size()));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unusable(Texts::tr("It cannot be read."), file.errorString());
    return file.readAll();
}

Result<PresentFile> FolderSource::look(const QString &name)
{
    const QFileInfo info(placeOf(name));
    if (info.isSymLink())
        return failure(ErrorKind::Storage, Texts::tr("It is a link and not a file."), {}, info.filePath());
    if (!info.exists())
        return missing(info.filePath());
    if (!info.isFile())
        return failure(ErrorKind::Storage, Texts::tr("It is not a plain file."), {}, info.filePath());
    return PresentFile{info.size(), {}};
}

Result<QMap<QString, PresentFile>> FolderSource::present(const QString &job)
{
    QMap<QString, PresentFile> files;
    for (const QFileInfo &entry :
         QDir(m_folder).entryInfoList({job + QStringLiteral("-*"), job + QStringLiteral(".*")},
                                      QDir::AllEntries | QDir::Hidden | QDir::System))
        // Of what is not a file, look() says what it is.
        files.insert(entry.fileName(), {entry.isSymLink() || !entry.isFile() ? -1 : entry.size(), {}});
    return files;
}

} // namespace slipway

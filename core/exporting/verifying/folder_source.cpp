#include "core/exporting/verifying/folder_source.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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
    FileStream(QString path, int fd) : m_path(std::move(path)), m_fd(fd) {}
    FileStream(const FileStream &) = delete;
    ~FileStream() override { ::close(m_fd); }

    Result<size_t> read(char *into, size_t size) override
    {
        for (;;) {
            const ssize_t got = ::read(m_fd, into, size);
            if (got >= 0)
                return static_cast<size_t>(got);
            if (errno != EINTR)
                return failure(
                    ErrorKind::Storage,
                    Texts::tr("It cannot be read: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))), {},
                    m_path);
        }
    }

private:
    QString m_path;
    int m_fd;
};

} // namespace

Result<std::unique_ptr<ByteStream>> openFile(const QString &path)
{
    const auto unusable = [&](const QString &why) { return failure(ErrorKind::Storage, why, {}, path); };
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return missing(path);
    if (fd < 0 && errno == ELOOP)
        return unusable(Texts::tr("It is a link and not a file."));
    if (fd < 0)
        return unusable(
            Texts::tr("It cannot be opened: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))));
    auto stream = std::make_unique<FileStream>(path, fd);
    struct stat info = {};
    if (::fstat(fd, &info) != 0)
        return unusable(
            Texts::tr("It cannot be opened: %1.").arg(QString::fromLocal8Bit(std::strerror(errno))));
    if (!S_ISREG(info.st_mode))
        return unusable(Texts::tr("It is not a plain file."));
    ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return stream;
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
        return unusable(Texts::tr("It is too large (%1 bytes).").arg(info.size()));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unusable(Texts::tr("It cannot be read."), file.errorString());
    return file.readAll();
}

Result<PresentFile> FolderSource::look(const QString &name)
{
    const QFileInfo info(placeOf(name));
    if (!info.exists())
        return missing(info.filePath());
    return PresentFile{info.size(), {}};
}

Result<QMap<QString, PresentFile>> FolderSource::present(const QString &job)
{
    QMap<QString, PresentFile> files;
    for (const QFileInfo &entry :
         QDir(m_folder).entryInfoList({job + QStringLiteral("-*"), job + QStringLiteral(".*")},
                                      QDir::AllEntries | QDir::Hidden | QDir::System))
        files.insert(entry.fileName(), {entry.size(), {}});
    return files;
}

} // namespace slipway

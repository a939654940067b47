#include "core/exporting/part_writer.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace slipway {
namespace {

constexpr size_t chunkSize = 4 << 20; // written, handed to the disk and hashed while still in the cache

QString tr(const char *text)
{
    return QCoreApplication::translate("PartWriter", text);
}

int syncFolder(const QString &folder)
{
    const int fd = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    const int failed = ::fsync(fd) == 0 ? 0 : errno;
    ::close(fd);
    return failed;
}

} // namespace

Error storageError(const QString &what, const QString &path, int errorNumber)
{
    const QString details = QStringLiteral("%1: %2 (errno %3)")
                                .arg(path, QString::fromLocal8Bit(std::strerror(errorNumber)))
                                .arg(errorNumber);
    switch (errorNumber) {
    case ENOSPC:
    case EDQUOT:
        return {ErrorKind::DiskFull, tr("%1: the disk is full.").arg(what),
                tr("Make room, then resume the job."), details};
    case EACCES:
    case EPERM:
    case EROFS:
        return {ErrorKind::Storage, tr("%1: writing to %2 is not allowed.").arg(what, path),
                tr("Change the folder's permissions, then resume the job."), details};
    case ENOENT:
        return {ErrorKind::Storage, tr("%1: %2 is gone.").arg(what, path),
                tr("Restore the folder, then resume the job."), details};
    case ENAMETOOLONG:
        return {ErrorKind::Storage, tr("%1: the path is too long.").arg(what),
                tr("Choose a shorter folder name."), details};
    default:
        return {ErrorKind::Storage,
                tr("%1: %2.").arg(what, QString::fromLocal8Bit(std::strerror(errorNumber))),
                tr("Check the disk, then resume the job."), details};
    }
}

struct PartWriter::File
{
    int fd = -1;
    QString path; // with ".part"
    qint64 size = 0;
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    std::vector<char> plain;
    std::vector<uint8_t> packed;
    isal_zstream stream{};
    std::vector<uint8_t> level;
    bool memberOpen = false;

    File()
    {
        plain.reserve(chunkSize + (64 << 10));
        EVP_DigestInit_ex(hash, EVP_sha256(), nullptr);
    }
    File(const File &) = delete;
    ~File()
    {
        if (fd >= 0)
            ::close(fd);
        EVP_MD_CTX_free(hash);
    }
    QByteArray digest() const
    {
        unsigned char bytes[EVP_MAX_MD_SIZE];
        unsigned length = 0;
        EVP_DigestFinal_ex(hash, bytes, &length);
        return QByteArray(reinterpret_cast<const char *>(bytes), static_cast<qsizetype>(length)).toHex();
    }
};

PartWriter::PartWriter(QString folder, QString stem, Compression compression)
    : m_folder(std::move(folder)), m_stem(std::move(stem)), m_compression(compression)
{}

PartWriter::~PartWriter() = default;

QString PartWriter::fileName(int number) const
{
    return QStringLiteral("%1-%2.ndjson%3")
        .arg(m_stem)
        .arg(number, 5, 10, QLatin1Char('0'))
        .arg(m_compression == Compression::Gzip ? QStringLiteral(".gz") : QString());
}

Result<void> PartWriter::open(const PartRecord &committed)
{
    m_number = committed.number;
    m_finished = false;
    m_file = std::make_unique<File>();
    const QString what = tr("The export file cannot be opened");
    if (!QDir().mkpath(m_folder))
        return std::unexpected(storageError(what, m_folder, errno ? errno : EACCES));
    const QString target = m_folder + QLatin1Char('/') + fileName(m_number);
    m_file->path = target + QStringLiteral(".part");

    const bool unfinished = QFile::exists(m_file->path);
    if (QFile::exists(target)) {
        if (!unfinished && committed.fileBytes > 0 && QFileInfo(target).size() == committed.fileBytes) {
            m_finished = true; // renamed, but the journal had no time to say so
            m_file->path = target;
        } else {
            return failure(ErrorKind::Storage, tr("A file named %1 exists already.").arg(fileName(m_number)),
                           tr("Move it elsewhere, then resume the job."), target);
        }
    }
    // Never through a link that somebody laid there.
    const int flags = m_finished ? O_RDONLY : O_RDWR | O_CREAT;
    m_file->fd = ::open(QFile::encodeName(m_file->path).constData(), flags | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_file->fd < 0)
        return std::unexpected(storageError(what, m_file->path, errno));
    struct stat info = {};
    if (::fstat(m_file->fd, &info) != 0)
        return std::unexpected(storageError(what, m_file->path, errno));
    if (info.st_size < committed.fileBytes)
        return failure(
            ErrorKind::Storage,
            tr("The unfinished file %1 is shorter than what was written to it.").arg(m_file->path),
            tr("Something outside Slipway changed it. Restore it, or cancel this job and export again."),
            QStringLiteral("%1 of %2 bytes").arg(info.st_size).arg(committed.fileBytes));
    if (!m_finished && info.st_size > committed.fileBytes &&
        ::ftruncate(m_file->fd, committed.fileBytes) != 0)
        return std::unexpected(storageError(what, m_file->path, errno));

    std::vector<char> buffer(committed.fileBytes > 0 ? chunkSize : 0);
    while (m_file->size < committed.fileBytes) {
        const size_t wanted =
            std::min<size_t>(buffer.size(), static_cast<size_t>(committed.fileBytes - m_file->size));
        const ssize_t got = ::read(m_file->fd, buffer.data(), wanted);
        if (got <= 0)
            return std::unexpected(
                storageError(tr("The unfinished file cannot be read"), m_file->path, got < 0 ? errno : EIO));
        EVP_DigestUpdate(m_file->hash, buffer.data(), static_cast<size_t>(got));
        m_file->size += got;
    }
    return {};
}

Result<void> PartWriter::append(std::string_view event)
{
    auto &plain = m_file->plain;
    const size_t start = plain.size();
    plain.insert(plain.end(), event.begin(), event.end());
    // Line breaks can only stand between tokens: inside a string JSON escapes them.
    if (std::memchr(event.data(), '\n', event.size()) || std::memchr(event.data(), '\r', event.size()))
        std::replace_if(
            plain.begin() + static_cast<std::ptrdiff_t>(start), plain.end(),
            [](char c) { return c == '\n' || c == '\r'; }, ' ');
    plain.push_back('\n');
    return plain.size() >= chunkSize ? flush(false) : Result<void>{};
}

Result<void> PartWriter::flush(bool endOfPage)
{
    File &file = *m_file;
    if (m_compression == Compression::None) {
        const Result<void> written =
            file.plain.empty() ? Result<void>{} : writeOut(file.plain.data(), file.plain.size());
        file.plain.clear();
        return written;
    }
    if (file.plain.empty() && !file.memberOpen)
        return {};
    if (!file.memberOpen) {
        isal_deflate_init(&file.stream);
        file.level.resize(ISAL_DEF_LVL1_DEFAULT);
        file.stream.level = 1;
        file.stream.level_buf = file.level.data();
        file.stream.level_buf_size = static_cast<uint32_t>(file.level.size());
        file.stream.gzip_flag = IGZIP_GZIP;
        file.memberOpen = true;
    }
    file.packed.resize(1 << 20);
    file.stream.next_in = reinterpret_cast<uint8_t *>(file.plain.data());
    file.stream.avail_in = static_cast<uint32_t>(file.plain.size());
    file.stream.end_of_stream = endOfPage ? 1 : 0;
    do {
        file.stream.next_out = file.packed.data();
        file.stream.avail_out = static_cast<uint32_t>(file.packed.size());
        if (const int code = isal_deflate(&file.stream); code != COMP_OK)
            return failure(ErrorKind::Internal, tr("The events could not be compressed."), {},
                           QStringLiteral("isal_deflate: %1").arg(code));
        const size_t produced = file.packed.size() - file.stream.avail_out;
        if (produced > 0) {
            if (auto written = writeOut(reinterpret_cast<const char *>(file.packed.data()), produced);
                !written)
                return written;
        }
    } while (file.stream.avail_out == 0 || (endOfPage && file.stream.internal_state.state != ZSTATE_END));
    file.plain.clear();
    if (endOfPage)
        file.memberOpen = false;
    return {};
}

Result<void> PartWriter::writeOut(const char *data, size_t size)
{
    File &file = *m_file;
    size_t done = 0;
    while (done < size) {
        const ssize_t wrote = ::write(file.fd, data + done, size - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return std::unexpected(
                storageError(tr("The export file cannot be written"), file.path, wrote < 0 ? errno : EIO));
        done += static_cast<size_t>(wrote);
    }
    // The disk starts now, while the hash and the next events are worked on; sync() then waits less.
    ::sync_file_range(file.fd, file.size, static_cast<off64_t>(size), SYNC_FILE_RANGE_WRITE);
    file.size += static_cast<qint64>(size);
    EVP_DigestUpdate(file.hash, data, size);
    return {};
}

Result<qint64> PartWriter::sync()
{
    if (auto flushed = flush(true); !flushed)
        return std::unexpected(flushed.error());
    if (::fdatasync(m_file->fd) != 0)
        return std::unexpected(storageError(tr("The export file cannot be written"), m_file->path, errno));
    return m_file->size;
}

Result<PartRecord> PartWriter::finish()
{
    PartRecord part;
    part.number = m_number;
    part.name = fileName(m_number);
    part.fileBytes = m_file->size;
    part.sha256 = m_file->digest();
    const QString target = m_folder + QLatin1Char('/') + part.name;
    const QString what = tr("The finished file cannot be put into place");
    if (!m_finished) {
        // The name was free when the part was opened; whoever took it since keeps it.
        if (::renameat2(AT_FDCWD, QFile::encodeName(m_file->path).constData(), AT_FDCWD,
                        QFile::encodeName(target).constData(), RENAME_NOREPLACE) != 0 &&
            (errno != EINVAL || ::rename(QFile::encodeName(m_file->path).constData(),
                                         QFile::encodeName(target).constData()) != 0))
            return std::unexpected(storageError(what, target, errno));
    }
    m_file->path = target;
    m_finished = true;
    if (const int failed = syncFolder(m_folder))
        return std::unexpected(storageError(what, m_folder, failed));
    m_file.reset();
    return part;
}

void PartWriter::discard()
{
    if (!m_file || m_finished)
        return;
    ::unlink(QFile::encodeName(m_file->path).constData());
    m_file.reset();
}

Result<void> writeDurably(const QString &path, const QByteArray &content)
{
    const QString temporary = path + QStringLiteral(".part");
    const QByteArray encoded = QFile::encodeName(temporary);
    const QString what = tr("A file of the export cannot be written");
    const int fd = ::open(encoded.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return std::unexpected(storageError(what, temporary, errno));
    qint64 done = 0;
    int failed = 0;
    while (done < content.size() && failed == 0) {
        const ssize_t wrote =
            ::write(fd, content.constData() + done, static_cast<size_t>(content.size() - done));
        if (wrote < 0 && errno != EINTR)
            failed = errno;
        else if (wrote > 0)
            done += wrote;
    }
    if (failed == 0 && ::fsync(fd) != 0)
        failed = errno;
    ::close(fd);
    if (failed == 0 && ::rename(encoded.constData(), QFile::encodeName(path).constData()) != 0)
        failed = errno;
    if (failed == 0)
        failed = syncFolder(QFileInfo(path).path());
    if (failed != 0)
        return std::unexpected(storageError(what, path, failed));
    return {};
}

} // namespace slipway

#include "core/events/documents/files/file_source.h"

#include "core/base/user_folders.h"
#include "core/events/documents/files/file_document.h"
#include "core/io/gzip_members.h"
#include "core/io/native_path.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <array>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(FileSource)
};

std::unexpected<Error> readFault(const QString &path, const std::error_code &reason)
{
    return failure(ErrorKind::Storage, Texts::tr("%1 cannot be read.").arg(QDir::toNativeSeparators(path)),
                   Texts::tr("Check that the file is there and that you may read it."),
                   QString::fromLocal8Bit(reason.message()));
}

class PlainSource final : public FileSource
{
public:
    PlainSource(QString path, std::shared_ptr<const NativeFile> file, qint64 total)
        : m_path(std::move(path)), m_file(std::move(file)), m_total(total)
    {}
    Result<qint64> read(char *to, qint64 size) override
    {
        // Not past the end at the time of opening: a file that is being written ends in half a line.
        const auto got = readAt(*m_file, to, std::min(size, m_total - m_done), m_done);
        if (!got)
            return readFault(m_path, got.error());
        m_done += *got;
        return *got;
    }
    std::shared_ptr<const NativeFile> file() const override { return m_file; }
    qint64 done() const override { return m_done; }
    qint64 total() const override { return m_total; }

private:
    QString m_path;
    std::shared_ptr<const NativeFile> m_file;
    qint64 m_done = 0, m_total;
};

class GzipSource final : public FileSource
{
public:
    GzipSource(QString path, NativeFile file, qint64 total, NativeFile spool, QString spoolFolder)
        : m_path(std::move(path)), m_file(std::move(file)), m_total(total),
          m_spool(std::make_shared<NativeFile>(std::move(spool))), m_spoolFolder(std::move(spoolFolder))
    {}
    Result<qint64> read(char *to, qint64 size) override
    {
        for (;;) {
            if (m_members.needsBytes()) {
                const auto in = readAt(m_file, m_in.data(), static_cast<qint64>(m_in.size()), m_done);
                if (!in)
                    return readFault(m_path, in.error());
                if (*in == 0 && !m_members.isBetweenMembers())
                    return damaged(Texts::tr("It ends too early."));
                if (*in == 0)
                    return 0;
                m_done += *in;
                m_members.give(m_in.data(), static_cast<size_t>(*in));
            }
            const std::optional<size_t> got = m_members.inflate(to, static_cast<size_t>(size));
            if (!got)
                return damaged(Texts::tr("It is damaged from here on."));
            if (*got > 0) {
                m_read += static_cast<qint64>(*got);
                return spool(to, static_cast<qint64>(*got));
            }
        }
    }
    std::shared_ptr<const NativeFile> file() const override { return m_spool; }
    qint64 done() const override { return m_done - static_cast<qint64>(m_members.unused()); }
    qint64 total() const override { return m_total; }

private:
    std::unexpected<Error> damaged(const QString &how) const
    {
        return failure(
            ErrorKind::TruncatedAnswer,
            Texts::tr("%1 could be unpacked only in part. %2").arg(QDir::toNativeSeparators(m_path), how),
            Texts::tr("The events before that point are shown. Fetch the file again for the rest."),
            QStringLiteral("gzip: byte %1 of %2, %3 bytes out").arg(done()).arg(m_total).arg(m_read));
    }
    Result<qint64> spool(const char *from, qint64 size)
    {
        // Leave room for whatever else runs here.
        constexpr qint64 reserve = 256 << 20;
        if (m_spooled >= m_nextCheck) {
            m_nextCheck = m_spooled + (64 << 20);
            // The file itself is asked, because the list of mounts may not show its file system (in a chroot,
            // for example).
            if (const auto left = m_spool->freeSpace(); left && *left < reserve)
                return full(std::make_error_code(std::errc::no_space_on_device));
        }
        qint64 done = 0;
        while (done < size) {
            const auto put = m_spool->write(from + done, static_cast<size_t>(size - done));
            if (!put || *put == 0)
                return full(put ? std::make_error_code(std::errc::no_space_on_device) : put.error());
            done += static_cast<qint64>(*put);
        }
        m_spooled += size;
        return size;
    }
    std::unexpected<Error> full(const std::error_code &reason) const
    {
        return failure(
            ErrorKind::DiskFull,
            Texts::tr("There is no room to unpack all of %1.").arg(QDir::toNativeSeparators(m_path)),
            Texts::tr("The events so far are shown. Free some space in %1 and open the file again.")
                .arg(QDir::toNativeSeparators(m_spoolFolder)),
            QString::fromLocal8Bit(reason.message()));
    }

    QString m_path;
    NativeFile m_file;
    qint64 m_total;
    std::shared_ptr<NativeFile> m_spool;
    QString m_spoolFolder;
    GzipMembers m_members;
    std::array<char, 256 << 10> m_in{};
    qint64 m_done = 0, m_read = 0, m_spooled = 0, m_nextCheck = 0;
};

Result<std::unique_ptr<FileSource>> openGzip(const QString &path, NativeFile file, qint64 total)
{
    QString folder = userCacheFolder();
    if (!folder.isEmpty())
        folder += QLatin1Char('/') + QCoreApplication::applicationName();
    if (folder.isEmpty() || !QDir().mkpath(folder))
        folder = QDir::tempPath();
    auto spool = NativeFile::temporary(nativePath(folder));
    if (!spool)
        return failure(ErrorKind::Storage,
                       Texts::tr("There is nowhere to unpack %1.").arg(QDir::toNativeSeparators(path)),
                       Texts::tr("Check that you may write to %1.").arg(QDir::toNativeSeparators(folder)),
                       QString::fromLocal8Bit(spool.error().message()));
    return std::make_unique<GzipSource>(path, std::move(file), total, std::move(*spool), folder);
}

} // namespace

FileFormat fileFormat(std::string_view start)
{
    using namespace std::string_view_literals;
    if (start.starts_with("\x1f\x8b"sv))
        return FileFormat::Gzip;
    if (start.starts_with("\xff\xfe"sv) || start.starts_with("\xfe\xff"sv))
        return FileFormat::Utf16;
    constexpr std::array compressed{"\x28\xb5\x2f\xfd"sv,
                                    "\xfd"
                                    "7zXZ"sv,
                                    "BZh"sv, "PK\x03\x04"sv, "7z\xbc\xaf"sv};
    const bool isCompressed =
        std::ranges::any_of(compressed, [&](std::string_view magic) { return start.starts_with(magic); });
    return isCompressed ? FileFormat::OtherCompression : FileFormat::Plain;
}

Result<std::unique_ptr<FileSource>> FileSource::open(const QString &path)
{
    auto file = NativeFile::open(nativePath(path), {.followsLinks = true});
    if (!file)
        return readFault(path, file.error());
    std::array<char, 8> magic{};
    const auto refuse = [&](const QString &message, const QString &next) {
        return failure(ErrorKind::BadInput, message.arg(QDir::toNativeSeparators(path)), next);
    };
    if (const auto facts = file->facts(); !facts || !facts->isPlain)
        return refuse(Texts::tr("%1 is not a file."),
                      Texts::tr("Choose a file of events: NDJSON, plain or gzip."));
    const auto got = readAt(*file, magic.data(), static_cast<qint64>(magic.size()), 0);
    if (!got)
        return readFault(path, got.error());
    const FileState opened = FileState::of(*file).value_or(FileState());
    const auto withState = [&](Result<std::unique_ptr<FileSource>> source) {
        if (source)
            (*source)->m_opened = opened;
        return source;
    };
    switch (fileFormat({magic.data(), static_cast<size_t>(*got)})) {
    case FileFormat::Gzip:
        return withState(openGzip(path, std::move(*file), opened.size));
    case FileFormat::Utf16:
        return refuse(Texts::tr("%1 is UTF-16 text; events are UTF-8."),
                      Texts::tr("Save it as UTF-8 and open it again."));
    case FileFormat::OtherCompression:
        return refuse(Texts::tr("%1 is compressed in a way that Slipway cannot read."),
                      Texts::tr("Unpack it first; only gzip files can be opened as they are."));
    case FileFormat::Plain:
        break;
    }
    return withState(
        std::make_unique<PlainSource>(path, std::make_shared<NativeFile>(std::move(*file)), opened.size));
}

} // namespace slipway

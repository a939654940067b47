#include "core/events/documents/file_source.h"

#include "core/base/user_folders.h"
#include "core/events/documents/file_document.h"
#include "core/io/gzip_header.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <isa-l/igzip_lib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(FileSource)
};

std::unexpected<Error> readFault(const QString &path)
{
    return failure(ErrorKind::Storage, Texts::tr("%1 cannot be read.").arg(QDir::toNativeSeparators(path)),
                   Texts::tr("Check that the file is there and that you may read it."),
                   QString::fromLocal8Bit(std::strerror(errno)));
}

class PlainSource final : public FileSource
{
public:
    PlainSource(QString path, int descriptor, qint64 total)
        : m_path(std::move(path)), m_descriptor(descriptor), m_total(total)
    {}
    ~PlainSource() override
    {
        if (!m_taken)
            ::close(m_descriptor);
    }
    Result<qint64> read(char *to, qint64 size) override
    {
        // Not past the end at the time of opening: a file that is being written ends in half a line.
        const qint64 got = readAt(m_descriptor, to, std::min(size, m_total - m_done), m_done);
        if (got < 0)
            return readFault(m_path);
        m_done += got;
        return got;
    }
    int takeDescriptor() override
    {
        m_taken = true;
        return m_descriptor;
    }
    qint64 done() const override { return m_done; }
    qint64 total() const override { return m_total; }

private:
    QString m_path;
    int m_descriptor;
    bool m_taken = false;
    qint64 m_done = 0, m_total;
};

class GzipSource final : public FileSource
{
public:
    GzipSource(QString path, int descriptor, qint64 total, int spool, QString spoolFolder)
        : m_path(std::move(path)), m_descriptor(descriptor), m_total(total), m_spool(spool),
          m_spoolFolder(std::move(spoolFolder)), m_state(std::make_unique<inflate_state>())
    {
        isal_inflate_init(m_state.get());
    }
    ~GzipSource() override
    {
        ::close(m_descriptor);
        if (!m_taken)
            ::close(m_spool);
    }
    Result<qint64> read(char *to, qint64 size) override
    {
        qint64 got = 0;
        while (got == 0) {
            if (m_state->avail_in == 0) {
                const qint64 in = readAt(m_descriptor, m_in.data(), static_cast<qint64>(m_in.size()), m_done);
                if (in < 0)
                    return readFault(m_path);
                if (in == 0 && !m_between)
                    return damaged(Texts::tr("It ends too early."));
                if (in == 0)
                    return 0;
                m_done += in;
                m_state->next_in = reinterpret_cast<uint8_t *>(m_in.data());
                m_state->avail_in = static_cast<uint32_t>(in);
            }
            if (m_between && m_started) {
                // Another member, or the zeros with which tar and tapes pad a file.
                while (m_state->avail_in > 0 && *m_state->next_in == 0) {
                    ++m_state->next_in;
                    --m_state->avail_in;
                }
                if (m_state->avail_in == 0)
                    continue;
            }
            if (m_between) {
                uint8_t *const next = m_state->next_in;
                const uint32_t left = m_state->avail_in;
                isal_inflate_reset(m_state.get());
                m_state->crc_flag = ISAL_GZIP_NO_HDR_VER;
                m_state->next_in = next;
                m_state->avail_in = left;
                m_header.reset();
            }
            m_between = false;
            m_started = true;
            if (m_header.state() == GzipHeader::State::Reading) {
                const size_t taken = m_header.read(m_state->next_in, m_state->avail_in);
                m_state->next_in += taken;
                m_state->avail_in -= static_cast<uint32_t>(taken);
                if (m_header.state() == GzipHeader::State::Bad)
                    return damaged(Texts::tr("It is damaged from here on."));
                if (m_state->avail_in == 0)
                    continue;
            }
            m_state->next_out = reinterpret_cast<uint8_t *>(to);
            m_state->avail_out = static_cast<uint32_t>(size);
            const int code = isal_inflate(m_state.get());
            got = size - m_state->avail_out;
            if (code != ISAL_DECOMP_OK && code != ISAL_END_INPUT)
                return damaged(Texts::tr("It is damaged from here on."));
            m_between = m_state->block_state == ISAL_BLOCK_FINISH;
            m_read += got;
        }
        return spool(to, got);
    }
    int takeDescriptor() override
    {
        m_taken = true;
        return m_spool;
    }
    qint64 done() const override { return m_done - m_state->avail_in; }
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
            struct statvfs disk = {};
            if (::fstatvfs(m_spool, &disk) == 0 &&
                static_cast<qint64>(disk.f_bavail) * static_cast<qint64>(disk.f_frsize) < reserve)
                return full();
        }
        qint64 done = 0;
        while (done < size) {
            const ssize_t put = ::write(m_spool, from + done, static_cast<size_t>(size - done));
            if (put < 0 && errno == EINTR)
                continue;
            if (put <= 0)
                return full();
            done += put;
        }
        m_spooled += size;
        return size;
    }
    std::unexpected<Error> full() const
    {
        return failure(
            ErrorKind::DiskFull,
            Texts::tr("There is no room to unpack all of %1.").arg(QDir::toNativeSeparators(m_path)),
            Texts::tr("The events so far are shown. Free some space in %1 and open the file again.")
                .arg(QDir::toNativeSeparators(m_spoolFolder)),
            QString::fromLocal8Bit(std::strerror(errno)));
    }

    QString m_path;
    int m_descriptor;
    qint64 m_total;
    int m_spool;
    QString m_spoolFolder;
    bool m_taken = false;
    std::unique_ptr<inflate_state> m_state;
    GzipHeader m_header; // of the current member
    std::array<char, 256 << 10> m_in{};
    qint64 m_done = 0, m_read = 0, m_spooled = 0, m_nextCheck = 0;
    bool m_between = true; // before the first member, or after one
    bool m_started = false;
};

Result<std::unique_ptr<FileSource>> openGzip(const QString &path, int descriptor, qint64 total)
{
    QString folder = userCacheFolder();
    if (!folder.isEmpty())
        folder += QLatin1Char('/') + QCoreApplication::applicationName();
    if (folder.isEmpty() || !QDir().mkpath(folder))
        folder = QDir::tempPath();
    QByteArray name = QFile::encodeName(folder + QStringLiteral("/unpacked-XXXXXX"));
    const int spool = ::mkostemp(name.data(), O_CLOEXEC); // for this user alone
    if (spool < 0) {
        const int fault = errno;
        ::close(descriptor);
        return failure(ErrorKind::Storage,
                       Texts::tr("There is nowhere to unpack %1.").arg(QDir::toNativeSeparators(path)),
                       Texts::tr("Check that you may write to %1.").arg(QDir::toNativeSeparators(folder)),
                       QString::fromLocal8Bit(std::strerror(fault)));
    }
    ::unlink(name.constData());
    return std::make_unique<GzipSource>(path, descriptor, total, spool, folder);
}

} // namespace

Result<std::unique_ptr<FileSource>> FileSource::open(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return readFault(path);
    struct stat status = {};
    std::array<char, 8> magic{};
    const auto refuse = [&](const QString &message, const QString &next) {
        ::close(descriptor);
        return failure(ErrorKind::BadInput, message.arg(QDir::toNativeSeparators(path)), next);
    };
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode))
        return refuse(Texts::tr("%1 is not a file."),
                      Texts::tr("Choose a file of events: NDJSON, plain or gzip."));
    const qint64 got = readAt(descriptor, magic.data(), static_cast<qint64>(magic.size()), 0);
    if (got < 0) {
        auto fault = readFault(path);
        ::close(descriptor);
        return fault;
    }
    const std::string_view start(magic.data(), static_cast<size_t>(got));
    using namespace std::string_view_literals;
    const FileState opened = FileState::of(descriptor).value_or(FileState());
    const auto withState = [&](Result<std::unique_ptr<FileSource>> source) {
        if (source)
            (*source)->m_opened = opened;
        return source;
    };
    if (start.starts_with("\x1f\x8b"sv))
        return withState(openGzip(path, descriptor, opened.size));
    if (start.starts_with("\xff\xfe"sv) || start.starts_with("\xfe\xff"sv))
        return refuse(Texts::tr("%1 is UTF-16 text; events are UTF-8."),
                      Texts::tr("Save it as UTF-8 and open it again."));
    if (start.starts_with("\x28\xb5\x2f\xfd"sv) ||
        start.starts_with("\xfd"
                          "7zXZ"sv) ||
        start.starts_with("BZh"sv) || start.starts_with("PK\x03\x04"sv) || start.starts_with("7z\xbc\xaf"sv))
        return refuse(Texts::tr("%1 is compressed in a way that Slipway cannot read."),
                      Texts::tr("Unpack it first; only gzip files can be opened as they are."));
    return withState(std::make_unique<PlainSource>(path, descriptor, opened.size));
}

} // namespace slipway

#include "core/exporting/parts/part_writer.h"

#include "core/base/forward_error.h"
#include "core/exporting/parts/commit_count.h"
#include "core/exporting/parts/event_line.h"
#include "core/exporting/parts/part_file.h"
#include "core/io/durable_folder.h"
#include "core/io/native_path.h"
#include "core/io/storage_error.h"
#include "core/platform/file_facts.h"
#include "core/platform/file_names.h"
#include "core/platform/native_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>
#include <isa-l/crc64.h>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PartWriter)
};

const QString superseded = QStringLiteral(".superseded");

quint64 withLineBreak(quint64 crc)
{
    constexpr unsigned char lineBreak = '\n';
    return crc64_ecma_refl(crc, &lineBreak, 1);
}

} // namespace

quint64 linesCrc(quint64 before, std::string_view line)
{
    return withLineBreak(
        crc64_ecma_refl(before, reinterpret_cast<const unsigned char *>(line.data()), line.size()));
}

quint64 linesCrc(quint64 before, const EventKey128 &key, std::string_view line)
{
    return withLineBreak(continuedCrc(before, key, line));
}

PartWriter::PartWriter(QString folder, QString stem, Compression compression, bool withMd5)
    : m_folder(std::move(folder)), m_stem(std::move(stem)), m_compression(compression), m_file(withMd5)
{}

PartWriter::~PartWriter() = default;

QString PartWriter::fileName(const QString &stem, int number, Compression compression)
{
    return QStringLiteral("%1-%2.ndjson%3")
        .arg(stem)
        .arg(number, 5, 10, QLatin1Char('0'))
        .arg(compression == Compression::Gzip ? QStringLiteral(".gz") : QString());
}

QStringList PartWriter::newerFiles(const PartRecord &committed) const
{
    static const QRegularExpression form(QStringLiteral("\\A-(\\d{5,9})\\.ndjson(?:\\.gz)?(\\.part)?\\z"));
    QStringList newer;
    for (const QString &name : QDir(m_folder).entryList({m_stem + QStringLiteral("-*")}, QDir::Files)) {
        const auto parts = form.match(name.mid(m_stem.size()));
        const int found = parts.captured(1).toInt();
        if (parts.hasMatch() &&
            (found > committed.number || (found == committed.number && parts.captured(2).isEmpty())))
            newer << name;
    }
    // It was renamed before the journal could say so.
    const QString renamed = fileName(committed.number);
    if (committed.fileBytes > 0 &&
        QFileInfo(m_folder + QLatin1Char('/') + renamed).size() == committed.fileBytes &&
        !QFile::exists(m_folder + QLatin1Char('/') + renamed + QStringLiteral(".part")))
        newer.removeAll(renamed);
    return newer;
}

bool PartWriter::hasNewerFiles(const PartRecord &committed) const
{
    return !newerFiles(committed).isEmpty();
}

Result<void> PartWriter::noteOlderJournal(qint64 pages) const
{
    if (const std::error_code failed = slipway::noteOlderJournal(m_folder, m_stem, pages))
        return std::unexpected(storageError(Texts::tr("A file of the export cannot be written"),
                                            m_folder + QLatin1Char('/') + commitCountName(m_stem), failed));
    return {};
}

Result<void> PartWriter::setNewerFilesAside(const PartRecord &committed)
{
    for (const QString &name : newerFiles(committed)) {
        const QString path = m_folder + QLatin1Char('/') + name;
        const auto renamed = renameReplacing(nativePath(path), nativePath(path + superseded));
        if (!renamed)
            return std::unexpected(storageError(Texts::tr("A file of the previous run cannot be renamed"),
                                                path, renamed.error()));
    }
    return {};
}

void PartWriter::removeFilesSetAside()
{
    for (const QString &name :
         QDir(m_folder).entryList({m_stem + QStringLiteral("-*") + superseded}, QDir::Files))
        (void)removeFile(nativePath(m_folder + QLatin1Char('/') + name));
}

Result<void> PartWriter::open(const PartRecord &committed, const std::stop_token &stop)
{
    m_number = committed.number;
    m_finished = false;
    // A folder that contained files before is not created again, since the files are gone with it.
    if ((committed.number > 1 || committed.fileBytes > 0) && !QFile::exists(m_folder))
        return std::unexpected(storageError(Texts::tr("The export file cannot be opened"), m_folder,
                                            std::make_error_code(std::errc::no_such_file_or_directory)));
    if (auto made = makeExportFolder(m_folder); !made)
        return made;
    const QString target = m_folder + QLatin1Char('/') + fileName(m_number);
    m_path = target + QStringLiteral(".part");
    const bool unfinished = QFile::exists(m_path);
    if (QFile::exists(target)) {
        if (unfinished || committed.fileBytes == 0 || QFileInfo(target).size() != committed.fileBytes)
            return failure(ErrorKind::Storage,
                           Texts::tr("A file named %1 exists already.").arg(fileName(m_number)),
                           Texts::tr("Move it elsewhere, then resume the job."), target);
        m_finished = true; // renamed before the journal could say so
        m_path = target;
    }
    if (m_gzip)
        m_gzip->reset();
    else if (m_compression == Compression::Gzip)
        m_gzip = std::make_unique<GzipStream>(m_file);
    if (auto opened = m_file.open(m_path, committed.fileBytes, m_finished, stop); !opened)
        return opened;
    // A page is committed when its lines are durable, and with them the name of their file.
    if (const std::error_code failed = committed.fileBytes > 0 ? std::error_code() : syncFolder(m_folder))
        return std::unexpected(storageError(Texts::tr("The export file cannot be opened"), m_path, failed));
    return {};
}

Result<qint64> PartWriter::append(std::string_view event, const KnownText &known)
{
    EventLine line;
    if (known.isOneLine || isOneLine(event)) {
        m_linesCrc = linesCrc(m_linesCrc, known.key, event);
    } else {
        line = eventLine(event);
        event = line.text;
        m_escapedBreaks += line.escapedBreaks;
        m_linesCrc = linesCrc(m_linesCrc, event);
    }
    RETURN_IF_ERROR(m_gzip ? m_gzip->append(event) : appendLine(event));
    return static_cast<qint64>(event.size()) + 1;
}

Result<void> PartWriter::appendLine(std::string_view line)
{
    if (auto written = m_file.append(line.data(), line.size()); !written)
        return written;
    return m_file.append("\n", 1);
}

Result<qint64> PartWriter::sync()
{
    // A file without a name accepts everything that is written to it, and is gone when it is closed.
    if (const auto there = checkExists(nativePath(m_path)); !there)
        return std::unexpected(
            storageError(Texts::tr("The export file cannot be written"), m_path, there.error()));
    if (m_gzip) {
        RETURN_IF_ERROR(m_gzip->endMember());
    }
    RETURN_IF_ERROR(m_file.sync());
    return m_file.size();
}

Result<PartRecord> PartWriter::finish()
{
    PartRecord part;
    part.number = m_number;
    part.name = fileName(m_number);
    part.fileBytes = m_file.size();
    const FileDigests digests = m_file.digests();
    part.sha256 = digests.sha256;
    part.md5 = digests.md5;
    const QString target = m_folder + QLatin1Char('/') + part.name;
    const QString what = Texts::tr("The finished file cannot be put into place");
    if (!m_finished) {
        // The name was free when the part was opened. If something has taken it since, it is left alone.
        if (const auto renamed = renameIntoPlace(nativePath(m_path), nativePath(target)); !renamed)
            return std::unexpected(storageError(what, target, renamed.error()));
    }
    m_path = target;
    m_finished = true;
    if (const std::error_code failed = syncFolder(m_folder))
        return std::unexpected(storageError(what, m_folder, failed));
    m_file.close();
    return part;
}

Result<void> makeExportFolder(const QString &folder)
{
    const std::error_code failed = makeFolder(folder);
    if (failed ==
        std::errc::no_such_file_or_directory) // its parents were there: the file system does not want it
        return failure(ErrorKind::Storage,
                       Texts::tr("The folder %1 cannot be created: %2.")
                           .arg(folder, QString::fromLocal8Bit(failed.message())),
                       Texts::tr("Create it and resume the job, or cancel the job and export to another "
                                 "folder."),
                       QStringLiteral("%1: errno %2").arg(folder).arg(failed.value()));
    if (failed)
        return std::unexpected(
            storageError(Texts::tr("The export's folder cannot be created"), folder, failed));
    return {};
}

Result<void> writeDurably(const QString &path, const QByteArray &content)
{
    const QString temporary = path + QStringLiteral(".part");
    const QString what = Texts::tr("A file of the export cannot be written");
    auto file = NativeFile::open(nativePath(temporary),
                                 {.access = NativeFile::Access::Write, .creates = true, .empties = true});
    if (!file)
        return std::unexpected(storageError(what, temporary, file.error()));
    SystemResult<void> result;
    for (qint64 done = 0; done < content.size() && result;) {
        const auto wrote =
            file->write(content.constData() + done, static_cast<size_t>(content.size() - done));
        if (wrote)
            done += static_cast<qint64>(*wrote);
        else
            result = std::unexpected(wrote.error());
    }
    if (result)
        result = file->sync();
    file->close();
    if (result)
        result = renameReplacing(nativePath(temporary), nativePath(path));
    const std::error_code failed = result ? syncFolder(QFileInfo(path).path()) : result.error();
    if (failed)
        return std::unexpected(storageError(what, path, failed));
    return {};
}

} // namespace slipway

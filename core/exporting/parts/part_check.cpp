#include "core/exporting/parts/part_check.h"

#include "core/base/forward_error.h"
#include "core/events/json/page_scan.h"
#include "core/exporting/parts/commit_count.h"
#include "core/exporting/parts/folder_source.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/parts/part_reader.h"
#include "core/io/file_hash.h"
#include "core/io/native_path.h"
#include "core/io/storage_error.h"
#include "core/platform/file_facts.h"
#include "core/platform/native_file.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <array>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PartCheck)
};

std::unexpected<Error> stopped()
{
    return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
}

// A section of bytes from the middle of a file.
class Section : public ByteStream
{
public:
    Section(std::unique_ptr<ByteStream> file, qint64 begin, qint64 size, std::stop_token stop)
        : m_file(std::move(file)), m_skip(begin), m_left(size), m_stop(std::move(stop))
    {}

    Result<size_t> read(char *into, size_t size) override
    {
        if (m_stop.stop_requested())
            return stopped();
        while (m_skip > 0) {
            std::vector<char> skipped(static_cast<size_t>(std::min<qint64>(m_skip, 1 << 20)));
            const Result<size_t> got = m_file->read(skipped.data(), skipped.size());
            if (!got || *got == 0)
                return got;
            m_skip -= static_cast<qint64>(*got);
        }
        const size_t wanted = static_cast<size_t>(std::min<qint64>(static_cast<qint64>(size), m_left));
        if (wanted == 0)
            return size_t(0);
        const Result<size_t> got = m_file->read(into, wanted);
        if (got)
            m_left -= static_cast<qint64>(*got);
        return got;
    }

private:
    std::unique_ptr<ByteStream> m_file;
    qint64 m_skip, m_left;
    std::stop_token m_stop;
};

// The pages whose lines are in the open part, in their order.
QList<PageRecord> pagesOf(const PartRecord &part, const QList<PageRecord> &pages)
{
    QList<PageRecord> inPart;
    qint64 left = part.events;
    for (auto page = pages.crbegin(); page != pages.crend() && left > 0; ++page) {
        if (page->events == 0)
            continue;
        left -= page->events;
        inPart.prepend(*page);
    }
    return inPart;
}

Result<bool> linesAreThose(PartReader &reader, const QList<PageRecord> &pages)
{
    for (const PageRecord &page : pages) {
        quint64 crc = 0;
        for (qint64 line = 0; line < page.events; ++line) {
            const auto text = reader.next();
            if (!text && text.error().kind == ErrorKind::Cancelled)
                return std::unexpected(text.error());
            if (!text || !*text)
                return false;
            crc = linesCrc(crc, **text);
        }
        // Pages of very old versions have no checksum of their lines.
        const bool isKnown = page.linesCrc != QString(16, QLatin1Char('0'));
        if (isKnown && QStringLiteral("%1").arg(crc, 16, 16, QLatin1Char('0')) != page.linesCrc)
            return false;
    }
    const auto behind = reader.next();
    return behind && !*behind;
}

// What follows the committed pages.
struct Tail
{
    bool isMoreThanAPage = false; // at most one page can be written and not committed
    std::optional<EventKey128> first;
};

// Whether the note knows of a commit that the journal does not. `last`: the last page in the journal.
bool isAhead(const CommitCount &note, const EndpointCheckpoint &point, const PageRecord &last)
{
    if (note.pages > point.pages || note.index > point.index)
        return true;
    const bool isLast = note.checksum == last.checksum && (note.index < 0 || note.index == last.index);
    return note.pages == point.pages && !isLast;
}

Tail tailOf(const QString &path, Compression compression, qint64 committed, const QList<PageRecord> &pages,
            const std::stop_token &stop)
{
    Tail tail;
    qint64 largest = 0;
    for (const PageRecord &page : pages)
        largest = std::max(largest, page.sent);
    auto file = openFile(path);
    if (!file || QFileInfo(path).size() <= committed)
        return tail;
    PartReader reader(
        std::make_unique<Section>(std::move(*file), committed, QFileInfo(path).size() - committed, stop),
        compression, path);
    for (qint64 lines = 0; lines <= largest; ++lines) {
        const auto line = reader.next();
        if (!line || !*line || stop.stop_requested())
            return tail;
        // Of a line that was torn apart, nothing is known.
        if (const EventScan scan = scanEvent(**line); lines == 0 && !scan.odd)
            tail.first = keyOf(scan.key.id, **line);
    }
    tail.isMoreThanAPage = true;
    return tail;
}

} // namespace

Result<void> checkPlaces(const PartWriter &writer, const QString &jobId, int part)
{
    const QString folder = writer.folder() + QLatin1Char('/');
    const auto there = factsOf(nativePath(folder + QLatin1Char('.')));
    if (!there && there.error() == std::errc::permission_denied)
        return failure(
            ErrorKind::Storage,
            Texts::tr("The export's folder %1 cannot be opened: permission denied.").arg(writer.folder()),
            Texts::tr("Change its permissions, then resume the job."));
    for (const QString &name : {writer.fileName(part) + QStringLiteral(".part"), commitCountName(jobId),
                                checksumName(jobId), manifestName(jobId)}) {
        const QString path = folder + name;
        if (const auto facts = factsOf(nativePath(path));
            facts && !facts->isPlain && !QFileInfo(path).isSymLink())
            return std::unexpected(notAFileError(path));
    }
    return {};
}

Result<OpenPartState> checkOpenPart(const PartWriter &writer, const QString &jobId,
                                    const EndpointCheckpoint &point, const QList<PageRecord> &pages,
                                    const std::stop_token &stop)
{
    OpenPartState state;
    const auto count = readCommitCount(writer.folder(), jobId);
    if (pages.isEmpty()) {
        // Files without any of these may be somebody else's: PartWriter::open() names them. A power failure
        // may have left the note of the commits without its content.
        const std::array traces{commitCountName(jobId), manifestName(jobId), checksumName(jobId)};
        state.isNewer = std::ranges::any_of(traces, [&](const QString &name) {
            return QFileInfo::exists(writer.folder() + QLatin1Char('/') + name);
        });
        return state;
    }
    // A note that is there and cannot be read may say so as well.
    const auto note =
        NativeFile::open(nativePath(writer.folder() + QLatin1Char('/') + commitCountName(jobId)), {});
    state.isNewer = writer.hasNewerFiles(point.part) ||
                    (!note && note.error() == std::errc::permission_denied) ||
                    (count && isAhead(*count, point, pages.last()));
    const QString finished = writer.folder() + QLatin1Char('/') + writer.fileName(point.part.number);
    const QString open = finished + QStringLiteral(".part");
    // It may have been renamed before the journal could say so. A longer one will be set aside.
    const bool isRenamed = !QFileInfo::exists(open) && QFileInfo(finished).size() == point.part.fileBytes;
    const QFileInfo info(isRenamed ? finished : open);
    if (info.isSymLink() || (info.exists() && !info.isFile()) || !QFileInfo::exists(writer.folder()))
        return state;
    const Tail tail = tailOf(info.filePath(), writer.compression(), point.part.fileBytes, pages, stop);
    state.isNewer = state.isNewer || tail.isMoreThanAPage;
    state.notCommitted = tail.first;
    if (point.part.fileBytes == 0)
        return state;
    auto file = openFile(info.filePath());
    if (!file) {
        // If it is there and cannot be read, opening it for writing will say why.
        state.isIntact = info.exists();
        return state;
    }
    PartReader reader(std::make_unique<Section>(std::move(*file), 0, point.part.fileBytes, stop),
                      writer.compression(), info.filePath());
    ASSIGN_OR_RETURN(const bool right, linesAreThose(reader, pagesOf(point.part, pages)));
    state.isIntact = right && info.size() >= point.part.fileBytes;
    return state;
}

Result<void> checkDigest(const QString &folder, const PartRecord &part, const std::stop_token &stop)
{
    const QString path = folder + QLatin1Char('/') + part.name;
    auto file = openFile(path);
    if (!file) {
        Error error = file.error();
        error.message = Texts::tr("The finished file %1 cannot be read: %2").arg(path, error.message);
        error.nextStep = Texts::tr("Put it back, then resume the job; or cancel the job and export again.");
        error.kind = ErrorKind::Storage;
        return std::unexpected(error);
    }
    FileHash hash(false);
    std::vector<char> bytes(1 << 20);
    for (;;) {
        if (stop.stop_requested())
            return stopped();
        ASSIGN_OR_RETURN(const size_t got, (*file)->read(bytes.data(), bytes.size()));
        if (got == 0)
            break;
        hash.add(bytes.data(), got);
    }
    const FileDigests digests = hash.finish();
    if (digests.sha256 == part.sha256)
        return {};
    return failure(ErrorKind::Storage, Texts::tr("The finished file %1 was changed.").arg(path),
                   Texts::tr("Put it back, then resume the job; or cancel the job and export again."),
                   QStringLiteral("SHA-256 %1 instead of %2")
                       .arg(QString::fromLatin1(digests.sha256), QString::fromLatin1(part.sha256)));
}

} // namespace slipway

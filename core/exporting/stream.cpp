#include "core/exporting/stream.h"

#include "core/exporting/manifest.h"

#include <algorithm>

namespace slipway {
namespace {

QString hexOf(quint64 crc)
{
    return QStringLiteral("%1").arg(crc, 16, 16, QLatin1Char('0'));
}

} // namespace

Stream::Stream(StreamContext context, JobJournal journal, StreamCheckpoint point)
    : m_context(std::move(context)), m_journal(std::move(journal)), m_point(std::move(point)),
      m_writer(tableFolder(m_context.request, m_context.endpoint), m_context.jobId,
               m_context.request.compression, m_context.access.has_value())
{
    if (m_point.pages == 0)
        m_point.hwm = m_context.request.from;
    m_progress = m_point.totals;
    m_previousIds = EventIds(m_point.lastIds);
}

Result<void> Stream::take(const ResponsePage &page, const QString &checksum, const PageScope &scope,
                          bool requestFollows)
{
    PageRecord record;
    record.sequence = m_point.pages + 1;
    record.operation = scope.operation;
    record.sent = static_cast<qint64>(page.events().size());
    record.checksum = checksum;
    m_ids.clear();
    m_ids.reserve(record.sent);
    for (size_t i = 0; i < page.events().size(); ++i) {
        const std::string_view event = page.events()[i];
        const EventKey &key = page.keys()[i];
        // An event without a time cannot be out of range.
        if (key.timestamp && (*key.timestamp < scope.from || *key.timestamp >= scope.to)) {
            ++record.outOfRange;
            continue;
        }
        if (!scope.hasCursor) {
            if (!m_previousIds.insert(key.id.empty() ? event : key.id)) {
                ++record.duplicates;
                continue;
            }
        } else if (!m_context.request.keepDuplicates && !key.id.empty()) {
            const bool isNew = m_ids.insert(key.id);
            if (!isNew || m_previousIds.contains(key.id)) {
                ++record.duplicates;
                continue;
            }
        }
        if (auto opened = openPart(); !opened)
            return opened;
        if (auto appended = m_writer.append(event); !appended)
            return appended;
        ++record.events;
        record.bytes += static_cast<qint64>(event.size()) + 1;
        PartRecord &part = m_point.part;
        if (key.timestamp) {
            part.first = part.first == 0 ? *key.timestamp : std::min(part.first, *key.timestamp);
            part.last = std::max(part.last, *key.timestamp);
        }
    }
    record.linesCrc = hexOf(m_writer.takeLinesCrc());
    const qint64 sizeBefore = m_point.part.fileBytes;
    if (record.events > 0) {
        const Result<qint64> size = m_writer.sync();
        if (!size)
            return std::unexpected(size.error());
        m_point.part.fileBytes = *size;
        m_point.part.events += record.events;
        m_point.part.bytes += record.bytes;
    }
    record.hwm = std::max(m_point.hwm, scope.hwm ? *scope.hwm : page.highWaterMark().value_or(m_point.hwm));
    if (!scope.hasCursor) {
        if (record.hwm > m_point.hwm)
            m_previousIds.clear();
        m_point.lastIds = m_previousIds.joined();
    }
    m_point.hwm = record.hwm;
    m_point.pages = record.sequence;
    if (record.sent > 0 && scope.hasCursor) { // behind an empty page, `resend` may still give the one before
        m_point.lastChecksum = checksum;
        m_point.lastIds = m_ids.joined();
    }
    StreamProgress &totals = m_point.totals;
    totals.events += record.events;
    totals.outOfRange += record.outOfRange;
    totals.duplicates += record.duplicates;
    totals.bytes += record.bytes;
    totals.fileBytes += m_point.part.fileBytes - sizeBefore;
    if (auto committed = m_journal.commitPage(m_context.jobId, m_point, record, requestFollows); !committed)
        return committed;
    if (record.sent > 0 && scope.hasCursor)
        std::swap(m_previousIds, m_ids);
    totals.pages = m_point.pages;
    totals.hwm = m_point.hwm;
    if (m_point.part.fileBytes >= m_context.request.partSize)
        return finishPart();
    return {};
}

Result<void> Stream::uploadTo(UploadQueue *uploads)
{
    const auto parts = m_journal.parts(m_context.jobId, m_context.endpoint.id);
    if (!parts)
        return std::unexpected(parts.error());
    if (auto begun = uploads->begin(*parts); !begun)
        return begun;
    m_uploads = uploads;
    QObject::connect(uploads, &UploadQueue::changed, uploads, [this] { report(m_note, m_progress.error); });
    return {};
}

Result<void> Stream::reopen(const std::stop_token &stop)
{
    if (auto there = checkFinishedParts(); !there)
        return there;
    if (m_point.part.fileBytes == 0)
        return {};
    if (auto opened = openPart(stop); !opened)
        return opened;
    // The run before may have ended between the commit that filled the part and the part's own.
    const bool full = m_point.part.fileBytes >= m_context.request.partSize;
    return full || m_writer.isFinished() ? finishPart() : Result<void>{};
}

Result<void> Stream::finishLastPart()
{
    if (m_open) {
        if (auto finished = finishPart(); !finished)
            return finished;
    }
    return checkFinishedParts();
}

Result<void> Stream::writeChecksums()
{
    return slipway::writeChecksums(m_context.jobId, m_context.request, m_context.endpoint, m_journal);
}

Result<void> Stream::writeManifest()
{
    return slipway::writeManifest(m_context.jobId, m_context.request, m_context.endpoint, m_journal,
                                  m_uploads ? m_uploads->uploads() : QMap<int, UploadRecord>());
}

void Stream::report(const QString &note, const std::optional<Error> &error)
{
    m_progress = m_point.totals;
    m_progress.requests = m_point.requests;
    m_progress.note = m_note = note;
    if (m_uploads) {
        m_progress.uploadedFiles = m_uploads->uploadedFiles();
        m_progress.uploadedBytes = m_uploads->uploadedBytes();
        if (!m_uploads->note().isEmpty()) // trouble; that the fetching waits is no news then
            m_progress.note = m_uploads->note();
    }
    m_progress.error = error;
    m_context.progress(m_progress);
}

void Stream::reportDone()
{
    m_point.totals.done = true;
    report();
}

Result<void> Stream::checkFinishedParts()
{
    auto parts = m_journal.parts(m_context.jobId, m_context.endpoint.id);
    if (!parts)
        return std::unexpected(parts.error());
    if (m_uploads) // what is in the bucket is no longer here
        parts->removeIf([&](const PartRecord &part) { return m_uploads->uploads().contains(part.number); });
    return checkFiles(tableFolder(m_context.request, m_context.endpoint), *parts);
}

Result<void> Stream::openPart(const std::stop_token &stop)
{
    if (m_open)
        return {};
    const Result<void> opened = m_writer.open(m_point.part, stop);
    m_open = opened.has_value();
    return opened;
}

Result<void> Stream::finishPart()
{
    const Result<PartRecord> finished = m_writer.finish();
    if (!finished)
        return std::unexpected(finished.error());
    m_open = false;
    PartRecord part = m_point.part;
    part.name = finished->name;
    part.sha256 = finished->sha256;
    part.md5 = finished->md5;
    if (auto committed = m_journal.commitPart(m_context.jobId, m_point, part); !committed)
        return committed;
    if (m_uploads)
        m_uploads->add(part);
    return {};
}

} // namespace slipway

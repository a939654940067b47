#include "core/exporting/verify.h"

#include "core/base/time_text.h"
#include "core/exporting/event_ids.h"
#include "core/exporting/manifest_reader.h"
#include "core/exporting/part_reader.h"
#include "core/exporting/part_writer.h"
#include "core/netskope/response_page.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace slipway {
namespace {

constexpr qsizetype mostFindings = 100;

QString tr(const char *text)
{
    return QCoreApplication::translate("Verify", text);
}

class Verification
{
public:
    Verification(const QString &path, Manifest manifest, const std::function<void(qint64, qint64)> &progress,
                 std::stop_token stop)
        : m_folder(QFileInfo(path).absolutePath()), m_manifestName(QFileInfo(path).fileName()),
          m_manifest(std::move(manifest)), m_progress(progress), m_stop(std::move(stop))
    {
        m_report.manifest = path;
        m_report.job = m_manifest.job;
        m_report.endpointId = m_manifest.endpointId;
        m_report.from = m_manifest.from;
        m_report.to = m_manifest.to;
        m_report.files = m_manifest.files.size();
        m_report.pages = m_manifest.pages.size();
        m_report.duplicatesRemoved = m_manifest.duplicates;
        m_report.outOfRange = m_manifest.outOfRange;
        for (const PartRecord &part : m_manifest.files)
            m_toRead += part.fileBytes;
        m_beat.start();
    }

    // False: stopped.
    bool run()
    {
        checkChain();
        checkTotals();
        checkChecksumFile();
        checkLeftovers();
        for (const PartRecord &part : m_manifest.files) {
            if (!checkFile(part))
                return false;
        }
        const auto hasEvents = [](const PageRecord &page) { return page.events > 0; };
        if (std::any_of(m_manifest.pages.begin() + m_page, m_manifest.pages.end(), hasEvents))
            find(m_manifestName, tr("Its pages hold more events than its files."));
        return true;
    }
    VerifyReport takeReport() { return std::move(m_report); }

private:
    void find(const QString &file, const QString &problem)
    {
        if (m_report.findings.size() < mostFindings)
            m_report.findings << VerifyFinding{file, problem};
        else
            ++m_report.moreFindings;
    }

    // A page of API v1 names its window of time, which begins where everything before is covered, and moves
    // the mark to the window's end or not at all.
    [[nodiscard]] static bool isInWindow(const PageRecord &page, qint64 covered)
    {
        static const QRegularExpression form(QStringLiteral("\\A(\\d+)-(\\d+)\\+\\d+\\z"));
        const auto window = form.match(page.operation);
        return window.hasMatch() && window.captured(1).toLongLong() == covered &&
               (page.hwm == covered || page.hwm == window.captured(2).toLongLong());
    }

    // From the start of the range to its end without a hole.
    void checkChain()
    {
        const QList<PageRecord> &pages = m_manifest.pages;
        if (m_manifest.to <= m_manifest.from)
            find(m_manifestName, tr("Its range is empty."));
        if (pages.isEmpty())
            return find(m_manifestName, tr("It lists no page: nothing proves that the range is covered."));
        const bool isV1 = m_manifest.endpointId.startsWith(QLatin1String("v1-"));
        if (!isV1 && pages.first().operation != QString::number(m_manifest.from))
            find(m_manifestName, tr("Its first page was not asked for from the start of the range (%1).")
                                     .arg(isoUtc(m_manifest.from)));
        qint64 hwm = m_manifest.from;
        for (qsizetype i = 0; i < pages.size(); ++i) {
            const PageRecord &page = pages[i];
            if (page.sequence != i + 1) {
                find(m_manifestName,
                     tr("Page %1 is missing: there is a hole after %2.").arg(i + 1).arg(isoUtc(hwm)));
                break;
            }
            const bool follows = isV1     ? isInWindow(page, hwm)
                                 : i == 0 ? true
                                          : page.operation == QLatin1String("next") ||
                                                page.operation == QLatin1String("resend");
            if (!follows)
                find(m_manifestName, tr("Page %1 does not follow the one before it (it was asked for with "
                                        "\"%2\").")
                                         .arg(page.sequence)
                                         .arg(page.operation.left(40)));
            if (page.hwm < hwm)
                find(m_manifestName, tr("Page %1 goes back in time, from %2 to %3.")
                                         .arg(page.sequence)
                                         .arg(isoUtc(hwm), isoUtc(page.hwm)));
            if (page.sent != page.events + page.outOfRange + page.duplicates)
                find(m_manifestName,
                     tr("Page %1: what was sent is not what was written, left out and removed.")
                         .arg(page.sequence));
            hwm = std::max(hwm, page.hwm);
        }
        m_report.coveredUntil = pages.last().hwm;
        // An empty page that moves nothing says that there is nothing newer.
        const qint64 before = pages.size() > 1 ? pages[pages.size() - 2].hwm : m_manifest.from;
        const bool nothingNewer = pages.last().sent == 0 && pages.last().hwm <= before;
        if (pages.last().hwm < m_manifest.to && !nothingNewer)
            find(m_manifestName,
                 tr("Its pages end at %1, before the end of the range (%2): the time between is not covered.")
                     .arg(isoUtc(pages.last().hwm), isoUtc(m_manifest.to)));
    }

    void checkTotals()
    {
        qint64 sent = 0, events = 0, outOfRange = 0, duplicates = 0, bytes = 0;
        for (const PageRecord &page : m_manifest.pages) {
            sent += page.sent;
            events += page.events;
            outOfRange += page.outOfRange;
            duplicates += page.duplicates;
            bytes += page.bytes;
        }
        const auto compare = [&](const QString &what, qint64 sum, qint64 total, const QString &of) {
            if (sum != total)
                find(m_manifestName, tr("%1: the sum over its %2 is %3, its total says %4.")
                                         .arg(what, of)
                                         .arg(sum)
                                         .arg(total));
        };
        const QString ofPages = tr("pages"), ofFiles = tr("files");
        compare(tr("Events sent"), sent, m_manifest.sent, ofPages);
        compare(tr("Events"), events, m_manifest.events, ofPages);
        compare(tr("Events outside the range"), outOfRange, m_manifest.outOfRange, ofPages);
        compare(tr("Duplicates"), duplicates, m_manifest.duplicates, ofPages);
        compare(tr("Bytes"), bytes, m_manifest.bytes, ofPages);
        events = bytes = 0;
        qint64 fileBytes = 0;
        for (const PartRecord &part : m_manifest.files) {
            events += part.events;
            bytes += part.bytes;
            fileBytes += part.fileBytes;
        }
        compare(tr("Events"), events, m_manifest.events, ofFiles);
        compare(tr("Bytes"), bytes, m_manifest.bytes, ofFiles);
        compare(tr("Bytes in files"), fileBytes, m_manifest.fileBytes, ofFiles);
    }

    [[nodiscard]] QString checksumName() const { return m_manifest.job + QStringLiteral(".sha256"); }

    void checkChecksumFile()
    {
        QByteArray wanted;
        for (const PartRecord &part : m_manifest.files)
            wanted += part.sha256 + "  " + part.name.toUtf8() + '\n';
        QFile file(m_folder + QLatin1Char('/') + checksumName());
        if (!file.open(QIODevice::ReadOnly))
            return find(checksumName(), file.exists() ? tr("It cannot be read.") : tr("It is missing."));
        if (file.size() != wanted.size() || file.readAll() != wanted)
            find(checksumName(), tr("It does not say the same as the manifest."));
    }

    void checkLeftovers()
    {
        QSet<QString> expected{m_manifestName, checksumName(),
                               m_manifest.job + QStringLiteral("-manifest.json")};
        for (const PartRecord &part : m_manifest.files) {
            if (expected.contains(part.name))
                find(part.name, tr("The manifest lists it twice."));
            expected << part.name;
        }
        const QStringList present = QDir(m_folder).entryList(
            {m_manifest.job + QStringLiteral("-*"), m_manifest.job + QStringLiteral(".*")},
            QDir::AllEntries | QDir::Hidden | QDir::System);
        for (const QString &name : present) {
            if (!expected.contains(name))
                find(name, tr("It belongs to the job, but not to its manifest."));
        }
    }

    bool beat(qint64 bytes)
    {
        if (m_stop.stop_requested())
            return false;
        if (m_progress && (m_beat.elapsed() >= 100 || bytes >= m_toRead)) {
            m_beat.restart();
            m_progress(bytes, m_toRead);
        }
        return true;
    }

    // False: stopped.
    bool checkFile(const PartRecord &part)
    {
        // The file's pages are those of the next part.events events: a page never spans two files.
        const qsizetype firstPage = m_page;
        qint64 planned = 0;
        while (m_page < m_manifest.pages.size() &&
               (m_manifest.pages[m_page].events == 0 || planned < part.events))
            planned += m_manifest.pages[m_page++].events;
        if (planned != part.events)
            find(part.name, tr("Its %1 events are not those of whole pages.").arg(part.events));

        Result<PartReader> opened =
            PartReader::open(m_folder + QLatin1Char('/') + part.name, m_manifest.compression);
        if (!opened) {
            find(part.name, opened.error().message);
            m_previousIds.clear();
            return true;
        }
        PartReader &reader = *opened;
        m_lines = {};
        m_lines.page = firstPage;
        m_lines.lastPage = m_page;
        bool whole = true;
        for (qint64 count = 0;; ++count) {
            if (count % 256 == 0 && !beat(m_report.fileBytes + reader.fileBytes()))
                return false;
            const auto line = reader.next();
            if (!line) {
                find(part.name, line.error().message);
                whole = false;
                break;
            }
            if (!*line)
                break;
            checkLine(part, **line);
        }
        reader.drain();
        if (reader.fileBytes() != part.fileBytes)
            find(part.name, tr("It has %1 bytes instead of %2.").arg(reader.fileBytes()).arg(part.fileBytes));
        if (reader.digest() != part.sha256)
            find(part.name, tr("Its SHA-256 is not that of the manifest: it was changed."));
        if (whole)
            compareCounts(part);
        m_report.events += m_lines.events;
        m_report.fileBytes += reader.fileBytes();
        return beat(m_report.fileBytes);
    }

    void compareCounts(const PartRecord &part)
    {
        if (m_lines.events != part.events)
            find(part.name, tr("It holds %1 events instead of %2.").arg(m_lines.events).arg(part.events));
        else if (m_lines.bytes != part.bytes)
            find(part.name, tr("Its lines have %1 bytes instead of %2.").arg(m_lines.bytes).arg(part.bytes));
        if (m_lines.first != part.first || m_lines.last != part.last)
            find(part.name, tr("Its events are from %1 to %2, and not from %3 to %4.")
                                .arg(isoUtc(m_lines.first), isoUtc(m_lines.last), isoUtc(part.first),
                                     isoUtc(part.last)));
        if (m_lines.outside > 0)
            find(part.name, tr("%1 of its events lie outside the range.").arg(m_lines.outside));
        if (m_lines.repeated > 0)
            find(part.name, tr("%1 of its events come twice (same _id).").arg(m_lines.repeated));
    }

    void checkLine(const PartRecord &part, std::string_view line)
    {
        ++m_lines.events;
        m_lines.bytes += static_cast<qint64>(line.size()) + 1;
        const EventKey key = eventKey(line);
        if (key.timestamp) {
            const qint64 time = *key.timestamp;
            m_lines.first = m_lines.first == 0 ? time : std::min(m_lines.first, time);
            m_lines.last = std::max(m_lines.last, time);
            m_lines.outside += time < m_manifest.from || time >= m_manifest.to;
        }
        if (!m_manifest.keepDuplicates && !key.id.empty()) {
            const bool isNew = m_ids.insert(key.id);
            m_lines.repeated += !isNew || m_previousIds.contains(key.id);
        }
        while (m_lines.page < m_lines.lastPage && m_manifest.pages[m_lines.page].events == 0)
            ++m_lines.page;
        if (m_lines.page == m_lines.lastPage)
            return; // more lines than pages: the count says so
        const PageRecord &page = m_manifest.pages[m_lines.page];
        m_lines.crc = linesCrc(m_lines.crc, line);
        m_lines.pageBytes += static_cast<qint64>(line.size()) + 1;
        if (++m_lines.pageEvents < page.events)
            return;
        if (!m_lines.pageFound &&
            (m_lines.pageBytes != page.bytes ||
             QStringLiteral("%1").arg(m_lines.crc, 16, 16, QLatin1Char('0')) != page.linesCrc)) {
            find(part.name, tr("Lines %1 to %2 are not those of page %3.")
                                .arg(m_lines.events - page.events + 1)
                                .arg(m_lines.events)
                                .arg(page.sequence));
            m_lines.pageFound = true; // all that follow may be shifted
        }
        std::swap(m_previousIds, m_ids);
        m_ids.clear();
        m_lines.crc = 0;
        m_lines.pageEvents = m_lines.pageBytes = 0;
        ++m_lines.page;
    }

    // What was seen of the file at hand.
    struct Lines
    {
        qint64 events = 0, bytes = 0, first = 0, last = 0, outside = 0, repeated = 0;
        qsizetype page = 0, lastPage = 0; // indexes; the second is behind the last
        qint64 pageEvents = 0, pageBytes = 0;
        quint64 crc = 0;
        bool pageFound = false; // a page is wrong, and was reported
    };

    QString m_folder, m_manifestName;
    Manifest m_manifest;
    const std::function<void(qint64, qint64)> &m_progress;
    std::stop_token m_stop;
    VerifyReport m_report;
    qint64 m_toRead = 0;
    QElapsedTimer m_beat;
    qsizetype m_page = 0; // index of the first page that has no file yet
    Lines m_lines;
    EventIds m_previousIds, m_ids; // of the page before and of the page at hand
};

} // namespace

QJsonObject VerifyReport::asJson() const
{
    QJsonArray list;
    for (const VerifyFinding &finding : findings)
        list << QJsonObject{{QStringLiteral("file"), finding.file},
                            {QStringLiteral("problem"), finding.problem}};
    return {{QStringLiteral("manifest"), manifest},
            {QStringLiteral("right"), isRight()},
            {QStringLiteral("job"), job},
            {QStringLiteral("endpoint"), endpointId},
            {QStringLiteral("from"), isoUtc(from)},
            {QStringLiteral("to"), isoUtc(to)},
            {QStringLiteral("covered_until"), isoUtc(coveredUntil)},
            {QStringLiteral("files"), files},
            {QStringLiteral("pages"), pages},
            {QStringLiteral("events"), events},
            {QStringLiteral("file_bytes"), fileBytes},
            {QStringLiteral("duplicates_removed"), duplicatesRemoved},
            {QStringLiteral("out_of_range"), outOfRange},
            {QStringLiteral("findings"), list},
            {QStringLiteral("more_findings"), moreFindings}};
}

Result<VerifyReport> verifyExport(const QString &manifestPath,
                                  const std::function<void(qint64, qint64)> &progress, std::stop_token stop)
{
    Result<Manifest> manifest = readManifest(manifestPath);
    if (!manifest)
        return std::unexpected(manifest.error());
    Verification verification(manifestPath, std::move(*manifest), progress, std::move(stop));
    if (!verification.run())
        return failure(ErrorKind::Cancelled, tr("The verification was stopped."));
    return verification.takeReport();
}

} // namespace slipway

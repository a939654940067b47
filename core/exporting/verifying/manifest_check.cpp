#include "core/exporting/verifying/manifest_check.h"

#include "core/base/plural_form.h"
#include "core/base/printable.h"
#include "core/base/time_text.h"
#include "core/destinations/destination.h"
#include "core/exporting/fetching/window_plan.h"
#include "core/exporting/journal/export_job.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/parts/part_writer.h"
#include "core/netskope/api.h"
#include "core/netskope/endpoint.h"
#include "core/netskope/iterator.h"
#include "core/netskope/tenant_address.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QHostAddress>
#include <QRegularExpression>
#include <QSet>
#include <QtNumeric>

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ManifestCheck)
};

// Counts of a manifest may be anything up to 2^63 - 1. A sum that would be larger stays at that, and so is
// never what an honest total says.
void addTo(qint64 &sum, qint64 count)
{
    if (qAddOverflow(sum, count, &sum))
        sum = std::numeric_limits<qint64>::max();
}

qint64 sumOf(std::initializer_list<qint64> counts)
{
    qint64 sum = 0;
    for (const qint64 count : counts)
        addTo(sum, count);
    return sum;
}

class ManifestCheck
{
public:
    ManifestCheck(const Manifest &manifest, const QString &name, VerifyReport &report)
        : m_manifest(manifest), m_manifestName(name), m_report(report)
    {
        for (qsizetype i = 0; i < manifest.pages.size(); ++i) {
            const auto [known, isNew] = m_pagesOf.try_emplace(manifest.pages[i].index, i, i);
            if (!isNew)
                known->second.second = i;
        }
        for (const ManifestWindow &window : manifest.windows)
            m_windows.insert(window.index);
    }

    // From the start of the range to its end without a gap.
    void checkChain()
    {
        const QList<PageRecord> &pages = m_manifest.pages;
        if (m_manifest.to <= m_manifest.from)
            addFinding(m_manifestName, Texts::tr("Its range is empty."));
        if (pages.isEmpty())
            return addFinding(m_manifestName,
                              Texts::tr("It lists no pages, so nothing proves that the range is covered."));
        const bool hasCursors = Api::ofId(m_manifest.endpointId).hasCursors();
        // Batches without events before the first page are not listed, so that one may be a later one.
        const QString first = pages.first().operation;
        if (m_manifest.continues)
            checkContinuedStart(*m_manifest.continues, pages.first());
        else if (hasCursors && first != QString::number(m_manifest.from) && first != QLatin1String("next") &&
                 first != QLatin1String("resend"))
            addFinding(m_manifestName,
                       Texts::tr("Its first page was not requested from the start of the range (%1).")
                           .arg(isoUtc(m_manifest.from)));
        qint64 hwm = m_manifest.startMark(), latest = m_manifest.startLatest();
        for (qsizetype i = 0; i < pages.size(); ++i) {
            const PageRecord &page = pages[i];
            if (page.sequence != i + 1) {
                addFinding(
                    m_manifestName,
                    Texts::tr("Page %1 is missing: there is a hole after %2.").arg(i + 1).arg(isoUtc(hwm)));
                break;
            }
            const bool follows = !hasCursors ? isInWindow(page, hwm)
                                 : i == 0    ? true
                                             : page.operation == QLatin1String("next") ||
                                                page.operation == QLatin1String("resend") ||
                                                startsAfresh(page, pages[i - 1], std::max(hwm, latest));
            if (!follows)
                addFinding(m_manifestName,
                           Texts::tr("Page %1 does not follow the one before it (it was asked for with "
                                     "\"%2\").")
                               .arg(page.sequence)
                               .arg(page.operation.left(40)));
            if (page.hwm < hwm)
                addFinding(m_manifestName, Texts::tr("Page %1 goes back in time, from %2 to %3.")
                                               .arg(page.sequence)
                                               .arg(isoUtc(hwm), isoUtc(page.hwm)));
            latest = std::max(latest, page.latest);
            if (page.hwm > newestMark(page))
                addFinding(m_manifestName,
                           Texts::tr("Page %1 has a mark in the future, %2: none of its events is that late.")
                               .arg(page.sequence)
                               .arg(isoUtc(page.hwm)));
            if (page.latest > newestTime())
                addFinding(m_manifestName, Texts::tr("Page %1 has its latest event in the future, at %2.")
                                               .arg(page.sequence)
                                               .arg(isoUtc(page.latest)));
            if (!saysHowMany(page))
                addFinding(m_manifestName, Texts::tr("Page %1: its checksum is not that of %2 events.",
                                                     nullptr, pluralForm(page.sent))
                                               .arg(page.sequence)
                                               .arg(page.sent));
            if (page.sent != sumOf({page.events, page.outOfRange, page.duplicates, page.late, page.replayed}))
                addFinding(m_manifestName,
                           Texts::tr("Page %1: the events that were sent are not the sum of those "
                                     "written, left out and removed.")
                               .arg(page.sequence));
            checkPage(page, i == 0 ? m_manifest.startMark() : pages[i - 1].hwm);
            if (i > 0 && page.index < pages[i - 1].index)
                addFinding(m_manifestName,
                           Texts::tr("Page %1 is from an earlier index than the page before it.")
                               .arg(page.sequence));
            hwm = std::max(hwm, page.hwm);
        }
        m_report.coveredUntil = pages.last().hwm;
        // An empty last page says that there is nothing newer.
        const bool nothingNewer = pages.last().sent == 0;
        if (pages.last().hwm < m_manifest.to && !nothingNewer)
            addFinding(
                m_manifestName,
                Texts::tr(
                    "Its pages end at %1, before the end of the range (%2): the time between is not covered.")
                    .arg(isoUtc(pages.last().hwm), isoUtc(m_manifest.to)));
    }

    // Windows that were fetched side by side join: each begins within what the pages before it covered. Their
    // indexes' first pages need not be listed, so the pages alone do not say where each began.
    void checkWindows()
    {
        int before = 0;
        for (const ManifestWindow &window : m_manifest.windows) {
            const auto pages = m_pagesOf.find(window.index);
            const bool isNext = window.index > std::exchange(before, window.index);
            if (!isNext || pages == m_pagesOf.end() || pages->second.first == 0) {
                addFinding(m_manifestName, Texts::tr("Its windows do not match its pages."));
                return;
            }
            const PageRecord &first = m_manifest.pages[pages->second.first];
            const PageRecord &last = m_manifest.pages[pages->second.second];
            const qint64 covered = m_manifest.pages[pages->second.first - 1].hwm;
            if (window.start > covered)
                addFinding(m_manifestName, Texts::tr("There is a hole between two windows: index %1 was "
                                                     "started from %2, but everything before it ends at %3.")
                                               .arg(window.index)
                                               .arg(isoUtc(window.start), isoUtc(covered)));
            bool isEpoch = false;
            const qint64 epoch = first.operation.toLongLong(&isEpoch);
            if (window.start < m_manifest.from || (isEpoch && epoch != window.start) ||
                last.hwm != window.hwm)
                addFinding(m_manifestName,
                           Texts::tr("The window of index %1 does not match its pages.").arg(window.index));
        }
    }

    // Compares what the manifest says about itself with what it lists.
    void checkStatements()
    {
        checkTenant();
        static const QRegularExpression versionForm(QStringLiteral("\\A[0-9A-Za-z.+~-]{1,50}\\z"));
        if (!versionForm.match(m_manifest.slipway).hasMatch())
            addFinding(m_manifestName, Texts::tr("Its version of Slipway is not a version number."));
        checkFiles();
        if (m_manifest.continues)
            checkLink(*m_manifest.continues);
        if (m_manifest.keepDuplicates && m_manifest.duplicates > 0)
            addFinding(
                m_manifestName,
                Texts::tr(
                    "It says that repeats were kept (duplicates_kept), but also that some were left out."));
        const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
        if (const Endpoint *endpoint = catalogue.endpoint(m_manifest.endpointId); !endpoint)
            addFinding(m_manifestName, Texts::tr("Slipway does not know the endpoint that it names: %1.")
                                           .arg(m_manifest.endpointId.left(100)));
        else if (endpoint->path != m_manifest.path || endpoint->table != m_manifest.table)
            addFinding(m_manifestName,
                       Texts::tr("Its path or table is not that of the endpoint %1.").arg(endpoint->id));
        if (m_manifest.fromTime != m_manifest.from || m_manifest.toTime != m_manifest.to)
            addFinding(m_manifestName, Texts::tr("Its range is given twice, with different times."));
        if (m_manifest.pages.isEmpty())
            return;
        const qint64 hwm = m_manifest.pages.last().hwm;
        if (m_manifest.reachedEnd != (hwm >= m_manifest.to))
            addFinding(m_manifestName, Texts::tr("Its reached_end does not match its last page."));
        EndpointProgress progress;
        progress.hwm = hwm;
        progress.latest = m_manifest.startLatest();
        progress.startMark = m_manifest.continues ? m_manifest.startMark() : 0;
        int index = 0;
        for (const PageRecord &page : m_manifest.pages) {
            progress.latest = std::max(progress.latest, page.latest);
            index = std::max(index, page.index);
        }
        const qint64 covered =
            m_manifest.version == 1 ? hwm : progress.coveredUntil(m_manifest.from, m_manifest.to);
        if (m_manifest.coveredUntil != covered)
            addFinding(m_manifestName,
                       Texts::tr("It says that it covers everything until %1 (covered_until); its pages "
                                 "end at %2.")
                           .arg(isoUtc(m_manifest.coveredUntil), isoUtc(covered)));
        if (m_manifest.version == 1)
            return;
        qint64 begins = 0;
        for (const ManifestFile &part : m_manifest.files) {
            if (part.first > 0)
                begins = begins == 0 ? part.first : std::min(begins, part.first);
        }
        if (m_manifest.beginsAt != begins) {
            const auto text = [](qint64 time) { return time == 0 ? Texts::tr("no time") : isoUtc(time); };
            addFinding(m_manifestName, Texts::tr("It begins at %1 (begins_at), but its files begin at %2.")
                                           .arg(text(m_manifest.beginsAt), text(begins)));
        }
        if (!Api::ofId(m_manifest.endpointId).hasCursors())
            return;
        for (int name = 1; name <= aheadNames; ++name)
            m_aheadNames << IndexName::ahead(m_manifest.job, m_manifest.endpointId, name).text();
        bool hasIndexes = m_manifest.indexes.size() > index;
        for (qsizetype i = 0; i < m_manifest.indexes.size(); ++i)
            // The first one of a continuation is that of the job that it continues.
            hasIndexes = hasIndexes && (i == 0 && m_manifest.continues ? isIndexOfJob(m_manifest.indexes[i])
                                                                       : isIndexName(static_cast<int>(i)));
        if (!hasIndexes)
            addFinding(m_manifestName, Texts::tr("Its indexes do not match its job and pages."));
        checkWindows();
    }

    void checkTotals()
    {
        qint64 sent = 0, events = 0, outOfRange = 0, duplicates = 0, bytes = 0, late = 0, replayed = 0;
        qint64 lateKept = 0, undated = 0, sameId = 0, odd = 0, escapedBreaks = 0, earlier = 0, quiet = 0;
        for (const PageRecord &page : m_manifest.pages) {
            addTo(sent, page.sent);
            addTo(events, page.events);
            addTo(outOfRange, page.outOfRange);
            addTo(duplicates, page.duplicates);
            addTo(bytes, page.bytes);
            addTo(late, page.late);
            addTo(replayed, page.replayed);
            addTo(lateKept, page.lateKept);
            addTo(undated, page.undated);
            addTo(sameId, page.sameId);
            addTo(odd, page.odd);
            addTo(escapedBreaks, page.escapedBreaks);
            addTo(earlier, page.earlier);
            addTo(quiet, page.quiet);
        }
        const auto compare = [&](const QString &what, qint64 sum, qint64 total, const QString &of) {
            if (sum != total)
                addFinding(m_manifestName, Texts::tr("%1: the sum over its %2 is %3, but its total is %4.")
                                               .arg(what, of)
                                               .arg(sum)
                                               .arg(total));
        };
        const QString ofPages = Texts::tr("pages"), ofFiles = Texts::tr("files");
        compare(Texts::tr("Events sent"), sent, m_manifest.sent, ofPages);
        compare(Texts::tr("Events"), events, m_manifest.events, ofPages);
        compare(Texts::tr("Events outside the range"), outOfRange, m_manifest.outOfRange, ofPages);
        compare(Texts::tr("Duplicates"), duplicates, m_manifest.duplicates, ofPages);
        compare(Texts::tr("Late events"), late, m_manifest.late, ofPages);
        compare(Texts::tr("Events sent again"), replayed, m_manifest.replayed, ofPages);
        compare(Texts::tr("Late events kept"), lateKept, m_manifest.lateKept, ofPages);
        compare(Texts::tr("Events without a time"), undated, m_manifest.undated, ofPages);
        compare(Texts::tr("Events with the id of another"), sameId, m_manifest.sameId, ofPages);
        compare(Texts::tr("Events that are not strict JSON"), odd, m_manifest.odd, ofPages);
        compare(Texts::tr("Escaped line breaks"), escapedBreaks, m_manifest.escapedBreaks, ofPages);
        compare(Texts::tr("Events from long before the range"), earlier, m_manifest.earlier, ofPages);
        compare(Texts::tr("Unconfirmed answers without events"), quiet, m_manifest.quiet, ofPages);
        compare(Texts::tr("Bytes"), bytes, m_manifest.bytes, ofPages);
        events = bytes = 0;
        qint64 fileBytes = 0;
        for (const PartRecord &part : m_manifest.files) {
            addTo(events, part.events);
            addTo(bytes, part.bytes);
            addTo(fileBytes, part.fileBytes);
        }
        compare(Texts::tr("Events"), events, m_manifest.events, ofFiles);
        compare(Texts::tr("Bytes"), bytes, m_manifest.bytes, ofFiles);
        compare(Texts::tr("Bytes in files"), fileBytes, m_manifest.fileBytes, ofFiles);
    }

private:
    // Only the manifest says whose events these are, so its statements have to agree with each other.
    void checkTenant()
    {
        constexpr qsizetype longestName = 300; // Slipway's own have at most 100 characters, or are hosts
        if (m_manifest.tenant.size() > longestName)
            return addFinding(m_manifestName, Texts::tr("The tenant's name is longer than any."));
        if (printableLine(m_manifest.tenant) != printable(m_manifest.tenant))
            addFinding(m_manifestName, Texts::tr("The tenant's name has several lines."));
        if (!isHost(m_manifest.host))
            return addFinding(m_manifestName, Texts::tr("Its host is not a valid host name."));
        const Result<TenantAddress> named = m_manifest.tenant.contains(QLatin1Char('.'))
                                                ? normaliseAddress(m_manifest.tenant)
                                                : failure(ErrorKind::BadInput, {});
        if (named && named->warnings.isEmpty() && named->url.host() != m_manifest.host)
            addFinding(m_manifestName, Texts::tr("It names two tenants: %1 (tenant) and %2 (host).")
                                           .arg(named->url.host(), m_manifest.host));
    }

    [[nodiscard]] static bool isHost(const QString &host)
    {
        static const QRegularExpression name(
            QStringLiteral("\\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\\z"));
        static const QRegularExpression numberAtEnd(QStringLiteral("(?:\\A|\\.)\\d+\\z"));
        if (host.contains(QLatin1Char(':')))
            return QHostAddress(host).protocol() == QAbstractSocket::IPv6Protocol;
        // A name that ends with a number can only be an IP address.
        if (numberAtEnd.match(host).hasMatch())
            return host.count(QLatin1Char('.')) == 3 &&
                   QHostAddress(host).protocol() == QAbstractSocket::IPv4Protocol;
        return host.size() <= 253 && name.match(host).hasMatch();
    }

    // What the counts of a page say about each other.
    // `markBefore`: epoch seconds.
    void checkPage(const PageRecord &page, qint64 markBefore)
    {
        const qint64 most =
            std::max({page.undated, page.lateKept, page.sameId, page.odd}); // each of them of those written
        if (page.earlier > page.outOfRange || most > page.events)
            addFinding(
                m_manifestName,
                Texts::tr("Page %1 counts more events of one kind than it contains.").arg(page.sequence));
        const QString crcOfNothing(16, QLatin1Char('0'));
        if (page.events == 0 && (page.bytes > 0 || page.escapedBreaks > 0 || page.linesCrc != crcOfNothing))
            addFinding(m_manifestName,
                       Texts::tr("Page %1 has no lines, but the manifest makes statements about its lines.")
                           .arg(page.sequence));
        constexpr qint64 mostQuiet = 100'000; // an export gives up long before
        if (page.quiet > mostQuiet)
            addFinding(m_manifestName,
                       Texts::tr("Page %1 counts more answers without events than an export accepts.")
                           .arg(page.sequence));
        if (page.sent == 0 &&
            (page.latest > 0 || page.quiet > 0 || page.checksum != QLatin1String("0-0000000000000000")))
            addFinding(m_manifestName,
                       Texts::tr("Page %1 has no events, but the manifest makes statements about them.")
                           .arg(page.sequence));
        // What is from before the range is its lead-in until a mark has passed the first hour, and late after
        // that.
        constexpr qint64 hour = 3600;
        const bool isFirstHour = markBefore <= m_manifest.from + hour;
        if (!m_manifest.continues && Api::ofId(m_manifest.endpointId).hasCursors() &&
            (isFirstHour ? sumOf({page.late, page.lateKept}) > 0 : page.earlier > 0))
            addFinding(m_manifestName,
                       isFirstHour
                           ? Texts::tr("Page %1 has late events, but belongs to the first hour of the range.")
                                 .arg(page.sequence)
                           : Texts::tr("Page %1 has events from long before the range that are not late, but "
                                       "does not belong to its first hour.")
                                 .arg(page.sequence));
        if (m_manifest.keepLate ? page.late > 0 : page.lateKept > 0)
            addFinding(m_manifestName,
                       Texts::tr("Page %1: its late events were not handled as late_events says.")
                           .arg(page.sequence));
    }

    // Names and objects are those that Slipway gives.
    void checkFiles()
    {
        if (!m_manifest.destination.isEmpty()) {
            const Result<Destination> destination = destinationFromUrl(m_manifest.destination);
            if (!destination || destination->url() != m_manifest.destination)
                addFinding(m_manifestName, Texts::tr("Its destination is not the URL of a bucket."));
        }
        for (const ManifestFile &part : m_manifest.files) {
            const QString name = PartWriter::fileName(m_manifest.job, part.number, m_manifest.compression);
            if (part.name != name)
                addFinding(
                    part.name,
                    Texts::tr("As file %1 of the job, it should be named %2.").arg(part.number).arg(name));
            if (part.events == 0)
                addFinding(part.name, Texts::tr("It has no events; Slipway does not write such a file."));
            if (part.object.isEmpty() && !m_manifest.destination.isEmpty())
                addFinding(part.name,
                           Texts::tr("The manifest names a destination, but not the object that it was "
                                     "uploaded to."));
            if (part.object.isEmpty())
                continue;
            if (m_manifest.destination.isEmpty())
                addFinding(part.name, Texts::tr("It was uploaded, but the manifest names no destination."));
            if (part.object != m_manifest.table + QLatin1Char('/') + part.name)
                addFinding(part.name,
                           Texts::tr("The object has a different name: %1.").arg(part.object.left(200)));
        }
    }

    void checkLink(const ContinuedExport &continued)
    {
        if (continued.job == m_manifest.job)
            addFinding(m_manifestName, Texts::tr("It continues itself."));
        if (continued.manifest != manifestName(continued.job))
            addFinding(m_manifestName, Texts::tr("The manifest that it continues is not that of job %1.")
                                           .arg(continued.job.left(100)));
        if (!m_manifest.keepLate)
            addFinding(m_manifestName,
                       Texts::tr("It continues another export, but leaves late events out (late_events)."));
        if (!m_manifest.windows.isEmpty())
            addFinding(
                m_manifestName,
                Texts::tr("It continues another export, and such an export is never fetched in windows."));
        if (continued.begins > continued.hwm || continued.begins > m_manifest.from)
            addFinding(m_manifestName, Texts::tr("According to the manifest, the first of the exports that "
                                                 "it continues begins at %1, which is after their end.")
                                           .arg(isoUtc(continued.begins)));
    }

    // Whether the name of an index is the one that Slipway gives it.
    [[nodiscard]] bool isIndexName(int number) const
    {
        const QString &text = m_manifest.indexes[number];
        const bool isWindow = m_windows.contains(number);
        const bool hasPages = m_pagesOf.contains(number);
        if (!isWindow && text == IndexName::job(m_manifest.job, m_manifest.endpointId, number).text())
            return true;
        if (!isWindow && hasPages)
            return false;
        return m_aheadNames.contains(text);
    }

    [[nodiscard]] static bool isIndexOfJob(const QString &index)
    {
        static const QRegularExpression form(QStringLiteral("\\Aslipway-job-[A-Za-z0-9_-]{1,52}\\z"));
        return form.match(index).hasMatch();
    }

    void addFinding(const QString &file, const QString &problem) { m_report.addFinding(file, problem); }

    // A page of API v1 names its window of time, which begins where everything before is covered, and moves
    // the mark to the window's end or not at all.
    [[nodiscard]] static bool isInWindow(const PageRecord &page, qint64 covered)
    {
        static const QRegularExpression form(QStringLiteral("\\A(\\d+)-(\\d+)\\+\\d+\\z"));
        const auto window = form.match(page.operation);
        return window.hasMatch() && window.captured(1).toLongLong() == covered &&
               (page.hwm == covered || page.hwm == window.captured(2).toLongLong());
    }

    // Either the index of the continued export was just after its last page, which `resend` brought again, or
    // another index starts before that page.
    void checkContinuedStart(const ContinuedExport &continued, const PageRecord &first)
    {
        bool isEpoch = false;
        const qint64 epoch = first.operation.toLongLong(&isEpoch);
        const bool isLastPage = first.index == 0 && first.operation == QLatin1String("resend") &&
                                continued.isLast && first.checksum == continued.checksum;
        const bool isAfresh =
            first.index > 0 &&
            (!isEpoch || epoch <= std::max(continued.hwm, continued.begins) || epoch <= continued.latest);
        if (!isLastPage && !isAfresh)
            addFinding(
                m_manifestName,
                Texts::tr("Its first page (asked for with \"%1\") does not continue where job %2 ended.")
                    .arg(first.operation.left(40), continued.job));
    }

    [[nodiscard]] static qint64 aDayAfter(qint64 time)
    {
        constexpr qint64 day = 86'400;
        return time < std::numeric_limits<qint64>::max() - day ? time + day : time;
    }
    // The latest mark that Slipway believes; later ones are not taken when a page is written.
    [[nodiscard]] qint64 newestMark(const PageRecord &page) const
    {
        return std::max(newestTime(), aDayAfter(page.latest));
    }
    // The latest time of an event that is recorded.
    [[nodiscard]] qint64 newestTime() const
    {
        return aDayAfter(std::max(QDateTime::currentSecsSinceEpoch(), m_manifest.to));
    }

    // The checksum of what was sent begins with the number of events.
    [[nodiscard]] static bool saysHowMany(const PageRecord &page)
    {
        static const QRegularExpression form(QStringLiteral("\\A(\\d{1,18})-[0-9a-f]{16}\\z"));
        const auto match = form.match(page.checksum);
        return match.hasMatch() && match.captured(1) == QString::number(page.sent);
    }

    // Whether another index continues from within what was covered.
    [[nodiscard]] static bool startsAfresh(const PageRecord &page, const PageRecord &before, qint64 covered)
    {
        bool isEpoch = false;
        const qint64 epoch = page.operation.toLongLong(&isEpoch);
        return isEpoch && page.index > before.index && epoch <= covered;
    }

    const Manifest &m_manifest;
    QString m_manifestName;
    VerifyReport &m_report;
    // Of each index, the first and the last of its pages. A manifest may have as many of all of them as fit
    // into it, so nothing here looks through one list for each row of another.
    std::map<int, std::pair<qsizetype, qsizetype>> m_pagesOf;
    std::set<int> m_windows;
    QSet<QString> m_aheadNames;
};

} // namespace

QStringList statedIn(const Manifest &manifest)
{
    QStringList stated{
        Texts::tr("that the tenant is \"%1\" at %2").arg(manifest.tenant.left(200), manifest.host),
        manifest.reachedEnd ? Texts::tr("that the tenant sent all that it had")
                            : Texts::tr("that the tenant sent all that it had, and had nothing newer than %1")
                                  .arg(isoUtc(manifest.coveredUntil)),
        Texts::tr("how each page was requested, its mark, and the checksum of what was sent")};
    if (manifest.events > 0)
        stated << Texts::tr("how many events have the id of another, and how many line breaks were escaped");
    const qint64 leftOut =
        sumOf({manifest.outOfRange, manifest.duplicates, manifest.late, manifest.replayed});
    if (leftOut > 0)
        stated << Texts::tr("why events that were sent are not in the files (%L1), and when they happened")
                      .arg(leftOut);
    if (!manifest.destination.isEmpty())
        stated << Texts::tr("that the files were uploaded to %1 and compared there")
                      .arg(manifest.destination.left(500));
    if (manifest.quiet > 0)
        stated << Texts::tr("that the tenant had no events where it said so only once (%L1 answers)")
                      .arg(manifest.quiet);
    stated << Texts::tr("that Slipway %1 wrote it").arg(manifest.slipway.left(50));
    if (!manifest.unknownFields.isEmpty())
        stated << Texts::tr("the contents of fields that this version of Slipway does not know: %1")
                      .arg(manifest.unknownFields.join(QStringLiteral(", ")));
    return stated;
}

void checkManifest(const Manifest &manifest, const QString &name, VerifyReport &report)
{
    ManifestCheck check(manifest, name, report);
    check.checkChain();
    check.checkStatements();
    check.checkTotals();
}

} // namespace slipway

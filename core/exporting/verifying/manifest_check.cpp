#include "core/exporting/verifying/manifest_check.h"

#include "core/base/time_text.h"
#include "core/exporting/jobs/export_job.h"
#include "core/netskope/endpoint.h"
#include "core/netskope/iterator.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ManifestCheck", text);
}

class ManifestCheck
{
public:
    ManifestCheck(const Manifest &manifest, const QString &name, VerifyReport &report)
        : m_manifest(manifest), m_manifestName(name), m_report(report)
    {}

    // From the start of the range to its end without a gap.
    void checkChain()
    {
        const QList<PageRecord> &pages = m_manifest.pages;
        if (m_manifest.to <= m_manifest.from)
            find(m_manifestName, tr("Its range is empty."));
        if (pages.isEmpty())
            return find(m_manifestName, tr("It lists no page: nothing proves that the range is covered."));
        const bool isV1 = m_manifest.endpointId.startsWith(QLatin1String("v1-"));
        // Batches without events before the first page are not listed, so that one may be a later one.
        const QString first = pages.first().operation;
        if (!isV1 && first != QString::number(m_manifest.from) && first != QLatin1String("next") &&
            first != QLatin1String("resend"))
            find(m_manifestName, tr("Its first page was not asked for from the start of the range (%1).")
                                     .arg(isoUtc(m_manifest.from)));
        qint64 hwm = m_manifest.from, latest = 0;
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
                                                page.operation == QLatin1String("resend") ||
                                                startsAfresh(page, pages[i - 1], std::max(hwm, latest));
            if (!follows)
                find(m_manifestName, tr("Page %1 does not follow the one before it (it was asked for with "
                                        "\"%2\").")
                                         .arg(page.sequence)
                                         .arg(page.operation.left(40)));
            if (page.hwm < hwm)
                find(m_manifestName, tr("Page %1 goes back in time, from %2 to %3.")
                                         .arg(page.sequence)
                                         .arg(isoUtc(hwm), isoUtc(page.hwm)));
            latest = std::max(latest, page.latest);
            if (page.sent != page.events + page.outOfRange + page.duplicates + page.late + page.replayed)
                find(m_manifestName,
                     tr("Page %1: what was sent is not what was written, left out and removed.")
                         .arg(page.sequence));
            hwm = std::max(hwm, page.hwm);
        }
        m_report.coveredUntil = pages.last().hwm;
        // An empty last page says that there is nothing newer.
        const bool nothingNewer = pages.last().sent == 0;
        if (pages.last().hwm < m_manifest.to && !nothingNewer)
            find(m_manifestName,
                 tr("Its pages end at %1, before the end of the range (%2): the time between is not covered.")
                     .arg(isoUtc(pages.last().hwm), isoUtc(m_manifest.to)));
    }

    // What the manifest says of itself, against what it lists.
    void checkStatements()
    {
        const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
        if (const Endpoint *endpoint = catalogue.endpoint(m_manifest.endpointId); !endpoint)
            find(m_manifestName, tr("It is about an endpoint that Slipway does not know: %1.")
                                     .arg(m_manifest.endpointId.left(100)));
        else if (endpoint->path != m_manifest.path || endpoint->table != m_manifest.table)
            find(m_manifestName, tr("Its path or table is not that of the endpoint %1.").arg(endpoint->id));
        if (m_manifest.fromTime != m_manifest.from || m_manifest.toTime != m_manifest.to)
            find(m_manifestName, tr("Its range is given twice, and not alike."));
        if (m_manifest.pages.isEmpty())
            return;
        const qint64 hwm = m_manifest.pages.last().hwm;
        if (m_manifest.reachedEnd != (hwm >= m_manifest.to))
            find(m_manifestName, tr("Whether it reached the end of the range (reached_end) is not what its "
                                    "last page says."));
        EndpointProgress progress;
        progress.hwm = hwm;
        int index = 0;
        for (const PageRecord &page : m_manifest.pages) {
            progress.latest = std::max(progress.latest, page.latest);
            index = std::max(index, page.index);
        }
        const qint64 covered =
            m_manifest.version == 1 ? hwm : progress.coveredUntil(m_manifest.from, m_manifest.to);
        if (m_manifest.coveredUntil != covered)
            find(m_manifestName, tr("It says that it covers everything until %1 (covered_until); its pages "
                                    "end at %2.")
                                     .arg(isoUtc(m_manifest.coveredUntil), isoUtc(covered)));
        if (m_manifest.version == 1 || m_manifest.endpointId.startsWith(QLatin1String("v1-")))
            return;
        bool hasIndexes = m_manifest.indexes.size() > index;
        for (qsizetype i = 0; i < m_manifest.indexes.size(); ++i)
            hasIndexes =
                hasIndexes &&
                m_manifest.indexes[i] ==
                    IndexName::job(m_manifest.job, m_manifest.endpointId, static_cast<int>(i)).text();
        if (!hasIndexes)
            find(m_manifestName, tr("Its indexes are not those of its job and pages."));
        qint64 begins = 0;
        for (const ManifestFile &part : m_manifest.files) {
            if (part.first > 0)
                begins = begins == 0 ? part.first : std::min(begins, part.first);
        }
        if (m_manifest.beginsAt != 0 && begins != 0 && m_manifest.beginsAt < begins)
            find(m_manifestName, tr("It begins at %1 (begins_at), but its files begin at %2.")
                                     .arg(isoUtc(m_manifest.beginsAt), isoUtc(begins)));
    }

    void checkTotals()
    {
        qint64 sent = 0, events = 0, outOfRange = 0, duplicates = 0, bytes = 0, late = 0, replayed = 0;
        for (const PageRecord &page : m_manifest.pages) {
            sent += page.sent;
            events += page.events;
            outOfRange += page.outOfRange;
            duplicates += page.duplicates;
            bytes += page.bytes;
            late += page.late;
            replayed += page.replayed;
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
        compare(tr("Late events"), late, m_manifest.late, ofPages);
        compare(tr("Events sent again"), replayed, m_manifest.replayed, ofPages);
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

private:
    void find(const QString &file, const QString &problem) { m_report.find(file, problem); }

    // A page of API v1 names its window of time, which begins where everything before is covered, and moves
    // the mark to the window's end or not at all.
    [[nodiscard]] static bool isInWindow(const PageRecord &page, qint64 covered)
    {
        static const QRegularExpression form(QStringLiteral("\\A(\\d+)-(\\d+)\\+\\d+\\z"));
        const auto window = form.match(page.operation);
        return window.hasMatch() && window.captured(1).toLongLong() == covered &&
               (page.hwm == covered || page.hwm == window.captured(2).toLongLong());
    }

    // Another index starts within what has been covered.
    [[nodiscard]] static bool startsAfresh(const PageRecord &page, const PageRecord &before, qint64 covered)
    {
        bool isEpoch = false;
        const qint64 epoch = page.operation.toLongLong(&isEpoch);
        return isEpoch && page.index > before.index && epoch <= covered;
    }

    const Manifest &m_manifest;
    QString m_manifestName;
    VerifyReport &m_report;
};

} // namespace

void checkManifest(const Manifest &manifest, const QString &name, VerifyReport &report)
{
    ManifestCheck check(manifest, name, report);
    check.checkChain();
    check.checkStatements();
    check.checkTotals();
}

} // namespace slipway

#include "core/exporting/verifying/export_chain.h"

#include "core/base/time_text.h"
#include "core/exporting/journal/continuing/continuation.h"

#include <QCoreApplication>

namespace slipway {
namespace {

constexpr qint64 batch = 3600; // seconds

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ExportChain)
};

ContinuationStart startAfter(const Manifest &manifest)
{
    ContinuationStart start(manifest.origin(), manifest.to, manifest.startMark(), manifest.startLatest());
    for (const PageRecord &page : manifest.pages)
        start.add(page);
    return start;
}

} // namespace

void ExportChain::check(const Manifest &manifest, const QString &manifestName, VerifyReport &report)
{
    const ContinuedExport &said = *manifest.continues;
    report.continues = said.job;
    const Name before{said.job, manifest.endpointId};
    if (const auto [other, isNew] = m_continuedBy.emplace(before, manifest.job);
        !isNew && other->second != manifest.job)
        report.addFinding(manifestName,
                          Texts::tr("Job %1 is continued by job %2 as well, so events occur twice.")
                              .arg(said.job, other->second));
    const auto found = m_ends.find(before);
    if (found == m_ends.end()) {
        report.notes
            << Texts::tr("It continues job %1, whose manifest was not verified with it: it was not checked "
                         "whether events are missing or occur twice between the two.")
                   .arg(said.job);
        return;
    }
    report.isChainChecked = true;
    const End &end = found->second;
    if (manifest.from != end.to)
        report.addFinding(manifestName, Texts::tr("It continues job %1, which ends at %2, but begins at %3.")
                                            .arg(said.job, isoUtc(end.to), isoUtc(manifest.from)));
    if (manifest.host != end.host)
        report.addFinding(
            manifestName,
            Texts::tr("It continues job %1, which belongs to another tenant (%2).").arg(said.job, end.host));
    const ContinuedExport &is = end.continued;
    // Manifests of version 1 do not have the times from which these are computed.
    const bool isSameStart = end.version == 1 ? said.hwm <= is.hwm && said.latest <= is.latest
                                              : said.hwm == is.hwm && said.latest == is.latest;
    if (said.page != is.page || said.checksum != is.checksum || said.isLast != is.isLast || !isSameStart ||
        said.begins != is.begins)
        report.addFinding(
            manifestName,
            Texts::tr(
                "It does not continue where job %1 ended: there is a hole, or one of the two was changed.")
                .arg(said.job));
    const bool usesItsIndex = !manifest.pages.isEmpty() && manifest.pages.first().index == 0;
    if (usesItsIndex && manifest.indexes.value(0) != end.index)
        report.addFinding(manifestName,
                          Texts::tr("Its first index is not the one that job %1 ended with.").arg(said.job));
}

EventKeyList ExportChain::endBefore(const Manifest &manifest) const
{
    if (!manifest.continues)
        return {};
    const auto found = m_ends.find({manifest.continues->job, manifest.endpointId});
    return found == m_ends.end() ? EventKeyList() : found->second.keys;
}

qsizetype ExportChain::firstPageOfEnd(const Manifest &manifest)
{
    const ContinuationStart start = startAfter(manifest);
    // A fresh index may begin up to a batch earlier.
    for (qsizetype i = 0; i < manifest.pages.size(); ++i) {
        const PageRecord &page = manifest.pages[i];
        if (start.hasMarks() ? page.hwm >= start.mark() - batch : page.latest >= start.latest() - 3 * batch)
            return i;
    }
    return manifest.pages.size();
}

void ExportChain::add(const Manifest &manifest, EventKeys keys)
{
    const ContinuationStart start = startAfter(manifest);
    End end;
    end.to = manifest.to;
    end.host = manifest.host;
    end.version = manifest.version;
    end.continued.job = manifest.job;
    end.continued.begins = manifest.origin();
    end.continued.page = start.page();
    end.continued.checksum = start.checksum();
    end.continued.isLast = start.isLast();
    end.continued.hwm = start.mark();
    end.continued.latest = start.latest();
    end.index = manifest.indexes.value(start.index());
    // A continuation of a short export may read again from before that export's first page.
    if (firstPageOfEnd(manifest) == 0)
        end.keys = endBefore(manifest);
    end.keys.push_back(std::make_shared<const EventKeys>(std::move(keys)));
    m_ends.insert_or_assign({manifest.job, manifest.endpointId}, std::move(end));
}

} // namespace slipway

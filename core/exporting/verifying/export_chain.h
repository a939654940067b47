// Exports that continue each other, verified one after the other: whether each continues where the one before
// it ended, and contains nothing that is in that one's files.
//
// Memory: for each export that was added, the keys of the events at its end that a fresh index of the next
// one may have sent again.
//
// Threads: one.
#pragma once
#include "core/exporting/verifying/lines_check.h"
#include "core/exporting/verifying/manifest_reader.h"
#include "core/exporting/verifying/verify_report.h"

#include <map>
#include <set>

namespace slipway {

class ExportChain
{
public:
    // Checks whether the manifest fits that of the export that it continues; findings and notes go into
    // `report`. Only for an export that continues another one.
    void check(const Manifest &manifest, const QString &manifestName, VerifyReport &report);
    // The keys of the events at the end of the exports before it; empty if those were not added.
    [[nodiscard]] EventKeyList endBefore(const Manifest &manifest) const;

    // The first page whose events the next export must not bring again; an index into the manifest's pages.
    [[nodiscard]] static qsizetype firstPageOfEnd(const Manifest &manifest);
    // Adds an export that has been verified. `keys`: of its events from firstPageOfEnd() on.
    void add(const Manifest &manifest, EventKeys keys);

private:
    struct End
    {
        ContinuedExport continued; // what the manifest of a continuation has to say
        qint64 to = 0;
        int version = 2; // of its manifest
        QString host;
        QString index; // name of the index that its last page came from
        EventKeyList keys;
    };
    using Name = std::pair<QString, QString>; // job, endpoint
    std::map<Name, End> m_ends;
    std::map<Name, QString> m_continuedBy;
};

} // namespace slipway

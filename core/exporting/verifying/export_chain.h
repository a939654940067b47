// Exports that continue each other, verified one after the other: whether each goes on where the one before
// it ended, and brings nothing that is in its files.
//
// Memory: the keys of the events at the end of each export that was added, those that a fresh index of the
// next one may have sent again.
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
    // Whether the manifest fits to that of the export that it continues; findings and notes go into `report`.
    // Not for an export that continues none.
    void check(const Manifest &manifest, const QString &manifestName, VerifyReport &report);
    // What the files of the exports before it hold at their end; empty where those were not added.
    [[nodiscard]] EventKeyList endBefore(const Manifest &manifest) const;

    // The first page whose events the next export must not bring again; an index into the manifest's pages.
    [[nodiscard]] static qsizetype firstPageOfEnd(const Manifest &manifest);
    // An export whose end is now known. `keys`: of the events from firstPageOfEnd() on.
    void add(const Manifest &manifest, EventKeys keys);

private:
    struct End
    {
        ContinuedExport continued; // what a manifest has to say that continues it
        qint64 to = 0;
        QString index; // name of the index that its last page came from
        EventKeyList keys;
    };
    using Name = std::pair<QString, QString>; // job, endpoint
    std::map<Name, End> m_ends;
    std::map<Name, QString> m_continuedBy;
};

} // namespace slipway

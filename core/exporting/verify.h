// Proves a finished export from what it left behind: recomputes everything that the manifest says from the
// files, as somebody would who trusts neither.
//
// Found wrong where: a file is missing, changed, cut or left over; an event lies outside the range or comes
// twice on neighbouring pages; the pages have a hole, do not reach the end of the range, or do not add up to
// the totals; the .sha256 file says something else.
//
// Reads the files once, streaming: memory is bounded by one page's ids and the longest line.
#pragma once
#include "core/base/error.h"

#include <QJsonObject>
#include <QList>
#include <functional>
#include <stop_token>

namespace slipway {

struct VerifyFinding
{
    QString file;    // without folder
    QString problem; // one sentence for people
};

struct VerifyReport
{
    QString manifest; // its path
    QString job, endpointId;
    qint64 from = 0, to = 0;     // the range, epoch seconds
    qint64 coveredUntil = 0;     // the last page's high-water mark; before `to`: there was nothing newer
    qint64 files = 0, pages = 0; // named in the manifest
    qint64 events = 0;           // read from the files
    qint64 fileBytes = 0;        // read from the files
    qint64 duplicatesRemoved = 0, outOfRange = 0;
    QList<VerifyFinding> findings; // at most a hundred
    qint64 moreFindings = 0;       // beyond those

    [[nodiscard]] bool isRight() const { return findings.isEmpty(); }
    [[nodiscard]] QJsonObject asJson() const;
};

// `progress`: bytes read and bytes to read, some ten times a second; on the caller's thread. NotFound or
// Storage when there is no manifest that can be read, Cancelled when stopped (within a second).
[[nodiscard]] Result<VerifyReport> verifyExport(const QString &manifestPath,
                                                const std::function<void(qint64, qint64)> &progress = {},
                                                std::stop_token stop = {});

} // namespace slipway

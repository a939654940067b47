#include "core/exporting/jobs/disk_space.h"

#include "core/io/native_path.h"
#include "core/platform/free_space.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Room)
};

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes);
}

// Bytes for each second; empty: it has no range from which to estimate.
std::optional<double> densityOf(const JobSnapshot &job, const QString &endpointId)
{
    for (const EndpointProgress &progress : job.endpoints) {
        if (progress.endpointId == endpointId && progress.done)
            return static_cast<double>(progress.fileBytes) /
                   static_cast<double>(job.request.to - job.request.from);
    }
    return std::nullopt;
}

} // namespace

std::optional<qint64> diskSpaceBelow(const QString &folder)
{
    QString there = folder;
    while (!QFileInfo::exists(there) && there != QFileInfo(there).path())
        there = QFileInfo(there).path();
    const auto space = freeSpace(nativePath(there));
    return space ? std::optional<qint64>(*space) : std::nullopt;
}

std::optional<qint64> expectedSize(const ExportRequest &request, const QList<JobSnapshot> &newestFirst)
{
    double sum = 0;
    for (const QString &endpointId : request.endpointIds) {
        std::optional<double> density;
        for (const JobSnapshot &job : newestFirst) {
            if (!density && job.request.address == request.address &&
                job.request.compression == request.compression)
                density = densityOf(job, endpointId);
        }
        if (!density)
            return std::nullopt;
        sum += *density * static_cast<double>(request.to - request.from);
    }
    return static_cast<qint64>(sum);
}

Result<void> checkLeastDiskSpace(const ExportRequest &request)
{
    const std::optional<qint64> left = diskSpaceBelow(request.folder);
    if (!left || *left >= leastDiskSpace)
        return {};
    return failure(ErrorKind::DiskFull,
                   Texts::tr("There is no room for an export in %1: %2 is left on its disk.")
                       .arg(request.folder, sizeText(*left)),
                   Texts::tr("Make room, or choose a folder on another disk."));
}

Result<void> checkExpectedDiskSpace(const ExportRequest &request, qint64 expected)
{
    const std::optional<qint64> left = diskSpaceBelow(request.folder);
    if (!left || *left >= expected + expected / 5)
        return {};
    return failure(
        ErrorKind::DiskFull,
        Texts::tr("The export may not fit: judging by the previous one, it takes about %1, and %2 is "
                  "left on the disk of %3.")
            .arg(sizeText(expected), sizeText(*left), request.folder),
        Texts::tr("It pauses when the disk is full and can be resumed when there is room."));
}

} // namespace slipway

#include "core/exporting/journal/request_problems.h"

#include "core/base/forward_error.h"
#include "core/base/plural_form.h"
#include "core/base/time_text.h"
#include "core/netskope/endpoint.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QStorageInfo>

#include <algorithm>
#include <climits>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ExportJob)
};

// If a file has the name of the folder or of one of its parents, no resume would ever help. A missing folder
// is different: it is created, or it is on a disk that comes back.
Result<void> checkIsNoFile(const QString &folder)
{
    for (QFileInfo place(folder); !place.isRoot(); place.setFile(place.path())) {
        if (!place.exists())
            continue;
        if (place.isDir())
            break;
        return failure(ErrorKind::BadInput, Texts::tr("%1 is a file, not a folder.").arg(place.filePath()),
                       Texts::tr("Choose a folder."));
    }
    return {};
}

// A quick look, at each keystroke: it does not try to create anything.
Result<void> checkMayWrite(const QString &folder)
{
    QFileInfo place(folder);
    while (!place.exists() && !place.isRoot())
        place.setFile(place.path());
    // A disk that is read-only now may be mounted otherwise later: the job pauses, with the reason.
    if (place.isWritable() || QStorageInfo(place.filePath()).isReadOnly())
        return {};
    if (place.filePath() == folder)
        return failure(ErrorKind::Storage, Texts::tr("Writing to the folder %1 is not allowed.").arg(folder),
                       Texts::tr("Choose another folder, or change the permissions of this one."));
    return failure(
        ErrorKind::Storage,
        Texts::tr("The folder %1 cannot be created: writing to %2 is not allowed.")
            .arg(folder, place.filePath()),
        Texts::tr("Choose another folder, or change the permissions of %1.").arg(place.filePath()));
}

Result<void> checkRange(const ExportRequest &request, const std::function<QString(qint64)> &timeText)
{
    const auto written = [&](qint64 time) { return timeText ? timeText(time) : isoUtc(time); };
    if (request.from < 0 || request.to <= request.from)
        return failure(ErrorKind::BadInput,
                       Texts::tr("The time range is empty: it starts at %1 and ends at %2.")
                           .arg(written(request.from), written(request.to)),
                       Texts::tr("Choose an end that is later than the start."));
    // A minute of grace for clocks that differ.
    if (const qint64 now = QDateTime::currentSecsSinceEpoch(); request.to > now + 60)
        return failure(ErrorKind::BadInput,
                       Texts::tr("The time range ends in the future (%1): those events do not exist yet.")
                           .arg(written(request.to)),
                       Texts::tr("Choose an end that is not later than now."));
    return {};
}

Result<void> checkDestination(const ExportRequest &request)
{
    if (request.bucket)
        RETURN_IF_ERROR(validate(*request.bucket));
    const bool isSpoolOurs = request.bucket && request.folder.isEmpty();
    if (!isSpoolOurs && (request.folder.isEmpty() || !QDir::isAbsolutePath(request.folder)))
        return failure(ErrorKind::BadInput,
                       Texts::tr("The destination \"%1\" is not a full path.").arg(request.folder),
                       Texts::tr("Choose a folder."));
    if (request.folder.contains(QChar::ReplacementCharacter))
        return failure(
            ErrorKind::BadInput,
            Texts::tr("The name of the folder \"%1\" is not UTF-8, so its files would go to another folder.")
                .arg(request.folder),
            Texts::tr("Rename the folder, or choose another."));
    // The table's folder and the file's name follow.
    const auto tooLong = [](const QString &name) { return QFile::encodeName(name).size() > NAME_MAX; };
    const QStringList names = request.folder.split(QLatin1Char('/'));
    if (std::ranges::any_of(names, tooLong) || QFile::encodeName(request.folder).size() > PATH_MAX - 256)
        return failure(ErrorKind::BadInput, Texts::tr("The path of the destination folder is too long."),
                       Texts::tr("Choose a shorter folder name."));
    if (!isSpoolOurs) {
        RETURN_IF_ERROR(checkIsNoFile(request.folder));
        return checkMayWrite(request.folder);
    }
    return {};
}

Result<void> checkOptions(const ExportRequest &request)
{
    if (request.bucket) {
        // A file is uploaded in one request, and this is the most that S3 accepts.
        if (request.partSize > (4LL << 30))
            return failure(ErrorKind::BadInput,
                           Texts::tr("Files of more than 4 GiB are too large for a bucket."),
                           Texts::tr("Choose a smaller one, such as 256 MiB."));
        if (request.bandwidth < 0 || request.spoolLimit < 0)
            return failure(ErrorKind::BadInput, Texts::tr("An upload limit is negative."));
    }
    if (request.partSize < (1 << 16))
        return failure(
            ErrorKind::BadInput,
            Texts::tr("A file size of %1 is too small.").arg(QLocale().formattedDataSize(request.partSize)),
            Texts::tr("Choose at least 64 KiB."));
    if (!(request.maxRate >= 0 && request.maxRate <= 1000))
        return failure(ErrorKind::BadInput,
                       Texts::tr("A rate of %1 requests a second is not possible.").arg(request.maxRate),
                       Texts::tr("Choose a number from 0 (only the tenant's own limit) to 1000."));
    if (request.parallel < 1 || request.parallel > 8)
        return failure(
            ErrorKind::BadInput,
            Texts::tr("%1 requests at the same time are not possible.", nullptr, pluralForm(request.parallel))
                .arg(request.parallel),
            Texts::tr("Choose a number from 1 (one after another) to 8."));
    return {};
}

Result<void> checkAddress(const ExportRequest &request)
{
    if (!request.address.isValid() || request.address.host().isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("The export has no tenant address."));
    return {};
}

} // namespace

QList<RequestProblem> problemsOf(const ExportRequest &request, const std::function<QString(qint64)> &timeText)
{
    QList<RequestProblem> problems;
    const auto note = [&problems](RequestField field, const auto &outcome) {
        if (!outcome)
            problems << RequestProblem{field, outcome.error()};
    };
    note(RequestField::Endpoints, EndpointCatalogue::builtIn().select(request.endpointIds));
    note(RequestField::Range, checkRange(request, timeText));
    note(RequestField::Destination, checkDestination(request));
    note(RequestField::Options, checkOptions(request));
    note(RequestField::Address, checkAddress(request));
    return problems;
}

} // namespace slipway

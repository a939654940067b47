#include "app/cli/destination_access.h"
#include "app/cli/job_run.h"
#include "core/base/time_words.h"
#include "core/destinations/destination.h"
#include "core/exporting/fetching/range_warning.h"
#include "core/netskope/checked_endpoints.h"

#include <QDir>
#include <QJsonObject>

namespace slipway::cli {
namespace {

// "64M", "1G", "500000"
std::optional<qint64> parseSize(QString text)
{
    qint64 unit = 1;
    const QString units = QStringLiteral("KMG");
    if (const auto power = units.indexOf(text.right(1).toUpper()); !text.isEmpty() && power >= 0) {
        unit = qint64(1) << (10 * (power + 1));
        text.chop(1);
    }
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    return ok && value > 0 && value < (qint64(1) << 50) / unit ? std::optional(value * unit) : std::nullopt;
}

std::unexpected<Error> bad(const char *option, const QString &value, const QString &wanted)
{
    return failure(ErrorKind::BadInput,
                   QStringLiteral("--%1 \"%2\" %3").arg(QString::fromLatin1(option), value, wanted));
}

// An unset variable of a script and a slash too few must not become a folder: the events would be where
// nobody looks for them.
Result<void> checkPlace(const QString &place)
{
    if (place.trimmed().isEmpty())
        return failure(ErrorKind::BadInput, QStringLiteral("--dest is empty."),
                       QStringLiteral("Give a folder (\".\" is the current one) or a bucket's URL."));
    const QString kind = place.section(QLatin1Char(':'), 0, 0);
    if (place.contains(QLatin1Char(':')) && !isDestinationUrl(place) && destinationKind(kind.toLower()))
        return failure(
            ErrorKind::BadInput, QStringLiteral("\"%1\" is neither a bucket's URL nor a folder.").arg(place),
            QStringLiteral("A bucket's URL begins with %1://. If you mean a folder of this name, write ./%2")
                .arg(kind.toLower(), place));
    return {};
}

Result<ExportRequest> requestFrom(const Arguments &arguments)
{
    ExportRequest request;
    if (arguments.isSet("dest") == arguments.isSet("destination"))
        return failure(
            ErrorKind::BadInput,
            arguments.isSet("dest") ? QStringLiteral("--dest and --destination exclude each other.")
                                    : QStringLiteral("--dest is missing."),
            QStringLiteral("Give a folder or a bucket with --dest, or a saved destination's name."));
    if (arguments.isSet("dest")) {
        if (auto place = checkPlace(arguments.value("dest")); !place)
            return std::unexpected(place.error());
    }
    for (const char *needed : {"endpoint", "from", "to"}) {
        if (!arguments.isSet(needed))
            return failure(ErrorKind::BadInput,
                           QStringLiteral("--%1 is missing.").arg(QString::fromLatin1(needed)),
                           QStringLiteral("See \"slipway-cli export --help\"."));
    }
    request.endpointIds = arguments.list("endpoint");
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    for (const auto &[name, edge, target] :
         {std::tuple("from", TimeEdge::Start, &request.from), std::tuple("to", TimeEdge::End, &request.to)}) {
        const Result<qint64> time = readTime(arguments.value(name), {edge, now, {}});
        if (!time) {
            Error error = time.error();
            const QString word = arguments.value(name), option = QString::fromLatin1(name);
            // A long text is not quoted in the message, and would then not be named by its place either.
            error.message = error.message.contains(word)
                                ? QStringLiteral("--%1: %2").arg(option, error.message)
                                : QStringLiteral("--%1 \"%2\": %3").arg(option, word, error.message);
            return std::unexpected(error);
        }
        *target = *time;
    }
    const QString destination = arguments.value("dest");
    const bool isBucket = arguments.isSet("destination") || isDestinationUrl(destination);
    if (!isBucket)
        request.folder = QDir::cleanPath(QDir::current().absoluteFilePath(destination));
    else if (arguments.isSet("spool"))
        request.folder = QDir::cleanPath(QDir::current().absoluteFilePath(arguments.value("spool")));
    for (const auto &[name, target] :
         {std::pair("bandwidth", &request.bandwidth), std::pair("spool-limit", &request.spoolLimit)}) {
        if (!arguments.isSet(name))
            continue;
        const auto size = parseSize(arguments.value(name));
        if (!size)
            return bad(name, arguments.value(name), QStringLiteral("is not a size such as 10M."));
        *target = *size;
    }
    const QString compression = arguments.value("compress");
    if (compression != QLatin1String("none") && compression != QLatin1String("gzip"))
        return bad("compress", compression, QStringLiteral("is neither none nor gzip."));
    request.compression = compression == QLatin1String("gzip") ? Compression::Gzip : Compression::None;
    if (arguments.isSet("part-size")) {
        const auto size = parseSize(arguments.value("part-size"));
        if (!size)
            return bad("part-size", arguments.value("part-size"),
                       QStringLiteral("is not a size such as 256M."));
        request.partSize = *size;
    }
    if (arguments.isSet("max-rate")) {
        bool ok = false;
        request.maxRate = arguments.value("max-rate").toDouble(&ok);
        if (!ok)
            return bad("max-rate", arguments.value("max-rate"), QStringLiteral("is not a number."));
    }
    request.keepDuplicates = arguments.isSet("keep-duplicates");
    return request;
}

} // namespace

int exportCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli export"),
                        QStringLiteral("Export a time range [from, to) to a folder or a bucket as NDJSON, "
                                       "with a manifest and checksums."));
    arguments.addConnectionOptions();
    const auto option = [&](const char *name, const char *text, const char *value) {
        arguments.parser.addOption(
            {QString::fromLatin1(name), QString::fromUtf8(text), QString::fromLatin1(value)});
    };
    option("endpoint", "Endpoints, comma separated: alert,application,audit", "IDS");
    option("from",
           "Start of the range: 2026-09-01T00:00:00Z, 2026-09-01 (00:00 UTC), -7d, now or epoch seconds. "
           "A fraction is rounded down.",
           "TIME");
    option("to", "End of the range, not included. A fraction is rounded up.", "TIME");
    option("dest", "A folder, or s3://bucket/prefix, azblob://…, gcs://…, sftp://user@host/folder.",
           "DIR-or-URL");
    option("destination", "A saved destination, instead of --dest.", "NAME");
    option("bandwidth", "At most so many bytes a second for uploads, such as 10M.", "N");
    option("spool", "Where files wait for their upload (default: below the data folder).", "DIR");
    option("spool-limit", "At most so many bytes wait for their upload (default: four files, at least 512M).",
           "N");
    arguments.parser.addOption({QStringLiteral("compress"), QStringLiteral("none or gzip (default: none)."),
                                QStringLiteral("KIND"), QStringLiteral("none")});
    option("part-size", "Start a new file at this size, such as 256M (the default).", "N");
    option("max-rate", "Requests a second for each endpoint (default: 1; 0: only the tenant's own limit).",
           "N");
    arguments.parser.addOption({QStringLiteral("keep-duplicates"),
                                QStringLiteral("Keep events that the tenant sends twice (API v2).")});
    if (const auto code = arguments.parse(list))
        return *code;
    const bool json = arguments.isSet("json");
    Result<ExportRequest> request = requestFrom(arguments);
    if (!request)
        return report(request.error(), json);
    std::optional<DestinationAccess> access;
    if (const QString place = arguments.value("dest");
        arguments.isSet("destination") || isDestinationUrl(place)) {
        const Result<DestinationAccess> found = arguments.isSet("destination")
                                                    ? accessByName(arguments.value("destination"))
                                                    : accessByUrl(place);
        if (!found)
            return report(found.error(), json);
        access = *found;
        request->bucket = access->destination;
    }
    const Result<TenantConnection> connection = connectionFrom(arguments);
    if (!connection)
        return report(connection.error(), json);
    const auto endpoints = endpointsFrom(request->endpointIds, connection->api);
    if (!endpoints)
        return report(endpoints.error(), json);
    request->endpointIds.clear();
    for (const Endpoint &endpoint : *endpoints)
        request->endpointIds << endpoint.id;
    if (const QString overlap = overlapWarning(request->endpointIds); !overlap.isEmpty())
        printMessage(overlap);
    request->tenantId = connection->tenantId;
    request->tenantName = connection->tenantName;
    request->address = connection->settings.address;
    request->proxy = connection->settings.proxy;
    request->caFile = connection->settings.caFile;

    const Result<QString> path = defaultDatabasePath();
    if (!path)
        return report(path.error(), json);
    const auto service = JobService::open(*path);
    if (!service)
        return report(service.error(), json);
    if (const auto room = (*service)->checkRoom(*request); !room)
        printMessage(room.error().asText());
    if (const QString warning = rangeWarning(*request); !warning.isEmpty())
        printMessage(warning);
    const Result<QString> id = (*service)->submit(*request, connection->settings, access);
    if (!id)
        return report(id.error(), json);
    return followJobs(**service, {*id}, json);
}

} // namespace slipway::cli

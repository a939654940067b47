#include "app/cli/commands/export_command.h"

#include "app/cli/destination_access.h"
#include "app/cli/job_owner.h"
#include "app/cli/job_run.h"
#include "core/base/forward_error.h"
#include "core/base/time_words.h"
#include "core/destinations/destination.h"
#include "core/exporting/fetching/range_warning.h"
#include "core/exporting/parts/folder_source.h"
#include "core/exporting/parts/manifest.h"
#include "core/exporting/verifying/manifest_reader.h"
#include "core/netskope/checked_endpoints.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

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

// A script's unset variable or a missing slash must not turn into a folder, because
// the events would never be found there.
Result<void> checkPlace(const QString &place)
{
    if (place.trimmed().isEmpty())
        return failure(ErrorKind::BadInput, Texts::tr("--dest is empty."),
                       Texts::tr("Give a folder (\".\" is the current one) or a bucket's URL."));
    if (!isDestinationUrl(place)) {
        RETURN_IF_ERROR(checkNewName(place));
    }
    const QString kind = place.section(QLatin1Char(':'), 0, 0);
    if (place.contains(QLatin1Char(':')) && !isDestinationUrl(place) && destinationKind(kind.toLower()))
        return failure(
            ErrorKind::BadInput, Texts::tr("\"%1\" is neither a bucket's URL nor a folder.").arg(place),
            Texts::tr("A bucket's URL begins with %1://. If you mean a folder of this name, write ./%2")
                .arg(kind.toLower(), place));
    if (const QString how = howToWritePlace(place);
        !how.isEmpty() && !isDestinationUrl(place) && !QFileInfo::exists(place))
        return failure(
            ErrorKind::BadInput, Texts::tr("\"%1\" is neither a bucket's URL nor a folder.").arg(place),
            how + QLatin1Char(' ') + Texts::tr("If you mean a folder of this name, write ./%1").arg(place));
    if (!place.contains(QLatin1Char('/')) && !isDestinationUrl(place) && !QFileInfo::exists(place) &&
        savedDestination(place))
        return failure(
            ErrorKind::BadInput,
            Texts::tr("\"%1\" is a saved destination, and --dest takes a folder or a URL.").arg(place),
            Texts::tr("Use --destination for it. If you mean a folder of this name, write ./%1").arg(place));
    return {};
}

// A time from --from or --to.
Result<qint64> timeFrom(const Arguments &arguments, const char *name, TimeEdge edge)
{
    const QString word = arguments.value(name), option = QString::fromLatin1(name);
    Result<qint64> time = readTime(word, {edge, QDateTime::currentSecsSinceEpoch(), {}});
    if (!time) {
        // The message does not quote a long text, so withoutArguments() could not replace it by its
        // position either.
        QString &message = time.error().message;
        message = message.contains(word) ? QStringLiteral("--%1: %2").arg(option, message)
                                         : QStringLiteral("--%1 \"%2\": %3").arg(option, word, message);
    }
    return time;
}

// The job that --continue names by its id or by one of its manifests.
Result<QString> jobToContinue(const QString &named)
{
    const QString suffix = manifestName({});
    if (!named.endsWith(QLatin1String(".json")))
        return named;
    if (isDestinationUrl(named)) {
        const QString name = named.section(QLatin1Char('/'), -1);
        if (name.endsWith(suffix))
            return name.chopped(suffix.size());
        return bad("continue", named, Texts::tr("is not the name of a manifest (JOB%1).").arg(suffix));
    }
    const QFileInfo file(QDir::current().absoluteFilePath(named));
    FolderSource source(file.absolutePath());
    const Result<Manifest> manifest = readManifest(source, file.fileName());
    return manifest ? Result<QString>(manifest->job) : std::unexpected(manifest.error());
}

// The request according to --continue, before the other options are applied.
Result<ExportRequest> continuedRequest(const Arguments &arguments, const JobService &service)
{
    for (const char *inherited : {"from", "endpoint", "late"}) {
        if (!arguments.isSet(inherited) || arguments.value(inherited) == QLatin1String("keep"))
            continue;
        return failure(ErrorKind::BadInput,
                       Texts::tr("--%1 cannot be used with --continue.").arg(QString::fromLatin1(inherited)),
                       Texts::tr("An export that continues another one has its endpoints, begins where that "
                                 "one ended, and keeps late events."));
    }
    qint64 to = QDateTime::currentSecsSinceEpoch();
    if (arguments.isSet("to")) {
        ASSIGN_OR_RETURN(const qint64 given, timeFrom(arguments, "to", TimeEdge::End));
        to = given;
    }
    ASSIGN_OR_RETURN(const QString job, jobToContinue(arguments.value("continue")));
    Result<ExportRequest> request = service.continuation(job, to);
    if (!request && request.error().kind == ErrorKind::NotFound)
        request.error().nextStep = Texts::tr(
            "Only a job in \"slipway-cli jobs list\" can be continued, because Slipway remembers what its "
            "files contain. Otherwise start a new export where it ended, with --from.");
    return request;
}

// `continued`: the request to start from, if the export continues another one.
Result<ExportRequest> requestFrom(const Arguments &arguments, const std::optional<ExportRequest> &continued)
{
    ExportRequest request = continued.value_or(ExportRequest());
    const bool isPlaceInherited = continued && !arguments.isSet("dest") && !arguments.isSet("destination");
    if (!isPlaceInherited && arguments.isSet("dest") == arguments.isSet("destination"))
        return failure(ErrorKind::BadInput,
                       arguments.isSet("dest")
                           ? Texts::tr("--%1 and --%2 cannot be used together.")
                                 .arg(QStringLiteral("dest"), QStringLiteral("destination"))
                           : Texts::tr("--dest is missing."),
                       Texts::tr("Give a folder or a bucket with --dest, or a saved destination with "
                                 "--destination."));
    if (arguments.isSet("dest")) {
        RETURN_IF_ERROR(checkPlace(arguments.value("dest")));
    }
    if (!continued) {
        for (const char *needed : {"endpoint", "from", "to"}) {
            if (!arguments.isSet(needed))
                return failure(ErrorKind::BadInput,
                               Texts::tr("--%1 is missing.").arg(QString::fromLatin1(needed)),
                               Texts::tr("See \"slipway-cli export --help\"."));
        }
        request.endpointIds = arguments.list("endpoint");
        for (const auto &[name, edge, target] : {std::tuple("from", TimeEdge::Start, &request.from),
                                                 std::tuple("to", TimeEdge::End, &request.to)}) {
            ASSIGN_OR_RETURN(const qint64 time, timeFrom(arguments, name, edge));
            *target = time;
        }
        const QString late = arguments.value("late");
        if (late != QLatin1String("drop") && late != QLatin1String("keep"))
            return bad("late", late, Texts::tr("is neither drop nor keep."));
        request.late = late == QLatin1String("keep") ? LatePolicy::Keep : LatePolicy::Drop;
    }
    const QString destination = arguments.value("dest");
    const bool isBucket = arguments.isSet("destination") || isDestinationUrl(destination);
    if (!isPlaceInherited)
        request.bucket.reset();
    if (!isPlaceInherited && !isBucket)
        request.folder = QDir::cleanPath(QDir::current().absoluteFilePath(destination));
    else if (arguments.isSet("spool")) {
        RETURN_IF_ERROR(checkNewName(arguments.value("spool")));
        request.folder = QDir::cleanPath(QDir::current().absoluteFilePath(arguments.value("spool")));
    } else if (!isPlaceInherited)
        request.folder.clear();
    for (const char *ofUploads : {"bandwidth", "spool", "spool-limit"}) {
        if (arguments.isSet(ofUploads) && !isBucket && !request.bucket)
            return failure(ErrorKind::BadInput,
                           Texts::tr("--%1 is for uploads, and this export goes to a folder.")
                               .arg(QString::fromLatin1(ofUploads)));
    }
    for (const auto &[name, target] :
         {std::pair("bandwidth", &request.bandwidth), std::pair("spool-limit", &request.spoolLimit)}) {
        if (!arguments.isSet(name))
            continue;
        const auto size = parseSize(arguments.value(name));
        if (!size)
            return bad(name, arguments.value(name), Texts::tr("is not a size such as 10M."));
        *target = *size;
    }
    if (!continued || arguments.isSet("compress")) {
        const QString compression = arguments.value("compress");
        if (compression != QLatin1String("none") && compression != QLatin1String("gzip"))
            return bad("compress", compression, Texts::tr("is neither none nor gzip."));
        request.compression = compression == QLatin1String("gzip") ? Compression::Gzip : Compression::None;
    }
    if (arguments.isSet("part-size")) {
        const auto size = parseSize(arguments.value("part-size"));
        if (!size)
            return bad("part-size", arguments.value("part-size"), Texts::tr("is not a size such as 256M."));
        request.partSize = *size;
    }
    if (arguments.isSet("max-rate")) {
        bool ok = false;
        request.maxRate = arguments.value("max-rate").toDouble(&ok);
        if (!ok)
            return bad("max-rate", arguments.value("max-rate"), Texts::tr("is not a number."));
    }
    if (arguments.isSet("parallel")) {
        bool ok = false;
        request.parallel = arguments.value("parallel").toInt(&ok);
        if (!ok)
            return bad("parallel", arguments.value("parallel"), Texts::tr("is not a whole number."));
    }
    request.keepDuplicates = request.keepDuplicates || arguments.isSet("keep-duplicates");
    request.askOldest = request.askOldest || arguments.isSet("oldest");
    return request;
}

// The bucket that the events go to, with its credentials; nothing if they go to a folder.
Result<std::optional<DestinationAccess>> accessFrom(const Arguments &arguments, const ExportRequest &request)
{
    Result<DestinationAccess> access = failure(ErrorKind::NotFound, {});
    if (arguments.isSet("destination"))
        access = accessByName(arguments.value("destination"));
    else if (isDestinationUrl(arguments.value("dest")))
        access = accessByUrl(arguments.value("dest"));
    else if (request.bucket)
        access = accessOf(*request.bucket);
    else
        return std::nullopt;
    return access ? Result<std::optional<DestinationAccess>>(*access) : std::unexpected(access.error());
}

// Like connectionFrom(); if no tenant is named, uses that of the job being continued.
Result<TenantConnection> connectionOf(const Arguments &arguments, const ExportRequest &request)
{
    if (request.continues.isEmpty() || arguments.isSet("tenant") || arguments.isSet("host"))
        return connectionFrom(arguments);
    JobSnapshot job;
    job.id = request.continues;
    job.request = request;
    ASSIGN_OR_RETURN(const QString owner,
                     tokenIsGiven(arguments) ? Result<QString>(request.tenantId) : savedOwner(job));
    ASSIGN_OR_RETURN(const Secret token, tokenFrom(arguments, owner));
    TenantConnection connection;
    connection.settings = connectionOfJob(job, token);
    connection.tenantId = owner;
    connection.tenantName = request.tenantName;
    if (arguments.isSet("ca-file")) {
        RETURN_IF_ERROR(checkCaFile(arguments.path("ca-file")));
        connection.settings.caFile = arguments.path("ca-file");
    }
    if (arguments.isSet("proxy")) {
        connection.settings.proxy = arguments.value("proxy").trimmed();
        connection.settings.proxyOption = QStringLiteral("--proxy");
    }
    return connection;
}

} // namespace

int exportCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli export"),
                        Texts::tr("Export a time range [from, to) to a folder or a bucket as NDJSON, "
                                  "with a manifest and checksums."));
    arguments.addConnectionOptions();
    const auto option = [&](const char *name, const QString &text, const char *value) {
        arguments.parser.addOption({QString::fromLatin1(name), text, QString::fromLatin1(value)});
    };
    arguments.addListOption(QStringLiteral("endpoint"),
                            Texts::tr("Endpoints, comma separated: alert,application,audit"),
                            QStringLiteral("IDS"));
    option("from",
           Texts::tr("Start of the range: 2026-09-01T00:00:00Z, 2026-09-01 (00:00 UTC), -7d, now or epoch "
                     "seconds. A fraction is rounded down."),
           "TIME");
    option("to", Texts::tr("End of the range, not included. A fraction is rounded up."), "TIME");
    option("dest",
           Texts::tr("A folder, or s3://bucket/prefix, azblob://…, gcs://…, sftp://user@host/folder."),
           "DIR-or-URL");
    option("destination", Texts::tr("A saved destination, instead of --dest."), "NAME");
    option("bandwidth", Texts::tr("At most this many bytes per second for uploads, such as 10M."), "N");
    option("spool", Texts::tr("Where files wait for their upload (default: below the data folder)."), "DIR");
    option("spool-limit",
           Texts::tr("At most this many bytes wait for their upload (default: four files, at least 512M)."),
           "N");
    arguments.parser.addOption({QStringLiteral("compress"), Texts::tr("none or gzip (default: none)."),
                                QStringLiteral("KIND"), QStringLiteral("none")});
    option("part-size", Texts::tr("Start a new file at this size, such as 256M (the default)."), "N");
    option("max-rate",
           Texts::tr("Requests a second for each endpoint (default: 1; 0: only the tenant's own limit)."),
           "N");
    option("parallel",
           Texts::tr("Requests of one endpoint under way at the same time, within --max-rate, if the tenant "
                     "answers slowly (default: 4; 1: one after another; at most 8)."),
           "N");
    arguments.parser.addOption(
        {QStringLiteral("keep-duplicates"), Texts::tr("Keep events that the tenant sends twice (API v2).")});
    arguments.parser.addOption(
        {QStringLiteral("oldest"), Texts::tr("Ask the tenant how far back it keeps events, even if the "
                                             "range begins less than 30 days ago (API v2).")});
    arguments.parser.addOption(
        {QStringLiteral("late"),
         Texts::tr("drop or keep (default: drop) events from before the range that the tenant received "
                   "only during the range. They are counted in either case."),
         QStringLiteral("POLICY"), QStringLiteral("drop")});
    option(
        "continue",
        Texts::tr("Continue where a complete export ended, named by its job or a manifest, and take "
                  "everything that has arrived since then, whatever its time. It has that export's "
                  "endpoints, and also its options and destination unless others are given. Its range ends "
                  "now unless --to is given."),
        "JOB-or-MANIFEST");
    if (const auto code = arguments.parse(list))
        return *code;
    const bool json = arguments.isSet("json");
    std::unique_ptr<JobService> service;
    const auto openJobs = [&service]() -> Result<void> {
        const Result<QString> path = defaultDatabasePath();
        ASSIGN_OR_RETURN(std::unique_ptr<JobService> opened,
                         path ? JobService::open(*path) : std::unexpected(path.error()));
        service = std::move(opened);
        return {};
    };
    std::optional<ExportRequest> continued;
    if (arguments.isSet("continue")) {
        if (auto opened = openJobs(); !opened)
            return report(opened.error(), json);
        const Result<ExportRequest> found = continuedRequest(arguments, *service);
        if (!found)
            return report(found.error(), json);
        continued = *found;
    }
    Result<ExportRequest> request = requestFrom(arguments, continued);
    if (!request)
        return report(request.error(), json);
    const Result<std::optional<DestinationAccess>> access = accessFrom(arguments, *request);
    if (!access)
        return report(access.error(), json);
    if (*access)
        request->bucket = (*access)->destination;
    const Result<TenantConnection> connection = connectionOf(arguments, *request);
    if (!connection)
        return report(connection.error(), json);
    if (!continued) {
        const auto endpoints = endpointsFrom(request->endpointIds, connection->api);
        if (!endpoints)
            return report(endpoints.error(), json);
        request->endpointIds.clear();
        for (const Endpoint &endpoint : *endpoints)
            request->endpointIds << endpoint.id;
    }
    if (const QString overlap = overlapWarning(request->endpointIds); !overlap.isEmpty())
        printMessage(overlap);
    request->tenantId = connection->tenantId;
    request->tenantName = connection->tenantName;
    request->address = connection->settings.address;
    request->proxy = connection->settings.proxy;
    request->caFile = connection->settings.caFile;

    if (!service) {
        if (auto opened = openJobs(); !opened)
            return report(opened.error(), json);
    }
    if (const auto room = service->checkRoom(*request); !room)
        printMessage(room.error().asText());
    if (const QString warning = rangeWarning(*request); !warning.isEmpty())
        printMessage(warning);
    const Result<QString> id = service->submit(*request, connection->settings, *access);
    if (!id)
        return report(id.error(), json);
    return followJobs(*service, {*id}, json);
}

} // namespace slipway::cli

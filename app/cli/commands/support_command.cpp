#include "app/cli/commands/support_command.h"

#include "app/cli/command.h"
#include "app/cli/keychain.h"
#include "core/base/forward_error.h"
#include "core/exporting/jobs/job_service.h"
#include "core/secrets/pasted_token.h"
#include "core/support/support_bundle.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// An archive, or a new folder in an existing one. Any other name would unexpectedly become a
// folder.
Result<QString> targetFrom(const QString &name)
{
    const QFileInfo file(name);
    if (file.isDir())
        return QStringLiteral("%1/slipway-support-%2")
            .arg(file.absoluteFilePath(),
                 QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss")));
    if (name.endsWith(QLatin1String(".zip")) || name.endsWith(QLatin1String(".tar.gz"))) {
        RETURN_IF_ERROR(checkFolderOf(name));
        return file.absoluteFilePath();
    }
    return failure(
        ErrorKind::BadInput,
        Texts::tr("\"%1\" ends neither in .zip nor in .tar.gz, and is not an existing folder.").arg(name),
        Texts::tr("Name a file, such as bundle.zip, or an existing folder: the bundle becomes "
                  "a new folder in it. Nothing was written."));
}

} // namespace

int supportCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli support"),
                        Texts::tr("Write a support bundle: versions, settings, tenants, checks, jobs "
                                  "and the log; no events and no secret. It is "
                                  "searched for every known token first."));
    arguments.parser.addPositionalArgument(
        QStringLiteral("FILE"),
        Texts::tr("bundle.zip or bundle.tar.gz; or an existing folder, in which the bundle becomes a "
                  "new folder."));
    if (const auto code = arguments.parse(list, 1, 1))
        return *code;
    const bool json = arguments.isSet("json");
    const Result<QString> path = targetFrom(arguments.parser.positionalArguments().first());
    if (!path)
        return report(path.error(), json);
    const Result<QString> databasePath = defaultDatabasePath();
    if (!databasePath)
        return report(databasePath.error(), json);
    // A bundle is needed most when something is wrong, so a damaged state file only makes it
    // shorter.
    const Result<StateDatabase> database = StateDatabase::open(*databasePath);
    const auto service = JobService::open(*databasePath);
    const auto keychain = openKeychain();
    KnownTokens known = database ? waitFor(*keychain, readKnownTokens(*keychain, *database))
                                 : noKnownTokens(database.error());
    if (const QByteArray given = qgetenv("NETSKOPE_API_TOKEN").trimmed(); !given.isEmpty())
        known.tokens << tokenFromPasted(given).value_or(Secret(given));
    for (const QString &unread : known.unread)
        printMessage(Texts::tr("Not searched for, because it could not be read: the token of %1")
                         .arg(scrubbed(unread)));
    const QList<BundleFile> files = gatherBundle(
        {database ? Result<const StateDatabase *>(&*database) : std::unexpected(database.error()),
         *databasePath,
         service ? Result<QList<JobSnapshot>>((*service)->jobs()) : std::unexpected(service.error()),
         RequestLedger(), known});
    const QStringList missing = missingParts(files);
    for (const QString &part : missing)
        printMessage(Texts::tr("Not in the bundle: %1").arg(scrubbed(part)));
    if (const auto written = writeBundle(files, *path); !written)
        return report(written.error(), json);
    QStringList names;
    for (const BundleFile &file : files)
        names << file.name;
    if (json)
        printJson({{QStringLiteral("path"), *path},
                   {QStringLiteral("files"), QJsonArray::fromStringList(names)},
                   {QStringLiteral("missing"), QJsonArray::fromStringList(missing)}});
    else
        printLine(*path);
    return AllWell;
}

} // namespace slipway::cli

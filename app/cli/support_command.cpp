#include "app/cli/command.h"
#include "core/exporting/job_service.h"
#include "core/support/support_bundle.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway::cli {

int supportCommand(const QStringList &list)
{
    Arguments arguments(QStringLiteral("slipway-cli support"),
                        QStringLiteral("Write a support bundle: versions, settings, tenants, checks, jobs "
                                       "and the log; no events and no secret. It is "
                                       "searched for every known token first."));
    arguments.parser.addPositionalArgument(
        QStringLiteral("FILE"), QStringLiteral("bundle.zip, bundle.tar.gz, or the name of a new folder."));
    if (const auto code = arguments.parse(list, 1, 1))
        return *code;
    const bool json = arguments.isSet("json");
    const Result<QString> databasePath = defaultDatabasePath();
    if (!databasePath)
        return report(databasePath.error(), json);
    const Result<StateDatabase> database = StateDatabase::open(*databasePath);
    if (!database)
        return report(database.error(), json);
    const auto jobs = JobService::open(*databasePath);
    if (!jobs)
        return report(jobs.error(), json);
    const std::unique_ptr<TokenStore> keychain = makeKeychainTokenStore();
    KnownTokens known = QCoro::waitFor(readKnownTokens(*keychain, *database));
    if (const Secret token = cleanPastedToken(qgetenv("NETSKOPE_API_TOKEN")); !token.isEmpty())
        known.tokens << token;
    for (const QString &unread : known.unread)
        printMessage(QStringLiteral("Not searched for, since it could not be read: the token of %1")
                         .arg(scrubbed(unread)));
    const Result<QList<BundleFile>> files = gatherBundle(*database, (*jobs)->jobs(), RequestLedger(), known);
    if (!files)
        return report(files.error(), json);
    const QString path = QFileInfo(arguments.parser.positionalArguments().first()).absoluteFilePath();
    if (const auto written = writeBundle(*files, path); !written)
        return report(written.error(), json);
    QStringList names;
    for (const BundleFile &file : *files)
        names << file.name;
    if (json)
        printJson(
            {{QStringLiteral("path"), path}, {QStringLiteral("files"), QJsonArray::fromStringList(names)}});
    else
        printLine(path);
    return AllWell;
}

} // namespace slipway::cli

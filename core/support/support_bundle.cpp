#include "core/support/support_bundle.h"

#include "core/base/forward_error.h"
#include "core/base/log_file.h"
#include "core/base/plural_form.h"
#include "core/base/secret_scan.h"
#include "core/diagnosis/history/check_history.h"
#include "core/diagnosis/history/recorded_check.h"
#include "core/language/language.h"
#include "core/report/onboarding_report.h"
#include "core/support/archive_file.h"
#include "core/tenants/tenant_repository.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSettings>

namespace slipway {
namespace {

constexpr int mostChecks = 50;
constexpr QLatin1String missingName("missing.txt");

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SupportBundle)
};

// A proxy's "user:password@" is not a secret from the keychain, but must not be in a bundle either.
QByteArray withoutUserInfo(const QString &text)
{
    static const QRegularExpression userInfo(QStringLiteral("://[^/@\\s\"']+@"));
    return QString(text).replace(userInfo, QStringLiteral("://…@")).toUtf8();
}

QByteArray jsonText(const QJsonObject &json)
{
    return withoutUserInfo(QString::fromUtf8(QJsonDocument(json).toJson()));
}

BundleFile versions(const KnownTokens &known)
{
    QString text = Texts::tr("Made: %1").arg(reportTime(QDateTime::currentDateTimeUtc())) + QLatin1Char('\n');
    for (const auto &[name, version] : reportVersions())
        text += name + QStringLiteral(": ") + version + QLatin1Char('\n');
    for (const char *variable : {"XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "LANG", "QT_QPA_PLATFORM"})
        text += QString::fromLatin1(variable) + QLatin1Char('=') + qEnvironmentVariable(variable) +
                QLatin1Char('\n');
    text += Texts::tr("Tokens that it was searched for before it was written: %1").arg(known.tokens.size()) +
            QLatin1Char('\n');
    for (const QString &unread : known.unread)
        text += Texts::tr("Not searched for, because it could not be read: the token of %1").arg(unread) +
                QLatin1Char('\n');
    return {QStringLiteral("versions.txt"), text.toUtf8()};
}

BundleFile settingsFile()
{
    const QSettings settings;
    QString text;
    for (const QString &key : settings.allKeys()) {
        const QVariant value = settings.value(key);
        text += key + QStringLiteral(" = ") +
                (value.typeId() == QMetaType::QByteArray
                     ? Texts::tr("(%n bytes)", nullptr, pluralForm(value.toByteArray().size()))
                     : value.toStringList().join(QStringLiteral(", "))) +
                QLatin1Char('\n');
    }
    return {QStringLiteral("settings.txt"), withoutUserInfo(text)};
}

Result<BundleFile> tenantsFile(const StateDatabase &database)
{
    ASSIGN_OR_RETURN(const QList<Tenant> tenants, TenantRepository(database).all());
    QJsonArray list;
    for (const Tenant &tenant : tenants)
        list << QJsonObject{{QStringLiteral("id"), tenant.id},
                            {QStringLiteral("name"), tenant.name},
                            {QStringLiteral("address"), tenant.address.toString(QUrl::RemoveUserInfo)},
                            {QStringLiteral("profile"), tenant.profileId},
                            {QStringLiteral("token_expires"), tenant.tokenExpires.toString(Qt::ISODate)},
                            {QStringLiteral("proxy"), tenant.proxy},
                            {QStringLiteral("ca_file"), tenant.caFile}};
    return BundleFile{QStringLiteral("tenants.json"), jsonText({{QStringLiteral("tenants"), list}})};
}

Result<QList<BundleFile>> checkFiles(const StateDatabase &database)
{
    ASSIGN_OR_RETURN(const QList<CheckRecord> checks, CheckHistory(database).list({}, mostChecks));
    const EndpointCatalogue catalogue = EndpointCatalogue::builtIn();
    QList<BundleFile> files;
    for (const CheckRecord &check : checks)
        files << BundleFile{QStringLiteral("checks/%1.txt").arg(check.id),
                            withoutUserInfo(check.tenantName + QLatin1Char('\n') +
                                            shownText(check, catalogue) + QLatin1Char('\n'))};
    return files;
}

BundleFile ledgerFile(const RequestLedger &ledger)
{
    QString text = Texts::tr("Requests of this process: %1").arg(ledger.summary()) + QLatin1Char('\n');
    for (const RequestRecord &record : ledger.records())
        text += record.asText() + QLatin1Char('\n');
    return {QStringLiteral("ledger.txt"), withoutUserInfo(text)};
}

BundleFile jobsFile(const QList<JobSnapshot> &jobs)
{
    QJsonArray list;
    for (const JobSnapshot &job : jobs)
        list << job.asJson();
    return {QStringLiteral("jobs.json"), jsonText({{QStringLiteral("jobs"), list}})};
}

// The log was scrubbed of the secrets known when it was written; here it is scrubbed of the current
// ones.
QList<BundleFile> logFiles(const QString &folder)
{
    QList<BundleFile> files;
    for (const char *name : {"slipway.log", "slipway.log.1"}) {
        QFile file(QDir(folder).filePath(QLatin1String(name)));
        if (file.open(QIODevice::ReadOnly))
            files << BundleFile{QStringLiteral("log/") + QLatin1String(name),
                                withoutUserInfo(scrubbed(QString::fromUtf8(file.read(2 * longestLog))))};
    }
    return files;
}

} // namespace

KnownTokens noKnownTokens(const Error &why)
{
    return {{}, {Texts::tr("every saved tenant: %1").arg(why.message)}};
}

QCoro::Task<KnownTokens> readKnownTokens(TokenStore &store, const StateDatabase &database)
{
    KnownTokens known;
    const Result<QList<Tenant>> tenants = TenantRepository(database).all();
    if (!tenants)
        co_return noKnownTokens(tenants.error());
    for (const Tenant &tenant : *tenants) {
        const QString key = tokenKey(tenant.id);
        Result<Secret> token = co_await store.read(key);
        if (token)
            known.tokens << *token;
        else if (token.error().kind != ErrorKind::NotFound)
            known.unread << QStringLiteral("%1: %2").arg(tenant.name, token.error().message);
    }
    co_return known;
}

QList<BundleFile> gatherBundle(const BundleSources &sources)
{
    const EnglishTexts english; // for whoever helps
    QList<BundleFile> files{versions(sources.known), settingsFile(), ledgerFile(sources.ledger)};
    QStringList missing;
    const auto miss = [&](const QString &what, const Error &why) {
        missing << QStringLiteral("%1: %2 (%3)").arg(what, why.message, why.details);
    };
    const auto onDatabase = [&](auto read) -> decltype(read(**sources.database)) {
        if (!sources.database)
            return std::unexpected(sources.database.error());
        return read(**sources.database);
    };
    if (const auto tenants = onDatabase(tenantsFile))
        files << *tenants;
    else
        miss(QStringLiteral("tenants.json"), tenants.error());
    if (sources.jobs)
        files << jobsFile(*sources.jobs);
    else
        miss(QStringLiteral("jobs.json"), sources.jobs.error());
    if (const auto checks = onDatabase(checkFiles))
        files << *checks;
    else
        miss(QStringLiteral("checks/"), checks.error());
    files << logFiles(QFileInfo(sources.databasePath).absolutePath());
    if (!missing.isEmpty())
        files << BundleFile{missingName,
                            withoutUserInfo(missing.join(QLatin1Char('\n')) + QLatin1Char('\n'))};
    return files;
}

QList<BundleFile> gatherBundle(const StateDatabase &database, const QList<JobSnapshot> &jobs,
                               const RequestLedger &ledger, const KnownTokens &known)
{
    return gatherBundle({&database, database.path(), jobs, ledger, known});
}

QStringList missingParts(const QList<BundleFile> &files)
{
    for (const BundleFile &file : files) {
        if (file.name == missingName)
            return QString::fromUtf8(file.content).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }
    return {};
}

Result<void> scanBundle(const QList<BundleFile> &files)
{
    for (const BundleFile &file : files) {
        std::optional<SecretFound> found = findSecret(file.content);
        if (!found)
            found = findSecret(file.name.toUtf8());
        if (found)
            return failure(
                ErrorKind::Internal,
                Texts::tr("The support bundle was not written: its file %1 contains a secret (%2).")
                    .arg(scrubbed(file.name), QString::fromLatin1(found->form)),
                Texts::tr("Nothing has left this computer. Please report this, with the file's name only."));
    }
    return {};
}

Result<void> writeBundle(const QList<BundleFile> &files, const QString &path)
{
    if (const auto clean = scanBundle(files); !clean)
        return clean;
    const QString root =
        QFileInfo(path).fileName().remove(QStringLiteral(".zip")).remove(QStringLiteral(".tar.gz"));
    if (path.endsWith(QLatin1String(".zip")) || path.endsWith(QLatin1String(".tar.gz")))
        return writeArchive(files, root, path);
    return writeFolder(files, path);
}

} // namespace slipway

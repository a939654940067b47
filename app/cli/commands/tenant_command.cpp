#include "app/cli/commands/tenant_command.h"

#include "app/cli/commands/profile_command.h"
#include "app/cli/keychain.h"
#include "app/cli/refused_argument.h"
#include "app/cli/tenant_edit.h"
#include "app/cli/verbs.h"
#include "core/exporting/jobs/job_service.h"
#include "core/netskope/api.h"
#include "core/platform/terminal.h"
#include "core/workspace/tenant_changes.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

int add(const Arguments &arguments, const TenantRepository &tenants, const QString &name, bool json)
{
    const Result<TenantAddress> address = addressFrom(arguments);
    if (!address)
        return report(address.error(), json);
    const auto api = apiFrom(arguments);
    if (!api)
        return report(api.error(), json);
    if (const QString notice = Api::of(api->value_or(ApiVersion::V2)).notice(); !notice.isEmpty())
        printMessage(notice);
    const Result<QDate> expires = expiryFrom(arguments);
    if (!expires)
        return report(expires.error(), json);
    Tenant wanted;
    wanted.api = api->value_or(ApiVersion::V2);
    if (arguments.isSet("profile")) {
        const Result<Profile> profile = profileNamed(arguments.value("profile"), wanted.api);
        if (!profile)
            return report(profile.error(), json);
        wanted.profileId = profile->id;
    }
    if (const auto usable = checkCaFile(arguments.path("ca-file")); !usable)
        return report(usable.error(), json);
    const Result<Secret> token = tokenFrom(arguments, {});
    if (!token)
        return report(token.error(), json);
    wanted.tokenExpires = *expires;
    wanted.name = name;
    wanted.address = address->url;
    wanted.caFile = arguments.path("ca-file");
    wanted.proxy = arguments.value("proxy");
    warnOfProxyPassword(arguments);
    const auto store = openKeychain();
    const TenantChanges changes(tenants, *store);
    const Result<Tenant> tenant = waitFor(*store, changes.add(wanted, *token));
    if (!tenant)
        return report(tenant.error(), json);
    if (json)
        printJson(toJson(*tenant));
    else
        printLine(Texts::tr("Saved %1 (%2); the token is in the keychain.")
                      .arg(tenant->name, tenant->address.toString()));
    return AllWell;
}

// Warns that the tenant's unfinished exports remain, but their token does not.
void warnOfUnfinished(const Tenant &tenant)
{
    const Result<QString> path = defaultDatabasePath();
    if (!path)
        return;
    const auto service = JobService::open(*path);
    if (!service)
        return;
    for (const JobSnapshot &job : (*service)->jobs()) {
        if (job.request.tenantId == tenant.id && !isFinal(job.state))
            printMessage(
                Texts::tr(
                    "Its export %1 is not finished. Resume it with: slipway-cli jobs resume %1 --token-stdin")
                    .arg(job.id));
    }
}

int remove(const Arguments &arguments, const TenantRepository &tenants, const QString &name, bool json)
{
    const Result<Tenant> tenant = tenants.byName(name);
    if (!tenant)
        return report(tenant.error(), json);
    if (!arguments.isSet("yes") && isTerminal(StandardStream::Input)) {
        printMessage(
            Texts::tr("This removes %1 (%2), its token in the keychain and its checks. Exported files "
                      "stay.")
                .arg(tenant->name, tenant->address.toString()));
        if (!isConfirmed(Texts::tr("Remove it? [y/N] ")))
            return AllWell;
    }
    const auto store = openKeychain();
    const TenantChanges changes(tenants, *store);
    if (const auto removed = waitFor(*store, changes.remove(tenant->id)); !removed)
        return report(removed.error(), json);
    const StoreOutcome token = store->lastOutcome();
    if (json) {
        printJson({{QStringLiteral("removed"), tenant->name}});
    } else {
        // Claim only what is true: the token may be out of reach of this session, or already have
        // been removed.
        const QString what = token.removed > 0 && token.leftovers.isEmpty()
                                 ? Texts::tr("Removed %1, its token and its checks. Exported files stay.")
                                 : Texts::tr("Removed %1 and its checks. Exported files stay.");
        printLine(what.arg(tenant->name));
        if (token.removed == 0 && token.leftovers.isEmpty())
            printMessage(Texts::tr("The keychain had no token for it."));
    }
    warnOfUnfinished(*tenant);
    return AllWell;
}

int replaceToken(const Arguments &arguments, const TenantRepository &tenants, const QString &name, bool json)
{
    Result<Tenant> tenant = tenants.byName(name);
    if (!tenant)
        return report(tenant.error(), json);
    const Result<QDate> expires = expiryFrom(arguments);
    if (!expires)
        return report(expires.error(), json);
    tenant->tokenExpires = *expires; // the old token's date says nothing about the new one
    const Result<Secret> token = tokenFrom(arguments, {});
    if (!token)
        return report(token.error(), json);
    const auto store = openKeychain();
    const TenantChanges changes(tenants, *store);
    if (const auto stored = waitFor(*store, changes.change(*tenant, *token)); !stored)
        return report(stored.error(), json);
    if (json)
        printJson(toJson(*tenant));
    else
        printLine(Texts::tr("%1 has the new token. Test it with: slipway-cli check --tenant \"%1\"")
                      .arg(tenant->name));
    return AllWell;
}

int rename(const TenantRepository &tenants, const QString &name, const QString &wanted, bool json)
{
    Result<Tenant> tenant = tenants.byName(name);
    if (!tenant)
        return report(tenant.error(), json);
    tenant->name = wanted;
    if (const auto updated = tenants.update(*tenant); !updated)
        return report(updated.error(), json);
    if (json)
        printJson(toJson(*tenant));
    else
        printLine(Texts::tr("%1 is now named %2.").arg(name, tenant->name.trimmed()));
    return AllWell;
}

QList<Verb> tenantVerbs()
{
    const auto text = [](const char *word) { return QString::fromUtf8(word); };
    const QStringList settings{text("host"),    text("token-stdin"), text("api"),    text("profile"),
                               text("ca-file"), text("proxy"),       text("expires")};
    return {{text("list"), text("list")},
            {text("add"), text("add NAME --host URL --token-stdin"), 1, 1, settings},
            {text("edit"),
             text("edit NAME [--host URL] [--name NEW] [--api VERSION] [--profile ID] [--proxy URL] "
                  "[--ca-file FILE] [--expires DATE] [--token-stdin | --keep-token]"),
             1, 1, settings + QStringList{text("name"), text("keep-token")}},
            {text("replace-token"),
             text("replace-token NAME --token-stdin [--expires DATE]"),
             1,
             1,
             {text("token-stdin"), text("expires")}},
            {text("rename"), text("rename NAME NEW-NAME"), 2, 2},
            {text("remove"), text("remove NAME [--yes]"), 1, 1, {text("yes")}}};
}

} // namespace

QJsonObject toJson(const Tenant &tenant)
{
    return {{QStringLiteral("name"), tenant.name},
            {QStringLiteral("address"), tenant.address.toString()},
            {QStringLiteral("api"), apiName(tenant.api)},
            {QStringLiteral("profile"), tenant.profileId},
            {QStringLiteral("proxy"), scrubbed(tenant.proxy)},
            {QStringLiteral("ca_file"), tenant.caFile},
            {QStringLiteral("token_expires"), tenant.tokenExpires.toString(Qt::ISODate)}};
}

int tenantCommand(const QStringList &list)
{
    Arguments arguments(
        QStringLiteral("slipway-cli tenant"),
        Texts::tr("Manage tenants, with their tokens in the keychain.\n\n%1\n\nedit changes what is "
                  "given and leaves the rest; an empty value (--proxy \"\") resets it. Nothing is sent "
                  "to the tenant. With another --host, say which token belongs to it: --keep-token for "
                  "the stored one, or --token-stdin for another one.")
            .arg(usageOf(tenantVerbs())));
    arguments.addConnectionOptions();
    arguments.parser.addOption(
        {QStringLiteral("name"), Texts::tr("edit: the new name."), QStringLiteral("NEW")});
    arguments.parser.addOption(
        {QStringLiteral("profile"),
         Texts::tr(
             "add, edit: the profile to check against (default: hunters); see \"slipway-cli profile list\"."),
         QStringLiteral("ID")});
    arguments.parser.addOption({QStringLiteral("expires"),
                                Texts::tr("add, edit: the day on which the token expires (2026-12-31)."),
                                QStringLiteral("DATE")});
    arguments.parser.addOption(
        {QStringLiteral("keep-token"), Texts::tr("edit: the stored token belongs to the new address.")});
    arguments.parser.addOption({QStringLiteral("yes"), Texts::tr("remove: do not ask.")});
    if (const auto code = arguments.parse(list, 0, std::numeric_limits<int>::max()))
        return *code;
    const bool json = arguments.isSet("json");
    if (const auto understood = checkVerb(arguments, QStringLiteral("tenant"), tenantVerbs()); !understood)
        return report(understood.error(), json);
    const QStringList words = arguments.parser.positionalArguments();
    const QString verb = words.at(0), name = words.value(1);
    const Result<StateDatabase> database = openState();
    if (!database)
        return report(database.error(), json);
    const TenantRepository tenants(*database);

    if (verb == QLatin1String("list")) {
        const Result<QList<Tenant>> all = tenants.all();
        if (!all)
            return report(all.error(), json);
        QJsonArray array;
        for (const Tenant &tenant : *all) {
            array << toJson(tenant);
            if (!json)
                printLine(QStringLiteral("%1\t%2").arg(tenant.name, tenant.address.toString()));
        }
        if (json)
            printJson({{QStringLiteral("tenants"), array}});
        else if (all->isEmpty())
            printMessage(Texts::tr("There are no saved tenants yet."));
        return AllWell;
    }
    if (verb != QLatin1String("add") && tenants.byName(name))
        acceptArgument(name);
    if (verb == QLatin1String("add"))
        return add(arguments, tenants, name, json);
    if (verb == QLatin1String("remove"))
        return remove(arguments, tenants, name, json);
    if (verb == QLatin1String("replace-token"))
        return replaceToken(arguments, tenants, name, json);
    if (verb == QLatin1String("edit"))
        return editTenant(arguments, tenants, name, json);
    return rename(tenants, name, words.at(2), json);
}

} // namespace slipway::cli

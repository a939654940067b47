#include "app/cli/tenant_edit.h"

#include "app/cli/commands/profile_command.h"
#include "app/cli/keychain.h"
#include "app/cli/refused_argument.h"
#include "core/base/forward_error.h"
#include "core/net/proxy.h"
#include "core/netskope/api.h"
#include "core/workspace/tenant_changes.h"

#include <QCoreApplication>
#include <QCoroTask>
#include <QFileInfo>
#include <QJsonObject>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// The tenant with the changes that were given.
Result<Tenant> changed(const Arguments &arguments, Tenant tenant)
{
    if (arguments.isSet("name"))
        tenant.name = arguments.value("name").trimmed();
    if (arguments.isSet("host")) {
        ASSIGN_OR_RETURN(const TenantAddress address, addressFrom(arguments));
        tenant.address = address.url;
    }
    if (arguments.isSet("api")) {
        ASSIGN_OR_RETURN(const auto api, apiFrom(arguments));
        tenant.api = api.value_or(tenant.api);
        if (const QString notice = Api::of(tenant.api).notice(); !notice.isEmpty())
            printMessage(notice);
    }
    if (arguments.isSet("profile") || arguments.isSet("api")) {
        const QString wanted = arguments.value("profile").trimmed();
        // One of the user's own profiles may name endpoints that the other version does not have.
        ASSIGN_OR_RETURN(const Profile profile,
                         profileNamed(!arguments.isSet("profile") ? tenant.profileId
                                      : wanted.isEmpty()
                                          ? QStringLiteral("hunters") // an empty value resets it
                                          : wanted,
                                      tenant.api));
        if (arguments.isSet("profile"))
            tenant.profileId = profile.id;
    }
    if (arguments.isSet("proxy")) {
        tenant.proxy = arguments.value("proxy").trimmed();
        warnOfProxyPassword(arguments);
    }
    if (arguments.isSet("ca-file")) {
        tenant.caFile = arguments.path("ca-file");
        RETURN_IF_ERROR(checkCaFile(tenant.caFile));
    }
    // The old token's date says nothing about a new one.
    if (arguments.isSet("expires") || arguments.isSet("token-stdin")) {
        ASSIGN_OR_RETURN(const QDate date, expiryFrom(arguments));
        tenant.tokenExpires = date;
    }
    return tenant;
}

Result<void> checkTokenGoesThere(const Arguments &arguments, const Tenant &before, const Tenant &after)
{
    RETURN_IF_ERROR(arguments.checkNotBoth("keep-token", "token-stdin"));
    if (before.address == after.address || arguments.isSet("keep-token") || arguments.isSet("token-stdin"))
        return {};
    return failure(ErrorKind::BadInput,
                   Texts::tr("The stored token of %1 was given for %2; %3 is another address.")
                       .arg(before.name, before.address.toString(), after.address.toString()),
                   Texts::tr("Add --keep-token if the token belongs there, too, or give another one "
                             "with --token-stdin. Nothing was changed."));
}

} // namespace

Result<QDate> expiryFrom(const Arguments &arguments)
{
    const QString text = arguments.value("expires").trimmed();
    if (text.isEmpty())
        return QDate();
    const QDate date = QDate::fromString(text, Qt::ISODate);
    if (!date.isValid())
        return failure(ErrorKind::BadInput, Texts::tr("--expires \"%1\" is not a date.").arg(text),
                       Texts::tr("Write it as 2026-12-31; or \"\" if it is not known."));
    return date;
}

void warnOfProxyPassword(const Arguments &arguments)
{
    const auto proxy = manualProxy(arguments.value("proxy").trimmed());
    if (proxy && !proxy->password().isEmpty())
        printMessage(
            Texts::tr("The proxy's password is not stored: set HTTPS_PROXY to give it. It is now in your "
                      "shell's history."));
}

int editTenant(const Arguments &arguments, const TenantRepository &tenants, const QString &name, bool json)
{
    const Result<Tenant> before = tenants.byName(name);
    if (!before)
        return report(before.error(), json);
    const Result<Tenant> after = changed(arguments, *before);
    if (!after)
        return report(after.error(), json);
    if (const auto allowed = checkTokenGoesThere(arguments, *before, *after); !allowed)
        return report(allowed.error(), json);
    std::optional<Secret> token;
    if (arguments.isSet("token-stdin")) {
        const Result<Secret> given = tokenFrom(arguments, {});
        if (!given)
            return report(given.error(), json);
        token = *given;
    }
    if (*before == *after && !token)
        return report({ErrorKind::BadInput,
                       Texts::tr("No changes were given for %1.").arg(before->name),
                       Texts::tr("See \"slipway-cli tenant --help\"."),
                       {}},
                      json);
    if (before->address != after->address && !token)
        printMessage(Texts::tr("The stored token will be sent to %1 instead of %2 from now on.")
                         .arg(after->address.authority(), before->address.authority()));
    const auto store = openKeychain();
    const TenantChanges changes(tenants, *store);
    const Result<Tenant> saved = waitFor(*store, changes.change(*after, token));
    if (!saved)
        return report(saved.error(), json);
    if (json)
        printJson(toJson(*saved));
    else
        printLine(Texts::tr("Saved %1 (%2). Test it with: slipway-cli check --tenant \"%1\"")
                      .arg(saved->name, saved->address.toString()));
    return AllWell;
}

} // namespace slipway::cli

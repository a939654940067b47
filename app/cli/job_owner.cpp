#include "app/cli/job_owner.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

Result<std::optional<Tenant>> ownerIn(const JobSnapshot &job)
{
    ASSIGN_OR_RETURN(const QString path, defaultDatabasePath());
    ASSIGN_OR_RETURN(const StateDatabase database, StateDatabase::open(path));
    ASSIGN_OR_RETURN(const QList<Tenant> tenants, TenantRepository(database).all());
    return ownerOf(tenants, job.request.tenantId, job.request.tenantName, job.request.address);
}

} // namespace

Result<QString> savedOwner(const JobSnapshot &job)
{
    ASSIGN_OR_RETURN(const std::optional<Tenant> owner, ownerIn(job));
    if (!owner)
        return failure(ErrorKind::NotFound,
                       Texts::tr("The tenant of job %1 (%2) is not saved here.")
                           .arg(job.id, job.request.address.toString()),
                       Texts::tr("Give its token with --token-stdin or NETSKOPE_API_TOKEN, or add a "
                                 "tenant with this address."));
    if (owner->address != job.request.address)
        return failure(
            ErrorKind::BadInput,
            Texts::tr("Job %1 belongs to %2; %3 is at %4 now, and so is its token.")
                .arg(job.id, job.request.address.toString(), owner->name, owner->address.toString()),
            Texts::tr("Give the token for %1 with --token-stdin or NETSKOPE_API_TOKEN.")
                .arg(job.request.address.toString()));
    return owner->id;
}

ConnectionSettings connectionOfJob(const JobSnapshot &job, const Secret &token)
{
    ConnectionSettings settings{job.request.address, token, job.request.caFile, job.request.proxy};
    const Result<std::optional<Tenant>> owner = ownerIn(job);
    if (!owner || !*owner || (*owner)->address != job.request.address)
        return settings;
    const auto named = [](const QString &proxy) {
        return proxy.isEmpty() ? Texts::tr("that of the environment or the system") : proxy;
    };
    if ((*owner)->proxy != settings.proxy)
        printMessage(Texts::tr("Job %1 was started with another proxy (%2). It goes on with that of %3 (%4).")
                         .arg(job.id, named(settings.proxy), (*owner)->name, named((*owner)->proxy)));
    settings.caFile = (*owner)->caFile;
    settings.proxy = (*owner)->proxy;
    return settings;
}

} // namespace slipway::cli

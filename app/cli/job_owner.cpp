#include "app/cli/job_owner.h"
#include "core/base/forward_error.h"

#include <QCoreApplication>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

Result<QString> savedOwner(const JobSnapshot &job)
{
    ASSIGN_OR_RETURN(const QString path, defaultDatabasePath());
    ASSIGN_OR_RETURN(const StateDatabase database, StateDatabase::open(path));
    ASSIGN_OR_RETURN(const QList<Tenant> tenants, TenantRepository(database).all());
    const std::optional<Tenant> owner =
        ownerOf(tenants, job.request.tenantId, job.request.tenantName, job.request.address);
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

} // namespace slipway::cli

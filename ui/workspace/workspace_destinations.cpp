// What the workspace does with destinations and with the jobs that go there.
#include "core/destinations/credential_entries.h"
#include "core/destinations/destination_secrets.h"
#include "ui/workspace/workspace.h"

namespace slipway {

QList<Destination> Workspace::destinations() const
{
    return m_destinations.all().value_or(QList<Destination>{});
}

QCoro::Task<Result<Destination>> Workspace::save(Destination destination, DestinationSecrets entered)
{
    const bool isNew = destination.id.isEmpty();
    DestinationSecrets secrets = entered;
    if (!isNew && !entered.isEmpty()) {
        if (const auto stored = co_await readCredentials(*m_tokens, destination.id)) {
            secrets = merged(*stored, entered);
        }
    }
    Result<Destination> saved = destination;
    if (isNew)
        saved = m_destinations.add(destination);
    else if (auto updated = m_destinations.update(destination); !updated)
        saved = std::unexpected(updated.error());
    if (!saved)
        co_return saved;
    if (!entered.isEmpty()) {
        if (auto kept = co_await writeCredentials(*m_tokens, saved->id, secrets); !kept) {
            if (isNew) // without its credentials it would only look saved
                (void)m_destinations.remove(saved->id);
            co_return std::unexpected(kept.error());
        }
    }
    Q_EMIT destinationsChanged();
    co_return saved;
}

QCoro::Task<Result<void>> Workspace::removeDestination(QString id)
{
    // The credentials first: a destination that is gone would leave them without an owner.
    Result<void> removed = co_await writeCredentials(*m_tokens, id, {});
    if (removed)
        removed = m_destinations.remove(id);
    if (removed)
        Q_EMIT destinationsChanged();
    co_return removed;
}

QCoro::Task<DestinationTestReport> Workspace::test(Destination destination, DestinationSecrets entered,
                                                   std::function<void(const DestinationTestStep &)> step,
                                                   std::stop_token stop)
{
    DestinationAccess access{destination, {}};
    if (!destination.id.isEmpty()) {
        if (const auto stored = co_await readCredentials(*m_tokens, destination.id))
            access.secrets = *stored;
    }
    access.secrets = merged(access.secrets, entered);
    if (access.secrets.isEmpty())
        completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    DestinationTestReport report = co_await testDestination(access, std::move(step), stop);
    co_return report;
}

QCoro::Task<Result<DestinationAccess>> Workspace::access(Destination destination)
{
    DestinationAccess access{destination, {}};
    if (!destination.id.isEmpty()) {
        if (Result<Destination> saved = m_destinations.byId(destination.id)) {
            saved->prefix = destination.prefix; // the job may have been given one of its own
            access.destination = *saved;
        }
        const auto stored = co_await readCredentials(*m_tokens, destination.id);
        if (stored)
            access.secrets = *stored;
        else if (stored.error().kind != ErrorKind::NotFound)
            co_return std::unexpected(stored.error());
    }
    if (access.secrets.isEmpty())
        completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    if (auto valid = validate(access); !valid)
        co_return std::unexpected(valid.error());
    co_return access;
}

QCoro::Task<Result<JobStarted>> Workspace::submit(ExportRequest request, Tenant tenant)
{
    const Result<ConnectionSettings> settings = co_await connection(tenant);
    if (!settings)
        co_return std::unexpected(settings.error());
    // Where it is now: a request that is made once more is from before a tenant moved.
    request.tenantName = tenant.name;
    request.address = tenant.address;
    request.proxy = tenant.proxy;
    request.caFile = tenant.caFile;
    std::optional<DestinationAccess> reached;
    if (request.bucket) {
        const Result<DestinationAccess> found = co_await access(*request.bucket);
        if (!found)
            co_return std::unexpected(found.error());
        reached = *found;
    }
    const Result<QString> id = m_jobs->submit(request, *settings, reached);
    if (!id)
        co_return std::unexpected(id.error());
    co_return JobStarted{*id};
}

QCoro::Task<Result<void>> Workspace::resume(JobSnapshot job, Tenant tenant)
{
    const Result<ConnectionSettings> settings = co_await connection(tenant);
    if (!settings)
        co_return std::unexpected(settings.error());
    std::optional<DestinationAccess> reached;
    if (job.request.bucket) {
        const Result<DestinationAccess> found = co_await access(*job.request.bucket);
        if (!found)
            co_return std::unexpected(found.error());
        reached = *found;
    }
    co_return m_jobs->resume(job.id, *settings, reached);
}

QCoro::Task<Result<QList<VerifySubject>>> Workspace::toVerify(JobSnapshot job)
{
    std::optional<DestinationAccess> reached;
    if (job.request.bucket) {
        const Result<DestinationAccess> found = co_await access(*job.request.bucket);
        if (!found)
            co_return std::unexpected(found.error());
        reached = *found;
    }
    co_return subjectsOf(job, reached);
}

} // namespace slipway

#include "core/workspace/workspace.h"

#include "core/base/forward_error.h"
#include "core/workspace/kept_check.h"

#include <cstring>

namespace slipway {
namespace {

constexpr auto noteTag = "note:"; // prefix of the tenant's id, to tell notes from reminders

} // namespace

Workspace::Workspace(StateDatabase database)
    : m_database(std::move(database)), m_repository(m_database), m_history(m_database)
{}

Result<std::unique_ptr<Workspace>> Workspace::open(const QString &databasePath,
                                                   std::unique_ptr<TokenStore> keychain)
{
    ASSIGN_OR_RETURN(StateDatabase database, StateDatabase::open(databasePath));
    std::unique_ptr<Workspace> workspace(new Workspace(std::move(database)));
    workspace->m_tokens =
        std::make_unique<LayeredTokenStore>(std::move(keychain), std::make_unique<MemoryTokenStore>());
    workspace->m_destinations = std::make_unique<SavedDestinations>(
        DestinationRepository(workspace->m_database), *workspace->m_tokens);
    ASSIGN_OR_RETURN(auto jobs, JobService::open(databasePath));
    workspace->m_jobs = std::move(jobs);
    return workspace;
}

QList<Tenant> Workspace::tenants() const
{
    QList<Tenant> tenants = m_repository.all().value_or(QList<Tenant>{});
    if (!m_demoTenant.id.isEmpty())
        tenants << m_demoTenant;
    return tenants;
}

Result<void> Workspace::update(const Tenant &tenant)
{
    Result<void> updated = m_repository.update(tenant);
    if (updated)
        Q_EMIT tenantsChanged();
    return updated;
}

QCoro::Task<Result<Tenant>> Workspace::add(Tenant tenant, Secret token, TokenPlace place)
{
    const TenantChanges changes = tenantChanges(place);
    const Result<Tenant> added = co_await changes.add(tenant, token);
    if (added)
        Q_EMIT tenantsChanged();
    co_return added;
}

QCoro::Task<Result<Tenant>> Workspace::change(Tenant tenant, std::optional<Secret> token, TokenPlace place)
{
    const TenantChanges changes = tenantChanges(place);
    const Result<Tenant> changed = co_await changes.change(tenant, token);
    if (changed)
        Q_EMIT tenantsChanged();
    co_return changed;
}

QCoro::Task<Result<void>> Workspace::remove(QString tenantId)
{
    if (isDemo(tenantId)) {
        m_demoTenant = {};
        DemoTenant::retire(std::move(m_demo));
        Q_EMIT tenantsChanged();
        co_return Result<void>{};
    }
    const TenantChanges changes = tenantChanges(TokenPlace::Keychain);
    const Result<void> removed = co_await changes.remove(tenantId);
    if (removed)
        Q_EMIT tenantsChanged();
    co_return removed;
}

TenantChanges Workspace::tenantChanges(TokenPlace place)
{
    return {m_repository, *m_tokens, place == TokenPlace::Session};
}

Result<QString> Workspace::startDemo()
{
    if (m_demo)
        return m_demoTenant.id;
    DemoTenantOptions options;
    (void)m_history.forget(historyKey(QStringLiteral("demo"), {})); // every demo is a different one
    options.events = {{QStringLiteral("alert"), 20'000},
                      {QStringLiteral("application"), 50'000},
                      {QStringLiteral("audit"), 2'000}};
    ASSIGN_OR_RETURN(m_demo, DemoTenant::start(options));
    m_demoTenant.id = QStringLiteral("demo");
    m_demoTenant.name = tr("Demo tenant");
    m_demoTenant.address = m_demo->address();
    (void)QCoro::waitFor(m_tokens->writeForSession(tokenKey(m_demoTenant.id),
                                                   Secret(m_demo->token()))); // memory only: no wait
    Q_EMIT tenantsChanged();
    return m_demoTenant.id;
}

QCoro::Task<Result<ConnectionSettings>> Workspace::connection(Tenant tenant)
{
    CO_ASSIGN_OR_RETURN(Secret token, co_await m_tokens->read(tokenKey(tenant.id)));
    co_return reach(tenant, token);
}

void Workspace::watchExpiry(std::unique_ptr<DesktopNotifier> notifier)
{
    m_notifier = notifier.get();
    connect(m_notifier, &DesktopNotifier::activated, this, [this](const QString &tag) {
        if (tag.startsWith(QLatin1String(noteTag)))
            Q_EMIT tenantWanted(tag.mid(static_cast<qsizetype>(std::strlen(noteTag))));
    });
    m_watch = std::make_unique<ExpiryWatch>(m_database, std::move(notifier), [this] { return tenants(); });
    connect(m_watch.get(), &ExpiryWatch::looked, this, &Workspace::dayMayHaveChanged);
    connect(m_watch.get(), &ExpiryWatch::activated, this, &Workspace::tenantWanted);
    m_watch->look();
}

void Workspace::notify(const QString &tenantId, const QString &title, const QString &body)
{
    if (m_notifier)
        m_notifier->show({QLatin1String(noteTag) + tenantId, title, body});
}

QCoro::Task<Result<SupportBundle>> Workspace::supportBundle()
{
    SupportBundle bundle;
    bundle.known = co_await readKnownTokens(*m_tokens, m_database);
    bundle.files = gatherBundle(m_database, m_jobs->jobs(), *m_ledger, bundle.known);
    co_return bundle;
}

Result<void> Workspace::keepCheck(const Tenant &tenant, const CheckResult &result)
{
    keepRefusals(m_database, tenant.address, result);
    if (result.stopped)
        return {};
    const KeptCheck kept = slipway::keepCheck(m_database, {tenant.id, tenant.name, tenant.address}, result);
    if (kept.isTenantChanged)
        Q_EMIT tenantsChanged();
    if (kept.history)
        Q_EMIT checkKept(tenant.id);
    return kept.history;
}

Result<QList<CheckRecord>> Workspace::checks(const Tenant &tenant, int limit) const
{
    return m_history.list(historyKey(tenant.id, tenant.address), limit);
}

QHash<QString, CheckRecord> Workspace::latestChecks() const
{
    const QHash<QString, CheckRecord> byKey = m_history.latest().value_or(QHash<QString, CheckRecord>());
    QHash<QString, CheckRecord> byTenant;
    for (const Tenant &tenant : tenants()) {
        const auto found = byKey.constFind(historyKey(tenant.id, tenant.address));
        if (found != byKey.constEnd())
            byTenant.insert(tenant.id, *found);
    }
    return byTenant;
}

QHash<QString, OldestEvent> Workspace::oldestEvents(const Tenant &tenant) const
{
    QHash<QString, OldestEvent> found;
    const OldestEventRepository repository(m_database, tenant.address);
    for (const Endpoint &endpoint : m_catalogue.endpoints(tenant.api)) {
        if (const auto latest = repository.latest(endpoint.id); latest && *latest)
            found.insert(endpoint.id, **latest);
    }
    return found;
}

ConnectionSettings Workspace::reach(const Tenant &tenant, const Secret &token) const
{
    ConnectionSettings settings = connectionOf(tenant, token);
    settings.ledger = m_ledger;
    return settings;
}

QCoro::Task<Result<Destination>> Workspace::save(Destination destination, DestinationSecrets entered)
{
    const Result<Destination> saved = co_await m_destinations->save(destination, entered);
    if (saved)
        Q_EMIT destinationsChanged();
    co_return saved;
}

Result<void> Workspace::keepDestinationTest(const Destination &destination, bool passed)
{
    const Result<void> kept = m_destinations->keepTest(destination, passed);
    if (kept)
        Q_EMIT destinationsChanged();
    return kept;
}

QCoro::Task<Result<void>> Workspace::removeDestination(QString id)
{
    const Result<void> removed = co_await m_destinations->remove(id);
    if (removed)
        Q_EMIT destinationsChanged();
    co_return removed;
}

QCoro::Task<Result<JobStarted>> Workspace::submit(ExportRequest request, Tenant tenant)
{
    CO_ASSIGN_OR_RETURN(const ConnectionSettings settings, co_await connection(tenant));
    // The tenant's current settings: a repeated request may be older than a change of its address.
    request.tenantName = tenant.name;
    request.address = tenant.address;
    request.proxy = tenant.proxy;
    request.caFile = tenant.caFile;
    std::optional<DestinationAccess> reached;
    if (request.bucket) {
        CO_ASSIGN_OR_RETURN(const DestinationAccess found, co_await m_destinations->access(*request.bucket));
        reached = found;
    }
    CO_ASSIGN_OR_RETURN(const QString id, m_jobs->submit(request, settings, reached));
    co_return JobStarted{id};
}

QCoro::Task<Result<void>> Workspace::resume(JobSnapshot job, Tenant tenant)
{
    CO_ASSIGN_OR_RETURN(const ConnectionSettings settings, co_await connection(tenant));
    std::optional<DestinationAccess> reached;
    if (job.request.bucket) {
        CO_ASSIGN_OR_RETURN(const DestinationAccess found,
                            co_await m_destinations->access(*job.request.bucket));
        reached = found;
    }
    co_return m_jobs->resume(job.id, settings, reached);
}

QCoro::Task<Result<QList<VerifySubject>>> Workspace::toVerify(JobSnapshot job)
{
    std::optional<DestinationAccess> reached;
    if (job.request.bucket) {
        CO_ASSIGN_OR_RETURN(const DestinationAccess found,
                            co_await m_destinations->access(*job.request.bucket));
        reached = found;
    }
    co_return subjectsOf(job, reached);
}

} // namespace slipway

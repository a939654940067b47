// The use cases of the window: the tenants (saved ones and the demo), their tokens, destinations,
// checks and jobs. Whatever the command line does as well is in separate classes beside this one.
//
// Threads: the window's.
#pragma once
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/history/check_history.h"
#include "core/exporting/fetching/oldest_event.h"
#include "core/exporting/jobs/job_service.h"
#include "core/exporting/verifying/verify_subject.h"
#include "core/secrets/token_store.h"
#include "core/support/support_bundle.h"
#include "core/tenants/expiry_watch.h"
#include "core/workspace/saved_destinations.h"
#include "core/workspace/tenant_changes.h"

#include <QObject>

namespace slipway {

struct JobStarted
{
    QString id;
};

class Workspace : public QObject
{
    Q_OBJECT
public:
    // Opens the state file; the keychain is used only when a token is needed.
    [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(const QString &databasePath,
                                                                 std::unique_ptr<TokenStore> keychain);

    [[nodiscard]] QList<Tenant> tenants() const;
    [[nodiscard]] LayeredTokenStore &tokens() { return *m_tokens; }
    [[nodiscard]] JobService &jobs() { return *m_jobs; }
    [[nodiscard]] const EndpointCatalogue &catalogue() const { return m_catalogue; }

    // Where a new token is kept: in the keychain, or only until the program ends.
    enum class TokenPlace { Keychain, Session };
    // As in TenantChanges.
    [[nodiscard]] QCoro::Task<Result<Tenant>> add(Tenant tenant, Secret token, TokenPlace place);
    [[nodiscard]] QCoro::Task<Result<Tenant>> change(Tenant tenant, std::optional<Secret> token,
                                                     TokenPlace place);
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString tenantId);
    // For settings other than the token and the address.
    [[nodiscard]] Result<void> update(const Tenant &tenant);
    // Starts the demo tenant in this process, without saving it, and returns its id.
    [[nodiscard]] Result<QString> startDemo();
    [[nodiscard]] bool isDemo(const QString &tenantId) const { return tenantId == m_demoTenant.id; }
    // The connection settings with the token; errors are those of the keychain.
    [[nodiscard]] QCoro::Task<Result<ConnectionSettings>> connection(Tenant tenant);

    // As in SavedDestinations; changes emit destinationsChanged().
    [[nodiscard]] Result<QList<Destination>> destinations() const { return m_destinations->all(); }
    [[nodiscard]] Result<QHash<QString, DestinationTestRecord>> destinationTests() const
    {
        return m_destinations->tests();
    }
    [[nodiscard]] Result<void> keepDestinationTest(const Destination &destination, bool passed);
    [[nodiscard]] QCoro::Task<DestinationTestReport>
    test(Destination destination, DestinationSecrets entered,
         std::function<void(const DestinationTestStep &)> step, std::stop_token stop)
    {
        return m_destinations->test(std::move(destination), std::move(entered), std::move(step), stop);
    }
    [[nodiscard]] QCoro::Task<Result<Destination>> save(Destination destination, DestinationSecrets entered);
    [[nodiscard]] QCoro::Task<Result<void>> removeDestination(QString id);
    // Starts or resumes a job, with the tenant's token and the bucket's credentials from the
    // keychain.
    [[nodiscard]] QCoro::Task<Result<JobStarted>> submit(ExportRequest request, Tenant tenant);
    [[nodiscard]] QCoro::Task<Result<void>> resume(JobSnapshot job, Tenant tenant);
    // What a job has finished, with the access it takes to read it; see subjectsOf().
    [[nodiscard]] QCoro::Task<Result<QList<VerifySubject>>> toVerify(JobSnapshot job);

    // The connection settings for a token that is not stored yet.
    [[nodiscard]] ConnectionSettings reach(const Tenant &tenant, const Secret &token) const;
    // All requests of this process to any tenant.
    [[nodiscard]] const RequestLedger &ledger() const { return *m_ledger; }

    // For work that runs on its own thread.
    [[nodiscard]] const QString &databasePath() const { return m_database.path(); }

    // Shows desktop notifications from now on when a token is about to expire. Call it once.
    void watchExpiry(std::unique_ptr<DesktopNotifier> notifier);
    // Shows a desktop notification about a tenant; clicking it emits tenantWanted(). Does nothing
    // before watchExpiry().
    void notify(const QString &tenantId, const QString &title, const QString &body);
    // Gathers a bundle without searching it for secrets: writeBundle() does that.
    [[nodiscard]] QCoro::Task<Result<SupportBundle>> supportBundle();
    // Adds a check to the tenant's history, and stores the token's expiry date with the tenant if
    // the check found it. A check that was stopped is not kept, since it says nothing about what it
    // did not reach. If the history cannot be written, that is an error, but the check itself is
    // still valid.
    Result<void> keepCheck(const Tenant &tenant, const CheckResult &result);
    // Newest first.
    [[nodiscard]] Result<QList<CheckRecord>> checks(const Tenant &tenant, int limit = -1) const;
    // The newest check of each tenant that has one, by the tenant's id. Faster than checks() for each of
    // many tenants.
    [[nodiscard]] QHash<QString, CheckRecord> latestChecks() const;
    // What the tenant said last about its oldest events, by endpoint; only of endpoints that were asked.
    [[nodiscard]] QHash<QString, OldestEvent> oldestEvents(const Tenant &tenant) const;

Q_SIGNALS:
    void tenantsChanged();
    void destinationsChanged();
    void checkKept(const QString &tenantId);
    void dayMayHaveChanged();                   // every hour, while token expiry is watched
    void tenantWanted(const QString &tenantId); // the user clicked a desktop notification

private:
    explicit Workspace(StateDatabase database);
    [[nodiscard]] TenantChanges tenantChanges(TokenPlace place);
    StateDatabase m_database;
    TenantRepository m_repository;
    CheckHistory m_history;
    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    std::unique_ptr<LayeredTokenStore> m_tokens;
    std::unique_ptr<SavedDestinations> m_destinations;
    std::unique_ptr<DemoTenant> m_demo;
    Tenant m_demoTenant;
    std::shared_ptr<RequestLedger> m_ledger = std::make_shared<RequestLedger>();
    std::unique_ptr<JobService> m_jobs;
    std::unique_ptr<ExpiryWatch> m_watch;
    DesktopNotifier *m_notifier = nullptr; // the watch owns it
};

} // namespace slipway

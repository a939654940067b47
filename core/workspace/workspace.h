// The use cases of the window: the tenants (saved ones and the demo), their tokens, destinations, checks and
// jobs. What the command line does, too, stands in classes of its own beside this one.
//
// Threads: the window's.
#pragma once
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/check_history.h"
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
    // Opens the state file; the keychain is asked only when a token is needed.
    [[nodiscard]] static Result<std::unique_ptr<Workspace>> open(const QString &databasePath,
                                                                 std::unique_ptr<TokenStore> keychain);

    [[nodiscard]] QList<Tenant> tenants() const;
    [[nodiscard]] LayeredTokenStore &tokens() { return *m_tokens; }
    [[nodiscard]] JobService &jobs() { return *m_jobs; }
    [[nodiscard]] const EndpointCatalogue &catalogue() const { return m_catalogue; }

    // Where a new token is kept: in the keychain, or only until the program ends.
    enum class TokenPlace { Keychain, Session };
    // As TenantChanges.
    [[nodiscard]] QCoro::Task<Result<Tenant>> add(Tenant tenant, Secret token, TokenPlace place);
    [[nodiscard]] QCoro::Task<Result<Tenant>> change(Tenant tenant, std::optional<Secret> token,
                                                     TokenPlace place);
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString tenantId);
    // Settings that have nothing to do with the token or the address.
    [[nodiscard]] Result<void> update(const Tenant &tenant);
    // Starts the demo tenant in this process; it is not saved. Its id is returned.
    [[nodiscard]] Result<QString> startDemo();
    [[nodiscard]] bool isDemo(const QString &tenantId) const { return tenantId == m_demoTenant.id; }
    // The connection with its token; the error is the keychain's.
    [[nodiscard]] QCoro::Task<Result<ConnectionSettings>> connection(Tenant tenant);

    // As those of SavedDestinations; changes are told.
    [[nodiscard]] QList<Destination> destinations() const { return m_destinations->all(); }
    [[nodiscard]] QCoro::Task<DestinationTestReport>
    test(Destination destination, DestinationSecrets entered,
         std::function<void(const DestinationTestStep &)> step, std::stop_token stop)
    {
        return m_destinations->test(std::move(destination), std::move(entered), std::move(step), stop);
    }
    [[nodiscard]] QCoro::Task<Result<Destination>> save(Destination destination, DestinationSecrets entered);
    [[nodiscard]] QCoro::Task<Result<void>> removeDestination(QString id);
    // A job, with the tenant's token and the bucket's credentials from the keychain.
    [[nodiscard]] QCoro::Task<Result<JobStarted>> submit(ExportRequest request, Tenant tenant);
    [[nodiscard]] QCoro::Task<Result<void>> resume(JobSnapshot job, Tenant tenant);
    // What a job has finished, with the way to it; see subjectsOf().
    [[nodiscard]] QCoro::Task<Result<QList<VerifySubject>>> toVerify(JobSnapshot job);

    // The same for a token that is not stored yet.
    [[nodiscard]] ConnectionSettings reach(const Tenant &tenant, const Secret &token) const;
    // Every request of this process to any tenant.
    [[nodiscard]] const RequestLedger &ledger() const { return *m_ledger; }

    // For work on a thread of its own.
    [[nodiscard]] const QString &databasePath() const { return m_database.path(); }

    // From now on says on the desktop when a token is about to end. Once.
    void watchExpiry(std::unique_ptr<DesktopNotifier> notifier);
    // A message on the desktop about a tenant; clicking it asks for the tenant. Nothing, before
    // watchExpiry().
    void notify(const QString &tenantId, const QString &title, const QString &body);
    // Gathered, not yet searched for secrets: writeBundle() does that.
    [[nodiscard]] QCoro::Task<Result<SupportBundle>> supportBundle();
    // Puts a check into the tenant's history, and the end of the token with the tenant where the check found
    // it. One that was stopped is not kept: it says nothing of what it did not reach. A history that cannot
    // be written is an error, and the check is as good as before.
    Result<void> keepCheck(const Tenant &tenant, const CheckResult &result);
    // Newest first.
    [[nodiscard]] Result<QList<CheckRecord>> checks(const Tenant &tenant, int limit = -1) const;

Q_SIGNALS:
    void tenantsChanged();
    void destinationsChanged();
    void checkKept(const QString &tenantId);
    void dayMayHaveChanged();                   // every hour, while the end of tokens is watched
    void tenantWanted(const QString &tenantId); // the user clicked a message on the desktop

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

#include "core/workspace/check_queue.h"

#include "core/net/proxy_passwords.h"
#include "core/netskope/checked_endpoints.h"

#include <QPointer>

namespace slipway {
namespace {

// Each check has a thread and makes several requests at a time itself.
constexpr qsizetype atOnce = 4;

} // namespace

CheckQueue::CheckQueue(Workspace &workspace, QObject *parent) : QObject(parent), m_workspace(workspace) {}

CheckQueue::~CheckQueue() = default;

void CheckQueue::start(const QList<Tenant> &tenants)
{
    if (isBusy() || tenants.isEmpty())
        return;
    tryProxyPasswordsAgain();
    m_waiting = tenants;
    m_total = tenants.size();
    m_done = 0;
    m_isCancelled = false;
    Q_EMIT progressed();
    for (qsizetype i = 0; i < std::min(atOnce, m_total); ++i)
        next();
}

void CheckQueue::cancel()
{
    m_isCancelled = true;
    m_done += m_waiting.size();
    m_waiting.clear();
    for (const auto &[tenantId, session] : m_sessions)
        session->cancel();
    Q_EMIT progressed();
}

void CheckQueue::next()
{
    if (m_waiting.isEmpty()) {
        if (m_running > 0 || !isBusy())
            return;
        m_total = 0;
        Q_EMIT finished();
        return;
    }
    const Tenant tenant = m_waiting.takeFirst();
    ++m_running;
    QPointer<CheckQueue> self(this);
    QCoro::connect(m_workspace.connection(tenant), this,
                   [self, tenant](const Result<ConnectionSettings> &settings) {
                       if (!self)
                           return;
                       if (self->m_isCancelled)
                           return self->ended();
                       if (settings)
                           return self->begin(tenant, *settings);
                       Q_EMIT self->failed(tenant.id, settings.error());
                       self->ended();
                   });
}

void CheckQueue::begin(const Tenant &tenant, const ConnectionSettings &settings)
{
    const Result<Profile> profile = m_workspace.catalogue().resolveProfile(tenant.profileId, tenant.api);
    const Result<QList<Endpoint>> endpoints =
        profile ? selectForCheck(m_workspace.catalogue(), profile->endpointIds)
                : Result<QList<Endpoint>>(std::unexpected(profile.error()));
    if (!endpoints) {
        Q_EMIT failed(tenant.id, endpoints.error());
        return ended();
    }
    auto owned = std::make_unique<CheckSession>(settings, *profile, *endpoints);
    CheckSession *session = owned.get();
    m_sessions[tenant.id] = std::move(owned);
    connect(session, &CheckSession::finished, this, [this, id = tenant.id](const CheckResult &result) {
        const auto found = m_sessions.find(id);
        found->second.release()->deleteLater(); // we are inside its signal
        m_sessions.erase(found);
        if (!result.stopped)
            Q_EMIT checked(id, result);
        ended();
    });
    session->start();
}

void CheckQueue::ended()
{
    --m_running;
    ++m_done;
    Q_EMIT progressed();
    next();
}

} // namespace slipway

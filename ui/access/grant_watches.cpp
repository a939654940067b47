#include "ui/access/grant_watches.h"

#include "core/async/retire.h"

#include <algorithm>

namespace slipway {

GrantWatches::GrantWatches(QObject *parent) : QObject(parent) {}

GrantWatches::~GrantWatches() = default;

void GrantWatches::start(const QString &tenantId, const ConnectionSettings &settings, const Profile &profile,
                         const QList<Endpoint> &endpoints)
{
    if (isWaiting(tenantId))
        return;
    auto owned = std::make_unique<GrantSession>(settings, profile, endpoints, GrantRequest{m_every, {}});
    GrantSession *session = owned.get();
    m_watches[tenantId].session = std::move(owned);
    connect(session, &GrantSession::stepChanged, this, [this, tenantId](const ConnectionStep &step) {
        QList<ConnectionStep> &steps = m_watches[tenantId].progress.steps;
        const auto found = std::find_if(steps.begin(), steps.end(),
                                        [&](const ConnectionStep &each) { return each.id == step.id; });
        if (found == steps.end())
            steps << step;
        else
            *found = step;
        Q_EMIT stepChanged(tenantId, step);
    });
    connect(session, &GrantSession::rowChanged, this, [this, tenantId](const AccessRow &row) {
        m_watches[tenantId].progress.rows.insert(row.endpoint.id, row);
        Q_EMIT rowChanged(tenantId, row);
    });
    connect(session, &GrantSession::roundChanged, this, [this, tenantId](const GrantRound &round) {
        m_watches[tenantId].progress.round = round.text();
        Q_EMIT roundChanged(tenantId, round);
    });
    connect(session, &GrantSession::finished, this, [this, tenantId](const CheckResult &result) {
        const auto watch = m_watches.find(tenantId);
        watch->second.session.release()->deleteLater(); // we are inside its signal
        m_watches.erase(watch);
        Q_EMIT finished(tenantId, result);
        Q_EMIT waitingChanged();
    });
    session->start();
    Q_EMIT waitingChanged();
}

void GrantWatches::stop(const QString &tenantId)
{
    if (isWaiting(tenantId))
        m_watches.at(tenantId).session->cancel();
}

void GrantWatches::forget(const QString &tenantId)
{
    const auto watch = m_watches.find(tenantId);
    if (watch == m_watches.end())
        return;
    retire(std::move(watch->second.session), &GrantSession::cancel, &GrantSession::finished);
    m_watches.erase(watch);
    Q_EMIT waitingChanged();
}

bool GrantWatches::isWaiting(const QString &tenantId) const
{
    return m_watches.contains(tenantId);
}

GrantWatches::Progress GrantWatches::progress(const QString &tenantId) const
{
    const auto watch = m_watches.find(tenantId);
    return watch == m_watches.end() ? Progress{} : watch->second.progress;
}

} // namespace slipway

// The tenants that are tested again and again until everything they need is granted. Testing a
// tenant continues while another one is shown, until the tenant is ready or somebody stops it.
//
// Threads: the window's.
#pragma once
#include "core/diagnosis/until_granted.h"

#include <QHash>
#include <QObject>
#include <map>
#include <memory>

namespace slipway {

class GrantWatches : public QObject
{
    Q_OBJECT
public:
    // What has been found so far, for a screen that returns to the tenant.
    struct Progress
    {
        QList<ConnectionStep> steps;
        QHash<QString, AccessRow> rows; // by endpoint id
        QString round;                  // a sentence for the user; empty during the first full check
    };

    explicit GrantWatches(QObject *parent = nullptr);
    ~GrantWatches() override;
    // How long a tenant is left alone between two rounds, from the next start() on.
    void setInterval(std::chrono::seconds every) { m_every = every; }
    // Does nothing if the tenant is being tested already.
    void start(const QString &tenantId, const ConnectionSettings &settings, const Profile &profile,
               const QList<Endpoint> &endpoints);
    // finished() follows soon after.
    void stop(const QString &tenantId);
    // Stops without emitting finished(), for a tenant that was removed or has a new address.
    void forget(const QString &tenantId);
    [[nodiscard]] bool isWaiting(const QString &tenantId) const;
    [[nodiscard]] Progress progress(const QString &tenantId) const;

Q_SIGNALS:
    void waitingChanged();
    void stepChanged(const QString &tenantId, const slipway::ConnectionStep &step);
    void rowChanged(const QString &tenantId, const slipway::AccessRow &row);
    void roundChanged(const QString &tenantId, const slipway::GrantRound &round);
    void finished(const QString &tenantId, const slipway::CheckResult &result);

private:
    struct Watch
    {
        std::unique_ptr<GrantSession> session;
        Progress progress;
    };
    std::map<QString, Watch> m_watches;
    std::chrono::seconds m_every = GrantRequest{}.every;
};

} // namespace slipway

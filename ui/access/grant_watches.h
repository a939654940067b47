// The tenants that are tested until all they need is granted. Each test goes on while another tenant is
// shown, until it is ready or stopped.
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
    // What a test has found so far, for a screen that shows its tenant again.
    struct Progress
    {
        QList<ConnectionStep> steps;
        QHash<QString, AccessRow> rows; // by endpoint
        QString round;                  // for people; empty during the first whole check
    };

    explicit GrantWatches(QObject *parent = nullptr);
    ~GrantWatches() override;
    // One for each tenant: a second start does nothing.
    void start(const QString &tenantId, const ConnectionSettings &settings, const Profile &profile,
               const QList<Endpoint> &endpoints);
    // Its finished() comes soon after.
    void stop(const QString &tenantId);
    // Without another word, for a tenant that is gone or has another address.
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
};

} // namespace slipway

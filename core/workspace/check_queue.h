// Tests many tenants, a few at a time, each for its own profile. A tenant whose token cannot be
// read is skipped, and failed() gives the reason.
//
// Threads: the one of the workspace.
#pragma once
#include "core/diagnosis/check_session.h"
#include "core/workspace/workspace.h"

#include <QObject>
#include <map>

namespace slipway {

class CheckQueue : public QObject
{
    Q_OBJECT
public:
    explicit CheckQueue(Workspace &workspace, QObject *parent = nullptr);
    ~CheckQueue() override;
    // Does nothing while tests are running.
    void start(const QList<Tenant> &tenants);
    // Stops the tests that are running and does not begin the others. finished() follows soon
    // after.
    void cancel();
    [[nodiscard]] bool isBusy() const { return m_total > 0; }
    [[nodiscard]] qsizetype done() const { return m_done; }
    [[nodiscard]] qsizetype total() const { return m_total; }

Q_SIGNALS:
    void checked(const QString &tenantId, const slipway::CheckResult &result);
    void failed(const QString &tenantId, const slipway::Error &error);
    void progressed();
    void finished();

private:
    void next();
    void begin(const Tenant &tenant, const ConnectionSettings &settings);
    void ended();
    Workspace &m_workspace;
    QList<Tenant> m_waiting;
    qsizetype m_total = 0, m_done = 0, m_running = 0;
    bool m_isCancelled = false; // those whose token is still being read do not begin either
    std::map<QString, std::unique_ptr<CheckSession>> m_sessions; // by tenant id
};

} // namespace slipway

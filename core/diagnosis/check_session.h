// A check on a thread of its own, for a window.
#pragma once
#include "core/diagnosis/check.h"

#include <QObject>
#include <memory>

namespace slipway {

// One running check. The object lives on the caller's thread, where its signals arrive; the check runs on a
// thread of its own. Deleting the object cancels the check within a second.
class CheckSession : public QObject
{
    Q_OBJECT
public:
    CheckSession(ConnectionSettings settings, Profile profile, QList<Endpoint> endpoints,
                 QObject *parent = nullptr);
    ~CheckSession() override;
    void start();
    void cancel();

Q_SIGNALS:
    void stepChanged(const slipway::ConnectionStep &step);
    void rowChanged(const slipway::AccessRow &row);
    // Always emitted, exactly once; after cancel() with what was known by then.
    void finished(const slipway::CheckResult &result);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::ConnectionStep)
Q_DECLARE_METATYPE(slipway::AccessRow)
Q_DECLARE_METATYPE(slipway::CheckResult)

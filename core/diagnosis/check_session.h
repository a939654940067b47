// A check on a thread of its own, for a window.
#pragma once
#include "core/diagnosis/check.h"

#include <QObject>
#include <memory>

namespace slipway {

// One running check. Lives on the caller's thread; its work is done on a thread of its own, and its signals
// arrive on the caller's thread. Deleting it cancels the check within a second.
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
    // Always comes, once; after cancel() with what was known.
    void finished(const slipway::CheckResult &result);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::ConnectionStep)
Q_DECLARE_METATYPE(slipway::AccessRow)
Q_DECLARE_METATYPE(slipway::CheckResult)

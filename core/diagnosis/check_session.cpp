#include "core/diagnosis/check_session.h"

#include "core/async/background.h"

namespace slipway {

struct CheckSession::State
{
    ConnectionSettings settings;
    Profile profile;
    QList<Endpoint> endpoints;
    BackgroundThread thread;
};

CheckSession::CheckSession(ConnectionSettings settings, Profile profile, QList<Endpoint> endpoints,
                           QObject *parent)
    : QObject(parent), m_state(new State{std::move(settings), std::move(profile), std::move(endpoints), {}})
{
    qRegisterMetaType<ConnectionStep>();
    qRegisterMetaType<AccessRow>();
    qRegisterMetaType<CheckResult>();
}

CheckSession::~CheckSession() = default;

void CheckSession::start()
{
    m_state->thread.run([this, settings = m_state->settings, profile = m_state->profile,
                         endpoints = m_state->endpoints](std::stop_token stop) {
        CheckObserver observer;
        observer.step = [this](const ConnectionStep &step) {
            QMetaObject::invokeMethod(
                this, [this, step] { Q_EMIT stepChanged(step); }, Qt::QueuedConnection);
        };
        observer.row = [this](const AccessRow &row) {
            QMetaObject::invokeMethod(
                this, [this, row] { Q_EMIT rowChanged(row); }, Qt::QueuedConnection);
        };
        const CheckResult result = QCoro::waitFor(runCheck(settings, profile, endpoints, stop, observer));
        QMetaObject::invokeMethod(
            this, [this, result] { Q_EMIT finished(result); }, Qt::QueuedConnection);
    });
}

void CheckSession::cancel()
{
    m_state->thread.requestStop();
}

} // namespace slipway

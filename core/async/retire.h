// Ends background work whose result is no longer wanted, without waiting for it.
#pragma once
#include <QCoreApplication>
#include <QObject>
#include <memory>

namespace slipway {

// For an object that does its work on a BackgroundThread and emits one of `ended` as the last thing that
// this thread does. `stop` asks it to end. Its signals are disconnected, and it is deleted once it has ended,
// or together with the application. Deleting it at once would make the calling thread wait for the other.
// Null is fine. Threads: that of the object.
template<class Session, class... Ended>
void retire(std::unique_ptr<Session> session, void (Session::*stop)(), Ended... ended)
{
    if (!session)
        return;
    session->disconnect();
    session->setParent(QCoreApplication::instance());
    (QObject::connect(session.get(), ended, session.get(), &QObject::deleteLater), ...);
    (session.release()->*stop)();
}

} // namespace slipway

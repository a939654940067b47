#include "core/secrets/keychain_operation.h"

#ifdef Q_OS_LINUX
#include "core/base/forward_error.h"
#include "core/secrets/keychain_errors.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QDBusPendingCallWatcher>
#include <QElapsedTimer>

#include <limits>

namespace slipway {
namespace {

using namespace std::chrono_literals;

constexpr auto pulse = 50ms; // how quickly a cancellation is noticed

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(KeychainOperation)
};

bool isPerson(Awaited whom)
{
    return whom == Awaited::Person || whom == Awaited::PersonPerhaps;
}

QDBusMessage toBus(const QString &method, const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"),
                                                          QStringLiteral("/org/freedesktop/DBus"),
                                                          QStringLiteral("org.freedesktop.DBus"), method);
    message.setArguments(arguments);
    return message;
}

} // namespace

KeychainOperation::KeychainOperation(KeychainPatience patience, std::stop_token stop,
                                     std::shared_ptr<KeychainWaits> waits)
    : m_patience(patience), m_stop(std::move(stop)), m_waits(std::move(waits))
{}

KeychainOperation::~KeychainOperation()
{
    goesOn();
}

std::chrono::milliseconds KeychainOperation::limit(Awaited whom) const
{
    return isPerson(whom) ? m_patience.person : m_patience.answer;
}

std::chrono::milliseconds KeychainOperation::untilDoubt() const
{
    return std::min(m_patience.slow, m_patience.answer / 2);
}

void KeychainOperation::waits(Awaited whom, const QString &service, std::chrono::milliseconds since)
{
    if (since < m_patience.silent)
        return;
    if (!m_isWaiting) {
        m_isWaiting = true;
        ++m_waits->waiting;
    }
    const QString sentence =
        whom == Awaited::Person
            ? Texts::tr("%1 is waiting for you: unlock it or allow access in its own window.")
        : whom == Awaited::PersonPerhaps
            ? Texts::tr(
                  "%1 has not answered yet. It may be waiting for you: look for a window that asks for its "
                  "password.")
        : since < m_patience.slow
            ? Texts::tr("Waiting for the keychain (%1)…")
            : Texts::tr("%1 is there, but it does not answer. Slipway keeps waiting for it.");
    const QString text = sentence.arg(service);
    if (text == m_waits->said)
        return;
    m_waits->said = text;
    if (m_waits->heard)
        m_waits->heard(text);
}

void KeychainOperation::goesOn()
{
    if (!std::exchange(m_isWaiting, false))
        return;
    if (--m_waits->waiting > 0 || m_waits->said.isEmpty())
        return;
    m_waits->said.clear();
    if (m_waits->heard)
        m_waits->heard({});
}

QDBusConnection sessionBus()
{
    const QDBusConnection shared = QDBusConnection::sessionBus();
    if (shared.isConnected())
        return shared;
    // Qt keeps its own connection for ever, even after that bus has ended.
    const QString name = QStringLiteral("slipway-keychain");
    if (const QDBusConnection own(name); own.isConnected())
        return own;
    QDBusConnection::disconnectFromBus(name);
    return QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
}

QCoro::Task<Result<QDBusMessage>> ask(Operation operation, QString service, QDBusMessage call, Awaited whom,
                                      std::function<void(QDBusMessage)> late)
{
    // Without its own timeout, so that a late answer still reaches us.
    auto watcher = std::make_unique<QDBusPendingCallWatcher>(
        sessionBus().asyncCall(call, std::numeric_limits<int>::max()));
    QElapsedTimer clock;
    clock.start();
    std::unique_ptr<QDBusPendingCallWatcher> signOfLife;
    while (!watcher->isFinished()) {
        const std::chrono::milliseconds since(clock.elapsed());
        if (whom == Awaited::ServiceOrPerson && since >= operation->untilDoubt()) {
            if (!signOfLife) {
                const QDBusMessage ping = QDBusMessage::createMethodCall(
                    call.service(), QStringLiteral("/"), QStringLiteral("org.freedesktop.DBus.Peer"),
                    QStringLiteral("Ping"));
                signOfLife = std::make_unique<QDBusPendingCallWatcher>(sessionBus().asyncCall(ping));
            } else if (signOfLife->isFinished() && !signOfLife->isError()) {
                whom = Awaited::PersonPerhaps;
            }
        }
        if (operation->isCancelled() || since >= operation->limit(whom)) {
            QDBusPendingCallWatcher *left = watcher.release();
            QObject::connect(left, &QDBusPendingCallWatcher::finished, left, [left, late = std::move(late)] {
                if (late)
                    late(left->reply());
                left->deleteLater();
            });
            operation->goesOn();
            if (operation->isCancelled())
                co_return std::unexpected(keychain::cancelled());
            co_return std::unexpected(isPerson(whom) ? keychain::notUnlocked(service, call.member())
                                                     : keychain::notAnswering(service, call.member()));
        }
        operation->waits(whom, service, since);
        const auto finished = &QDBusPendingCallWatcher::finished;
        (void)co_await qCoro(watcher.get(), finished, std::chrono::milliseconds(pulse));
    }
    operation->goesOn();
    co_return watcher->reply();
}

bool saysThatItEnded(const QDBusMessage &reply)
{
    const QString name = reply.errorName();
    for (const char *ended :
         {".NoReply", ".ServiceUnknown", ".NameHasNoOwner", ".Disconnected", ".NoServer", ".TimedOut"}) {
        if (name.endsWith(QLatin1String(ended)))
            return true;
    }
    return name.contains(QLatin1String(".Spawn."));
}

QCoro::Task<Result<Presence>> presenceOf(Operation operation, QString busName)
{
    const QString bus = Texts::tr("The session bus");
    QVariantList arguments;
    arguments << busName;
    const QDBusMessage whether = toBus(QStringLiteral("NameHasOwner"), arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage owned, co_await ask(operation, bus, whether));
    if (owned.arguments().value(0).toBool())
        co_return Presence::Running;
    arguments.clear();
    const QDBusMessage which = toBus(QStringLiteral("ListActivatableNames"), arguments);
    CO_ASSIGN_OR_RETURN(const QDBusMessage names, co_await ask(operation, bus, which));
    co_return names.arguments().value(0).toStringList().contains(busName) ? Presence::Startable
                                                                          : Presence::Absent;
}

} // namespace slipway
#endif

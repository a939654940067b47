#include "app/cli/keychain.h"

#include "app/cli/command.h"
#include "core/tenants/keychain_places.h"

#include <QSocketNotifier>

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace slipway::cli {

using namespace std::chrono_literals;

std::unique_ptr<Keychain> openKeychain()
{
    std::shared_ptr<BackendMemory> places;
    if (const Result<QString> path = defaultDatabasePath())
        places = std::make_shared<KeychainPlaces>(*path);
    KeychainPatience patience;
    patience.silent = 1s; // printed lines do not disappear as a banner does, so wait longer
    auto store = makeKeychain(places, patience);
    store->onWaiting([](const QString &sentence) {
        if (!sentence.isEmpty())
            printMessage(sentence);
    });
    store->onLeftovers([](const QStringList &sentences) {
        for (const QString &sentence : sentences)
            printMessage(scrubbed(sentence));
    });
    return store;
}

KeychainInterrupt::KeychainInterrupt(Keychain &store)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    m_signals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK); // blocked in main()
    m_notifier = std::make_unique<QSocketNotifier>(m_signals, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [fd = m_signals, &store] {
                         signalfd_siginfo info;
                         while (::read(fd, &info, sizeof info) > 0) {
                         }
                         store.cancel();
                     });
}

KeychainInterrupt::~KeychainInterrupt()
{
    m_notifier.reset();
    ::close(m_signals);
}

} // namespace slipway::cli

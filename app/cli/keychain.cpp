#include "app/cli/keychain.h"

#include "app/cli/command.h"
#include "core/tenants/keychain_places.h"

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

} // namespace slipway::cli

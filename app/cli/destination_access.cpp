#include "app/cli/destination_access.h"

#include "core/destinations/destination_repository.h"
#include "core/destinations/destination_secrets.h"

#include <QCoroTask>

namespace slipway::cli {
namespace {

Result<StateDatabase> openState()
{
    const Result<QString> path = defaultDatabasePath();
    if (!path)
        return std::unexpected(path.error());
    return StateDatabase::open(*path);
}

// The environment first: it is what the caller gives now. Then the keychain.
Result<DestinationAccess> complete(const Destination &destination)
{
    DestinationAccess access{destination, {}};
    completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    if (!validate(access) && !destination.id.isEmpty()) {
        const auto keychain = makeKeychainTokenStore();
        const auto stored = QCoro::waitFor(readCredentials(*keychain, destination.id));
        if (stored)
            access = {destination, *stored};
        else if (stored.error().kind != ErrorKind::NotFound)
            return std::unexpected(stored.error());
    }
    if (auto valid = validate(access); !valid)
        return std::unexpected(valid.error());
    return access;
}

} // namespace

Result<DestinationAccess> accessByName(const QString &name)
{
    const Result<StateDatabase> database = openState();
    if (!database)
        return std::unexpected(database.error());
    const Result<Destination> destination = DestinationRepository(*database).byName(name);
    if (!destination)
        return std::unexpected(destination.error());
    return complete(*destination);
}

Result<DestinationAccess> accessByUrl(const QString &url)
{
    const Result<Destination> wanted = destinationFromUrl(url);
    if (!wanted)
        return std::unexpected(wanted.error());
    DestinationAccess access{*wanted, {}};
    completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    if (validate(access))
        return access;
    const Result<StateDatabase> database = openState();
    if (!database)
        return std::unexpected(database.error());
    const auto saved = DestinationRepository(*database).all();
    if (!saved)
        return std::unexpected(saved.error());
    for (Destination destination : *saved) {
        if (destination.kind != wanted->kind || destination.bucket != wanted->bucket ||
            (!wanted->option("host").isEmpty() && wanted->option("host") != destination.option("host")))
            continue;
        destination.prefix = wanted->prefix; // its options and credentials, but this address
        destination.options.insert(wanted->options);
        return complete(destination);
    }
    return complete(*wanted); // says what is missing
}

Result<DestinationAccess> accessOf(const Destination &destination)
{
    if (destination.id.isEmpty())
        return complete(destination);
    const Result<StateDatabase> database = openState();
    if (!database)
        return std::unexpected(database.error());
    Result<Destination> saved = DestinationRepository(*database).byId(destination.id);
    if (!saved)
        return complete(destination);
    if (saved->kind == destination.kind && saved->bucket == destination.bucket)
        saved->prefix = destination.prefix; // the job may have been given one of its own
    return complete(*saved);
}

} // namespace slipway::cli

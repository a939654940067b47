#include "app/cli/destination_access.h"

#include "app/cli/keychain.h"
#include "app/cli/refused_argument.h"
#include "core/base/forward_error.h"
#include "core/destinations/credential_entries.h"
#include "core/destinations/destination_repository.h"
#include "core/destinations/destination_secrets.h"

#include <cstdio>
#include <unistd.h>

namespace slipway::cli {
namespace {

// Whether there are credentials to log in with. SFTP may not need any, since the SSH agent has keys
// and key files may have no passphrase; stored credentials still take precedence over those.
bool hasLogin(const DestinationAccess &access)
{
    return validate(access) &&
           (access.destination.kind != QLatin1String("sftp") || !access.secrets.isEmpty());
}

// The environment comes first, since it is what the caller provides now, then the keychain.
Result<DestinationAccess> complete(const Destination &destination)
{
    DestinationAccess access{destination, {}};
    completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    if (!hasLogin(access) && !destination.id.isEmpty()) {
        const auto keychain = openKeychain();
        const auto stored = waitFor(*keychain, readCredentials(*keychain, destination.id));
        if (stored)
            access = {destination, *stored};
        // If there is no keychain, nothing can be stored in it.
        else if (stored.error().kind != ErrorKind::NotFound &&
                 !(validate(access) && stored.error().kind == ErrorKind::KeychainUnavailable))
            return std::unexpected(stored.error());
    }
    RETURN_IF_ERROR(validate(access));
    return access;
}

// For SFTP the bucket's name is the whole folder, so one may be inside the other.
bool isIn(const Destination &saved, const Destination &place)
{
    if (place.kind != saved.kind)
        return false;
    for (const char *option : {"host", "port", "user"}) { // the credentials are for these only
        if (!place.option(option).isEmpty() && place.option(option) != saved.option(option))
            return false;
    }
    return place.bucket == saved.bucket ||
           (place.kind == QLatin1String("sftp") && place.bucket.startsWith(saved.bucket + QLatin1Char('/')));
}

} // namespace

Result<Destination> savedDestination(const QString &name)
{
    ASSIGN_OR_RETURN(const StateDatabase database, openState());
    Result<Destination> saved = DestinationRepository(database).byName(name);
    if (saved)
        acceptArgument(name);
    return saved;
}

Result<Destination> movedTo(const Destination &saved, const Destination &place)
{
    if (!isIn(saved, place))
        return failure(
            ErrorKind::BadInput,
            QStringLiteral("%1 is not in the destination %2 (%3).").arg(place.url(), saved.name, saved.url()),
            QStringLiteral("See \"slipway-cli destination list\"."));
    Destination moved = saved; // its options and credentials with this address
    moved.bucket = place.bucket;
    moved.prefix = place.prefix;
    moved.options.insert(place.options);
    return moved;
}

Result<DestinationSecrets> credentialsFromStdin(const DestinationKind &kind)
{
    if (isatty(STDIN_FILENO))
        printMessage(QStringLiteral("Paste the credentials (\"name = value\" lines), then press Ctrl+D:"));
    QByteArray text;
    char buffer[4096];
    while (const size_t got = std::fread(buffer, 1, sizeof buffer, stdin))
        text.append(buffer, static_cast<qsizetype>(got));
    explicit_bzero(buffer, sizeof buffer);
    return parseCredentials(kind, text);
}

Result<DestinationAccess> accessByName(const QString &name)
{
    ASSIGN_OR_RETURN(const Destination destination, savedDestination(name));
    return complete(destination);
}

Result<DestinationAccess> accessByUrl(const QString &url)
{
    ASSIGN_OR_RETURN(const Destination wanted, destinationFromUrl(url));
    Result<DestinationAccess> access = accessByPlace(wanted);
    if (access)
        acceptArgument(url);
    return access;
}

Result<DestinationAccess> accessByPlace(const Destination &place)
{
    if (!place.id.isEmpty())
        return complete(place);
    DestinationAccess access{place, {}};
    completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    if (hasLogin(access))
        return access;
    ASSIGN_OR_RETURN(const StateDatabase database, openState());
    ASSIGN_OR_RETURN(const auto saved, DestinationRepository(database).all());
    for (const Destination &destination : saved) {
        if (const Result<Destination> moved = movedTo(destination, place))
            return complete(*moved);
    }
    return complete(place); // says what is missing
}

Result<DestinationAccess> accessOf(const Destination &destination)
{
    if (destination.id.isEmpty())
        return complete(destination);
    ASSIGN_OR_RETURN(const StateDatabase database, openState());
    Result<Destination> saved = DestinationRepository(database).byId(destination.id);
    if (!saved)
        return complete(destination);
    if (saved->kind == destination.kind && saved->bucket == destination.bucket)
        saved->prefix = destination.prefix; // the job may have its own prefix
    return complete(*saved);
}

} // namespace slipway::cli

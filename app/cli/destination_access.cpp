#include "app/cli/destination_access.h"

#include "app/cli/keychain.h"
#include "app/cli/refused_argument.h"
#include "core/base/forward_error.h"
#include "core/destinations/credential_entries.h"
#include "core/destinations/destination_secrets.h"
#include "core/platform/secret_memory.h"
#include "core/platform/terminal.h"
#include "core/workspace/destination_login.h"

#include <QCoreApplication>

#include <cstdio>

namespace slipway::cli {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

// Runs a search for credentials to its end.
Result<DestinationAccess>
found(const std::function<QCoro::Task<Result<DestinationAccess>>(const DestinationLogin &)> &search)
{
    std::unique_ptr<Keychain> keychain;
    std::optional<StateDatabase> database; // the repository refers to it
    const auto saved = [&database]() -> Result<DestinationRepository> {
        ASSIGN_OR_RETURN(StateDatabase opened, openState());
        database.emplace(std::move(opened));
        return DestinationRepository(*database);
    };
    const auto stored = [&keychain](QString id) -> QCoro::Task<Result<DestinationSecrets>> {
        keychain = openKeychain();
        const InterruptGuard interrupt([&] { keychain->cancel(); });
        Result<DestinationSecrets> secrets = co_await readCredentials(*keychain, id);
        co_return secrets;
    };
    const DestinationLogin login(saved, stored, DestinationLogin::First::Environment);
    return QCoro::waitFor(search(login));
}

} // namespace

Result<Destination> destinationFromArgument(const QString &url)
{
    Result<Destination> destination = destinationFromUrl(url);
    if (!destination && (url.contains(QLatin1Char('@')) || url.contains(QLatin1Char('?'))))
        suspectArgument(url);
    return destination;
}

Result<Destination> savedDestination(const QString &name)
{
    ASSIGN_OR_RETURN(const StateDatabase database, openState());
    Result<Destination> saved = DestinationRepository(database).byName(name);
    if (saved)
        acceptArgument(name);
    return saved;
}

Result<Destination> savedAt(const Destination &saved, const Destination &place)
{
    if (const std::optional<Destination> moved = movedTo(saved, place))
        return *moved;
    return failure(
        ErrorKind::BadInput,
        Texts::tr("%1 is not in the destination %2 (%3).").arg(place.url(), saved.name, saved.url()),
        Texts::tr("See \"slipway-cli destination list\"."));
}

Result<DestinationSecrets> credentialsFromStdin(const DestinationKind &kind)
{
    if (isTerminal(StandardStream::Input))
        printMessage(Texts::tr("Paste the credentials (\"name = value\" lines), then press Ctrl+D:"));
    QByteArray text;
    char buffer[4096];
    while (const size_t got = std::fread(buffer, 1, sizeof buffer, stdin))
        text.append(buffer, static_cast<qsizetype>(got));
    overwrite(buffer, sizeof buffer);
    return parseCredentials(kind, text);
}

Result<DestinationAccess> accessByName(const QString &name)
{
    ASSIGN_OR_RETURN(const Destination destination, savedDestination(name));
    return found([&](const DestinationLogin &login) { return login.complete(destination); });
}

Result<DestinationAccess> accessByUrl(const QString &url)
{
    ASSIGN_OR_RETURN(const Destination wanted, destinationFromArgument(url));
    Result<DestinationAccess> access = accessByPlace(wanted);
    if (access)
        acceptArgument(url);
    return access;
}

Result<DestinationAccess> accessByPlace(const Destination &place)
{
    return found([&](const DestinationLogin &login) { return login.at(place); });
}

Result<DestinationAccess> accessOf(const Destination &destination)
{
    return found([&](const DestinationLogin &login) { return login.ofJob(destination); });
}

} // namespace slipway::cli

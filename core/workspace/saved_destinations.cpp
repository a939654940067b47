#include "core/workspace/saved_destinations.h"

#include "core/base/forward_error.h"
#include "core/destinations/credential_entries.h"
#include "core/destinations/destination_secrets.h"
#include "core/workspace/destination_login.h"

#include <QCoreApplication>
#include <QDateTime>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(SavedDestinations)
};

// Without the destination's own credentials, the store would be given somebody else's or none, and its
// refusal would prove nothing.
DestinationTestReport unread(const Error &error)
{
    return {{{QStringLiteral("credentials"),
              Texts::tr("Read the credentials"),
              DestinationTestStep::Outcome::Failed,
              {},
              {},
              error}},
            {}};
}

// Somebody who can point a destination at a server of their own would otherwise be handed its credentials.
Error belongElsewhere(const Destination &before)
{
    return {ErrorKind::BadInput,
            Texts::tr("The stored credentials were entered for %1 and are not sent to another server.")
                .arg(before.url()),
            Texts::tr("Enter the credentials for the new server, or add it as a new destination."),
            {}};
}

} // namespace

SavedDestinations::SavedDestinations(DestinationRepository destinations, TokenStore &tokens)
    : m_destinations(std::move(destinations)), m_tokens(tokens)
{}

Result<QList<Destination>> SavedDestinations::all() const
{
    return m_destinations.all();
}

Result<QHash<QString, DestinationTestRecord>> SavedDestinations::tests() const
{
    return m_destinations.tests();
}

Result<void> SavedDestinations::keepTest(const Destination &destination, bool passed) const
{
    return m_destinations.keepTest(destination, {QDateTime::currentSecsSinceEpoch(), passed});
}

QCoro::Task<Result<Destination>> SavedDestinations::save(Destination destination,
                                                         DestinationSecrets entered) const
{
    if (destination.id.isEmpty()) {
        Result<Destination> added = co_await add(std::move(destination), std::move(entered));
        co_return added;
    }
    Result<Destination> changed = co_await change(std::move(destination), std::move(entered));
    co_return changed;
}

QCoro::Task<Result<Destination>> SavedDestinations::add(Destination destination,
                                                        DestinationSecrets secrets) const
{
    CO_ASSIGN_OR_RETURN(const Destination saved, m_destinations.add(std::move(destination)));
    if (secrets.isEmpty())
        co_return saved;
    const Result<void> kept = co_await writeCredentials(m_tokens, saved.id, std::move(secrets));
    if (!kept) { // without its credentials it would only appear to be saved
        (void)m_destinations.remove(saved.id);
        co_return std::unexpected(kept.error());
    }
    co_return saved;
}

QCoro::Task<Result<Destination>> SavedDestinations::change(Destination destination,
                                                           DestinationSecrets entered) const
{
    CO_ASSIGN_OR_RETURN(const Destination before, m_destinations.byId(destination.id));
    const bool isMoved = !before.isSameServer(destination);
    DestinationSecrets stored;
    if (isMoved || !entered.isEmpty()) {
        // Writing replaces all of them, so those that cannot be read now would be lost.
        Result<DestinationSecrets> found = co_await readCredentials(m_tokens, destination.id);
        if (!found && found.error().kind != ErrorKind::NotFound)
            co_return std::unexpected(found.error());
        stored = std::move(found).value_or(DestinationSecrets());
    }
    if (isMoved && !stored.isEmpty()) {
        if (entered.isEmpty())
            co_return std::unexpected(belongElsewhere(before));
        // Wherever this is interrupted, no credentials are sent to a server that they were not given for.
        CO_RETURN_IF_ERROR(co_await writeCredentials(m_tokens, destination.id, {}));
    }
    Result<void> done = m_destinations.update(destination);
    if (done && !entered.isEmpty()) {
        const DestinationSecrets wanted = isMoved ? entered : merged(stored, entered);
        done = co_await writeCredentials(m_tokens, destination.id, wanted);
        if (!done)
            (void)m_destinations.update(before);
    }
    if (done && !entered.isEmpty())
        done = m_destinations.forgetTest(destination.id);
    if (done)
        co_return destination;
    Error error = done.error();
    if (isMoved && !stored.isEmpty()) {
        const Result<void> restored = co_await writeCredentials(m_tokens, destination.id, stored);
        if (!restored)
            error.nextStep =
                Texts::tr("The former credentials could not be put back, so enter them again, too. %1")
                    .arg(error.nextStep);
    }
    co_return std::unexpected(error);
}

QCoro::Task<Result<void>> SavedDestinations::remove(QString id) const
{
    // The credentials first: otherwise they could be left without a destination.
    Result<void> removed = co_await writeCredentials(m_tokens, id, {});
    if (removed)
        removed = m_destinations.remove(id);
    co_return removed;
}

QCoro::Task<DestinationTestReport>
SavedDestinations::test(Destination destination, DestinationSecrets entered,
                        std::function<void(const DestinationTestStep &)> step, std::stop_token stop) const
{
    DestinationAccess access{destination, {}};
    const Result<Destination> saved = m_destinations.byId(destination.id);
    const bool isMoved = saved && !saved->isSameServer(destination);
    if (!destination.id.isEmpty()) {
        const auto stored = co_await readCredentials(m_tokens, destination.id);
        if (stored && isMoved && entered.isEmpty())
            co_return unread(belongElsewhere(*saved));
        if (stored && !isMoved)
            access.secrets = *stored;
        else if (!stored && stored.error().kind != ErrorKind::NotFound &&
                 (stored.error().kind != ErrorKind::KeychainUnavailable ||
                  !validate(DestinationAccess{destination, entered})))
            co_return unread(stored.error()); // an export would stop here, too
    }
    access.secrets = merged(access.secrets, entered);
    if (access.secrets.isEmpty())
        completeFromEnvironment(access, QProcessEnvironment::systemEnvironment());
    DestinationTestReport report = co_await testDestination(access, std::move(step), stop);
    co_return report;
}

QCoro::Task<Result<DestinationAccess>> SavedDestinations::access(Destination destination) const
{
    const DestinationLogin login([this] { return Result<DestinationRepository>(m_destinations); },
                                 [this](QString id) { return readCredentials(m_tokens, id); },
                                 DestinationLogin::First::Keychain);
    Result<DestinationAccess> access = co_await login.ofJob(destination);
    co_return access;
}

} // namespace slipway

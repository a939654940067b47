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
    const bool isNew = destination.id.isEmpty();
    DestinationSecrets secrets = entered;
    if (!isNew && !entered.isEmpty()) {
        // Writing replaces all of them, so those that cannot be read now would be lost.
        const auto stored = co_await readCredentials(m_tokens, destination.id);
        if (stored)
            secrets = merged(*stored, entered);
        else if (stored.error().kind != ErrorKind::NotFound)
            co_return std::unexpected(stored.error());
    }
    Result<Destination> saved = destination;
    if (isNew)
        saved = m_destinations.add(destination);
    else if (auto updated = m_destinations.update(destination); !updated)
        saved = std::unexpected(updated.error());
    if (!saved)
        co_return saved;
    if (!entered.isEmpty()) {
        if (auto kept = co_await writeCredentials(m_tokens, saved->id, secrets); !kept) {
            if (isNew) // without its credentials it would only appear to be saved
                (void)m_destinations.remove(saved->id);
            co_return std::unexpected(kept.error());
        }
        CO_RETURN_IF_ERROR(m_destinations.forgetTest(saved->id));
    }
    co_return saved;
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
    if (!destination.id.isEmpty()) {
        const auto stored = co_await readCredentials(m_tokens, destination.id);
        if (stored)
            access.secrets = *stored;
        else if (stored.error().kind != ErrorKind::NotFound &&
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

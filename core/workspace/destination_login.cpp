#include "core/workspace/destination_login.h"

#include "core/base/forward_error.h"
#include "core/destinations/destination_secrets.h"
#include "core/destinations/kinds/store_kind.h"

namespace slipway {
namespace {

// Whether there are credentials to log in with. Where the user may have other means, such as the
// keys of an SSH agent, stored credentials still take precedence.
bool hasLogin(const DestinationAccess &access)
{
    return validate(access) &&
           (!StoreKind::of(access.destination).hasOtherLogins() || !access.secrets.isEmpty());
}

} // namespace

DestinationLogin::DestinationLogin(Saved saved, Stored stored, First first, QProcessEnvironment environment)
    : m_saved(std::move(saved)), m_stored(std::move(stored)), m_first(first),
      m_environment(std::move(environment))
{}

QCoro::Task<Result<DestinationAccess>> DestinationLogin::complete(Destination destination) const
{
    DestinationAccess access{destination, {}};
    completeFromEnvironment(access, m_environment);
    if (!destination.id.isEmpty() && (m_first == First::Keychain || !hasLogin(access))) {
        const Result<DestinationSecrets> stored = co_await m_stored(destination.id);
        if (stored && !stored->isEmpty()) {
            access = {destination, *stored};
        } else if (!stored && stored.error().kind != ErrorKind::NotFound) {
            // The environment's credentials may be somebody else's, so they do not stand in for
            // stored ones that cannot be read.
            const DestinationAccess without =
                m_first == First::Keychain ? DestinationAccess{destination, {}} : access;
            if (stored.error().kind != ErrorKind::KeychainUnavailable || !validate(without))
                co_return std::unexpected(stored.error());
            access = without;
        }
    }
    CO_RETURN_IF_ERROR(validate(access));
    co_return access;
}

QCoro::Task<Result<DestinationAccess>> DestinationLogin::ofJob(Destination destination) const
{
    if (!destination.id.isEmpty()) {
        CO_ASSIGN_OR_RETURN(const DestinationRepository destinations, m_saved());
        if (const Result<Destination> saved = destinations.byId(destination.id)) {
            // In another bucket the job's prefix would mean nothing.
            const QString prefix = saved->kind == destination.kind && saved->bucket == destination.bucket
                                       ? destination.prefix
                                       : saved->prefix;
            destination = *saved;
            destination.prefix = prefix;
        }
    }
    Result<DestinationAccess> access = co_await complete(destination);
    co_return access;
}

QCoro::Task<Result<DestinationAccess>> DestinationLogin::at(Destination place) const
{
    if (place.id.isEmpty()) {
        DestinationAccess access{place, {}};
        completeFromEnvironment(access, m_environment);
        if (hasLogin(access))
            co_return access;
        CO_ASSIGN_OR_RETURN(const DestinationRepository destinations, m_saved());
        CO_ASSIGN_OR_RETURN(const QList<Destination> saved, destinations.all());
        for (const Destination &destination : saved) {
            if (const std::optional<Destination> moved = movedTo(destination, place)) {
                place = *moved;
                break;
            }
        }
    }
    Result<DestinationAccess> access = co_await complete(place); // says what is missing
    co_return access;
}

std::optional<Destination> movedTo(const Destination &saved, const Destination &place)
{
    if (place.kind != saved.kind || !StoreKind::of(saved).contains(saved.bucket, place.bucket))
        return std::nullopt;
    for (const char *option : {"host", "port", "user"}) { // the credentials are for these only
        if (!place.option(option).isEmpty() && place.option(option) != saved.option(option))
            return std::nullopt;
    }
    Destination moved = saved; // its options and credentials with this address
    moved.bucket = place.bucket;
    moved.prefix = place.prefix;
    moved.options.insert(place.options);
    return moved;
}

} // namespace slipway

// Finds the destination that is meant, and the credentials to log in to it with, for the window and
// the command line alike.
//
// Threads: that of the token store.
#pragma once
#include "core/destinations/destination_repository.h"

#include <QCoroTask>
#include <QProcessEnvironment>
#include <functional>

namespace slipway {

class DestinationLogin
{
public:
    // Which credentials are used if there are some in the keychain and in the environment. On the
    // command line, the environment is what the caller provides now; the window's environment is
    // whatever the desktop session has.
    enum class First { Environment, Keychain };
    // Both are called only if they are needed. The database of the repository must outlive the tasks. The
    // stored credentials are those of readCredentials().
    using Saved = std::function<Result<DestinationRepository>()>;
    using Stored = std::function<QCoro::Task<Result<DestinationSecrets>>(QString destinationId)>;

    DestinationLogin(Saved saved, Stored stored, First first,
                     QProcessEnvironment environment = QProcessEnvironment::systemEnvironment());

    // The object must outlive the tasks. Errors: BadInput names what is missing; those of `saved`
    // and `stored`.
    // If there is no keychain, nothing can be stored in it: that is an error only if the destination
    // needs credentials.
    [[nodiscard]] QCoro::Task<Result<DestinationAccess>> complete(Destination destination) const;
    // For a job that is resumed or verified: its destination as it is saved now, with the job's own
    // prefix, else as it was stored with the job.
    [[nodiscard]] QCoro::Task<Result<DestinationAccess>> ofJob(Destination destination) const;
    // For an address: with the credentials of the environment, or those of the saved destination that
    // it is in.
    [[nodiscard]] QCoro::Task<Result<DestinationAccess>> at(Destination place) const;

private:
    Saved m_saved;
    Stored m_stored;
    First m_first;
    QProcessEnvironment m_environment;
};

// `saved` with the address and options of `place`; nothing unless `place` is inside its bucket or
// folder, on the same server and for the same user.
[[nodiscard]] std::optional<Destination> movedTo(const Destination &saved, const Destination &place);

} // namespace slipway

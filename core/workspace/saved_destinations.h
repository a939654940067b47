// Saved destinations together with their credentials, for the window and the command line alike.
//
// Threads: that of the token store. The tasks use this object, so it must outlive them.
#pragma once
#include "core/destinations/destination_repository.h"
#include "core/destinations/destination_test.h"
#include "core/secrets/token_store.h"

namespace slipway {

class SavedDestinations
{
public:
    // `tokens` must outlive this object.
    SavedDestinations(DestinationRepository destinations, TokenStore &tokens);

    [[nodiscard]] Result<QList<Destination>> all() const; // by name
    // As in DestinationRepository.
    [[nodiscard]] Result<QHash<QString, DestinationTestRecord>> tests() const;
    [[nodiscard]] Result<void> keepTest(const Destination &destination, bool passed) const;
    // Adds or changes a destination. Entered secrets replace the stored ones; the others stay. If the
    // keychain refuses the secrets, a new destination is not saved, and a changed one is as it was. Stored
    // secrets never go along to another server: for that, they have to be entered again (BadInput).
    [[nodiscard]] QCoro::Task<Result<Destination>> save(Destination destination,
                                                        DestinationSecrets entered) const;
    // Removes the credentials first: without their destination, they would belong to nothing.
    [[nodiscard]] QCoro::Task<Result<void>> remove(QString id) const;
    // Uses the entered secrets, and the stored ones where none were entered, unless it is another server now.
    // If the keychain does not hand over the stored ones, the report has one failed step, "credentials", with
    // the keychain's error.
    [[nodiscard]] QCoro::Task<DestinationTestReport>
    test(Destination destination, DestinationSecrets entered,
         std::function<void(const DestinationTestStep &)> step, std::stop_token stop) const;
    // A destination as it is saved now, with its credentials or those of the environment, ready for use.
    // Errors: BadInput names what is missing; those of the token store.
    [[nodiscard]] QCoro::Task<Result<DestinationAccess>> access(Destination destination) const;

private:
    [[nodiscard]] QCoro::Task<Result<Destination>> add(Destination destination,
                                                       DestinationSecrets secrets) const;
    [[nodiscard]] QCoro::Task<Result<Destination>> change(Destination destination,
                                                          DestinationSecrets entered) const;

    DestinationRepository m_destinations;
    TokenStore &m_tokens;
};

} // namespace slipway

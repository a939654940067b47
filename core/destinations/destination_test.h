// "Test destination": writes a tiny object, reads it back, lists and deletes it, with each step's result.
// Where an export writes under another name first and renames it, the test does, too.
#pragma once
#include "core/destinations/destination.h"

#include <QCoroTask>
#include <QJsonObject>
#include <QList>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace slipway {

struct DestinationTestStep
{
    enum class Outcome {
        Passed,
        Noted, // not allowed, and not needed: see `note`
        Failed,
        Skipped, // because an earlier one failed
    };
    QString id;    // "write", "rename" (only where exports rename), "read", "list", "delete"
    QString title; // for people: "Write an object"
    Outcome outcome = Outcome::Skipped;
    std::chrono::milliseconds time{0};
    QString note; // of a passed one: what is good to know of the store
    std::optional<Error> error;
};
[[nodiscard]] QString outcomeName(DestinationTestStep::Outcome outcome); // stable: "passed"

struct DestinationTestReport
{
    QList<DestinationTestStep> steps;
    QString leftBehind; // the test object that the credentials could not delete; else empty

    // Exports will work. Credentials that may only write pass, with a note.
    [[nodiscard]] bool isPassed() const;
    [[nodiscard]] std::optional<Error> error() const;
    // One sentence: "Exports can go to s3://bucket/prefix."
    [[nodiscard]] QString summary(const Destination &destination) const;
    [[nodiscard]] QJsonObject asJson() const;
};

// `step` is told each one as it ends, or has taken longer than `limit`. Leaves nothing behind, also when it
// is stopped, unless deleting is not allowed. `patience`: for a store that shows new objects late. Threads:
// any with an event loop.
[[nodiscard]] QCoro::Task<DestinationTestReport>
testDestination(DestinationAccess access, std::function<void(const DestinationTestStep &)> step,
                std::stop_token stop, std::chrono::milliseconds limit = std::chrono::seconds(45),
                std::chrono::milliseconds patience = std::chrono::seconds(15));

} // namespace slipway

// "Test destination": writes a tiny object, reads it back, lists and deletes it, and reports the
// result of each step. If exports write under another name first and then rename, the test does the
// same.
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
        Noted, // not allowed, but not needed either: see `note`
        Failed,
        Skipped, // because an earlier one failed
    };
    QString id;    // "write", "rename" (only where exports rename), "read", "list", "delete"
    QString title; // for people: "Write an object"
    Outcome outcome = Outcome::Skipped;
    std::chrono::milliseconds time{0};
    QString note; // of a passed step: what is useful to know about the store
    std::optional<Error> error;
};
[[nodiscard]] QString outcomeName(DestinationTestStep::Outcome outcome); // stable: "passed"

struct DestinationTestReport
{
    QList<DestinationTestStep> steps;
    QString leftBehind; // the test object, if it could not be deleted; else empty

    // Whether exports will work. Write-only credentials pass, with a note.
    [[nodiscard]] bool isPassed() const;
    [[nodiscard]] std::optional<Error> error() const;
    // One sentence: "Exports can go to s3://bucket/prefix."
    [[nodiscard]] QString summary(const Destination &destination) const;
    [[nodiscard]] QJsonObject asJson() const;
};

// Calls `step` for each step when it has ended or taken longer than `limit`. Leaves nothing behind,
// even when stopped, unless deleting is not allowed. `patience`: how long to wait for stores that
// show new objects late. Threads: any with an event loop.
[[nodiscard]] QCoro::Task<DestinationTestReport>
testDestination(DestinationAccess access, std::function<void(const DestinationTestStep &)> step,
                std::stop_token stop, std::chrono::milliseconds limit = std::chrono::seconds(45),
                std::chrono::milliseconds patience = std::chrono::seconds(15));

} // namespace slipway

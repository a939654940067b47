// What a tenant said about the oldest event of an endpoint, and the sentences about where an export begins.
#pragma once
#include <QDateTime>
#include <QString>
#include <optional>

namespace slipway {

struct Endpoint;

struct OldestAnswer
{
    enum class Kind {
        Known,
        NoEvents,   // the tenant keeps none at all
        NotOffered, // the tenant does not accept `head`
    };
    Kind kind = Kind::NotOffered;
    qint64 at = 0; // epoch seconds, if it is known
};

// Stable words for the database and for JSON: "known", "no-events", "not-offered".
[[nodiscard]] QString oldestAnswerName(OldestAnswer::Kind kind);
[[nodiscard]] std::optional<OldestAnswer::Kind> oldestAnswerFrom(const QString &name);

// One sentence about the beginning of an export's range; empty if the tenant still keeps all of the range, or
// if the first event in it is at most an hour after its start. `firstEvent` is that event's time, or 0 if
// none has a readable time; `hasEvents`: there are any; `oldest` is empty if `head` was not sent. Times are
// epoch seconds, dates are in UTC.
[[nodiscard]] QString beginningSentence(const Endpoint &endpoint, qint64 from, qint64 firstEvent,
                                        bool hasEvents, const std::optional<OldestAnswer> &oldest,
                                        qint64 now = QDateTime::currentSecsSinceEpoch());
// "The tenant's oldest alert is from 25 November.", whatever the range is.
[[nodiscard]] QString oldestSentence(const Endpoint &endpoint, const OldestAnswer &oldest,
                                     qint64 now = QDateTime::currentSecsSinceEpoch());

// "alert", "DLP alert", "application event": the catalogue's titles are plurals.
[[nodiscard]] QString nounOf(const Endpoint &endpoint);

} // namespace slipway

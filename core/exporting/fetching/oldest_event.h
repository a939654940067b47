// Since when a tenant keeps the events of an endpoint, as its iterator's `head` tells.
//
// Netskope documented `head` in 2022 as the first page that the tenant stores; today's page does not mention
// it any more, so a tenant may refuse it. It moves the cursor, which is why it has an index of its own; it is
// sent only to an endpoint that the token may read. Events inside a page are not sorted, so the first one is
// within an hour of the oldest.
#pragma once
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "core/state/state_database.h"

#include <QJsonObject>
#include <optional>

namespace slipway {

struct OldestEvent
{
    enum class Answer {
        Known,
        NoEvents,   // the tenant keeps none at all
        NotOffered, // the tenant does not take `head`
    };
    Answer answer = Answer::NotOffered;
    qint64 at = 0;    // epoch seconds, where it is known
    qint64 asked = 0; // epoch seconds, by this computer's clock

    // {"answer": "known", "at": "2026-11-25T08:00:00Z"}; "no-events" and "not-offered" have no time.
    [[nodiscard]] QJsonObject asJson() const;
};

// One request with `head`. The error is that of the connection or of the answer (see classify()); BadAnswer
// where the first event has no time that can be read. Ends within a second of a stop request, as Cancelled.
[[nodiscard]] QCoro::Task<Result<OldestEvent>> askOldest(ApiClient &client, Endpoint endpoint,
                                                         std::stop_token stop);

// Answers are remembered for a day: each request with `head` makes the tenant look up its whole store, and is
// written to its audit log.
//
// Threads: shares its database's thread.
class OldestEventRepository
{
public:
    OldestEventRepository(const StateDatabase &database, const QUrl &address);

    // What the tenant said within the last day; nothing: it has to be asked.
    [[nodiscard]] Result<std::optional<OldestEvent>> recall(const QString &endpointId, qint64 now) const;
    [[nodiscard]] Result<void> remember(const QString &endpointId, const OldestEvent &oldest) const;

private:
    const StateDatabase &m_database;
    QString m_host;
};

// Whether an export that begins at `from` asks on its own: only where what it is about may be gone.
[[nodiscard]] bool isHeadWorthAsking(qint64 from, qint64 now);

// One sentence about the beginning of an export's range; empty where the tenant keeps all of it. `firstEvent`
// is the time of the first event in the range, 0 where there is none; `oldest` is empty where `head` was not
// asked. Times are epoch seconds, dates are in UTC.
[[nodiscard]] QString beginningSentence(const Endpoint &endpoint, qint64 from, qint64 firstEvent,
                                        const std::optional<OldestEvent> &oldest,
                                        qint64 now = QDateTime::currentSecsSinceEpoch());
// "The tenant's oldest alert is from 25 November.", whatever the range is.
[[nodiscard]] QString oldestSentence(const Endpoint &endpoint, const OldestEvent &oldest,
                                     qint64 now = QDateTime::currentSecsSinceEpoch());

} // namespace slipway

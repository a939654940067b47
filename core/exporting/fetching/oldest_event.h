// How far back a tenant keeps the events of an endpoint, according to its iterator's `head`.
//
// Netskope documented `head` in 2022 as the first page that the tenant stores; today's page no longer
// mentions it, so a tenant may refuse it. It moves the cursor, which is why it has an index of its own. It is
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
        NoEvents,   // the tenant has no events at all
        NotOffered, // the tenant does not accept `head`
    };
    Answer answer = Answer::NotOffered;
    qint64 at = 0;    // epoch seconds, if it is known
    qint64 asked = 0; // epoch seconds, by this computer's clock

    // {"answer": "known", "at": "2026-11-25T08:00:00Z"}; "no-events" and "not-offered" have no time.
    [[nodiscard]] QJsonObject asJson() const;
};

// One request with `head`. The error is that of the connection or of the answer (see classify()); BadAnswer
// if the first event has no readable time. After a stop request it ends within a second, with Cancelled.
[[nodiscard]] QCoro::Task<Result<OldestEvent>> askOldest(ApiClient &client, Endpoint endpoint,
                                                         std::stop_token stop);

// Answers are remembered for a day, because each request with `head` makes the tenant search its whole store
// and is written to its audit log.
//
// Threads: shares its database's thread.
class OldestEventRepository
{
public:
    OldestEventRepository(const StateDatabase &database, const QUrl &address);

    // What the tenant said within the last day; empty: it has to be asked.
    [[nodiscard]] Result<std::optional<OldestEvent>> recall(const QString &endpointId, qint64 now) const;
    [[nodiscard]] Result<void> remember(const QString &endpointId, const OldestEvent &oldest) const;

private:
    const StateDatabase &m_database;
    QString m_host;
};

// Whether an export that begins at `from` asks by itself: only if the beginning of its range may be gone.
[[nodiscard]] bool isHeadWorthAsking(qint64 from, qint64 now);

// One sentence about the beginning of an export's range; empty if the tenant keeps all of it. `firstEvent` is
// the time of the first event in the range, 0 if there is none; `oldest` is empty if `head` was not asked.
// Times are epoch seconds, dates are in UTC.
[[nodiscard]] QString beginningSentence(const Endpoint &endpoint, qint64 from, qint64 firstEvent,
                                        const std::optional<OldestEvent> &oldest,
                                        qint64 now = QDateTime::currentSecsSinceEpoch());
// "The tenant's oldest alert is from 25 November.", whatever the range is.
[[nodiscard]] QString oldestSentence(const Endpoint &endpoint, const OldestEvent &oldest,
                                     qint64 now = QDateTime::currentSecsSinceEpoch());

} // namespace slipway

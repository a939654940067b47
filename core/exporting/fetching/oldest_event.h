// How far back a tenant keeps the events of an endpoint, according to its iterator's `head`.
//
// Netskope documented `head` in 2022 as the first page that the tenant stores; today's page no longer
// mentions it, so a tenant may refuse it. It moves the cursor, which is why it has an index of its own. It is
// sent only to an endpoint that the token may read. Events inside a page are not sorted, so the first one is
// within an hour of the oldest.
#pragma once
#include "core/exporting/journal/oldest_answer.h"
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "core/state/state_database.h"

#include <QJsonObject>
#include <optional>

namespace slipway {

// An answer, and when it was given.
struct OldestEvent : OldestAnswer
{
    qint64 asked = 0; // epoch seconds, by this computer's clock

    // {"answer": "known", "at": "2026-11-25T08:00:00Z", "asked": "2026-11-29T10:15:00Z"}; "no-events" and
    // "not-offered" have no "at".
    [[nodiscard]] QJsonObject asJson() const;
};

// Sends one request with `head`, and closes the connection as soon as the first event has arrived. The error
// is that of the connection or of the answer (see classify()), or BadAnswer if the time of the first event
// cannot be read. Ends within a second of a stop request, with Cancelled.
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
    // What it said last, however long ago: to be shown together with when that was.
    [[nodiscard]] Result<std::optional<OldestEvent>> latest(const QString &endpointId) const;
    [[nodiscard]] Result<void> remember(const QString &endpointId, const OldestEvent &oldest) const;

private:
    const StateDatabase &m_database;
    QString m_host;
};

// Whether an export that begins at `from` asks without being told to: only if the tenant may no longer have
// the beginning of its range.
[[nodiscard]] bool isHeadWorthAsking(qint64 from, qint64 now);

} // namespace slipway

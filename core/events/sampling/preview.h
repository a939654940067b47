// The newest events of an endpoint, for a table. Uses the index slipway-preview, never a consumer's; API v1
// has none.
#pragma once
#include "core/netskope/iterator.h"

#include <QObject>
#include <QThread>
#include <functional>
#include <memory>

namespace slipway {

// A batch of events: their exact text, and the fields that occur.
struct EventSample
{
    Endpoint endpoint;        // its id is the kind of its events, whatever the API
    QList<QByteArray> events; // exact text, newest first
    QStringList fields;       // top-level names, the useful ones for this endpoint first, then as they occur
    QString note; // for people: "Newest events: 500, since 26 Nov, 02:10.", or why there are fewer
};

// A cell: the text to show for a top-level field of an event. Strings without quotes and with escapes
// resolved; numbers exactly as sent (ids above 2^53 survive); objects and arrays as compact JSON; absent or
// null: "".
[[nodiscard]] QString fieldText(const QByteArray &event, const QString &field);
// All fields of one event at once, in the order of `fields`; the same rules.
[[nodiscard]] QStringList fieldTexts(const QByteArray &event, const QStringList &fields);
// The top-level names of one event, as they occur.
[[nodiscard]] QStringList fieldNames(const QByteArray &event);
// Fields to show first for an endpoint ("timestamp", "user", "app", …).
[[nodiscard]] QStringList firstFields(const QString &endpointId);

// Goes back from now until it has `wanted` events, for seven days or some minutes at most; the note says how
// far back that was. `progress`: how many it has, and since when it has all (epoch seconds). Stopped, it
// returns what it has; Cancelled when that is not even the last hour.
[[nodiscard]] QCoro::Task<Result<EventSample>> fetchNewest(ConnectionSettings settings, Endpoint endpoint,
                                                           int wanted, std::stop_token stop,
                                                           std::function<void(qint64, qint64)> progress = {});

// The events with from <= timestamp < to (epoch seconds), newest first: at most `wanted`, from the start of
// the range. The note says when there are more.
[[nodiscard]] QCoro::Task<Result<EventSample>> fetchRange(ConnectionSettings settings, Endpoint endpoint,
                                                          qint64 from, qint64 to, int wanted,
                                                          std::stop_token stop);

// What a preview asks of a tenant.
struct PreviewRequest
{
    int wanted = 500;
    qint64 from = 0, to = 0; // epoch seconds; both 0: the newest
};

// The same on a thread of its own; signals arrive on the caller's thread. Deleting it cancels it; one of
// loaded() and failed() comes otherwise.
class PreviewSession : public QObject
{
    Q_OBJECT
public:
    PreviewSession(ConnectionSettings settings, Endpoint endpoint, PreviewRequest request,
                   QObject *parent = nullptr);
    ~PreviewSession() override;
    void start();
    void stop(); // to have what was read so far

Q_SIGNALS:
    void progressed(qint64 events, qint64 since);
    void loaded(const slipway::EventSample &sample);
    void failed(const slipway::Error &error);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::EventSample)

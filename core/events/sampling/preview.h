// The newest events of an endpoint, for a table. Uses the index slipway-preview and never that of another
// consumer; API v1 has no index.
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
    Endpoint endpoint;        // its id is the type of its events, whatever the API
    QList<QByteArray> events; // exact text, newest first
    QStringList fields; // top-level names: first those that are useful for this endpoint, then the others as
                        // they occur
    QString note;       // for people: "Newest events: 500, since 26 Nov, 02:10.", or why there are fewer
};

// The text of a table cell for a top-level field of an event: strings without quotes and with escapes
// resolved, numbers exactly as they were sent (ids above 2^53 survive), objects and arrays as compact JSON,
// and "" for absent or null.
[[nodiscard]] QString fieldText(const QByteArray &event, const QString &field);
// The same for several fields of one event at once, in the order of `fields`.
[[nodiscard]] QStringList fieldTexts(const QByteArray &event, const QStringList &fields);
// The top-level names of one event, in the order in which they occur.
[[nodiscard]] QStringList fieldNames(const QByteArray &event);
// Fields to show first for an endpoint ("timestamp", "user", "app", …).
[[nodiscard]] QStringList firstFields(const QString &endpointId);

// Goes back from now until it has `wanted` events, but at most seven days, and for at most some minutes; the
// note says how far back it went. `progress`: how many events it has, and the time (epoch seconds) since
// which it has all of them. When stopped, it returns what it has; Cancelled if that is not even the last
// hour.
[[nodiscard]] QCoro::Task<Result<EventSample>> fetchNewest(ConnectionSettings settings, Endpoint endpoint,
                                                           int wanted, std::stop_token stop,
                                                           std::function<void(qint64, qint64)> progress = {});

// The events with from <= timestamp < to (epoch seconds), newest first: at most `wanted`, counted from the
// start of the range. The note says if there are more.
[[nodiscard]] QCoro::Task<Result<EventSample>> fetchRange(ConnectionSettings settings, Endpoint endpoint,
                                                          qint64 from, qint64 to, int wanted,
                                                          std::stop_token stop);

// What a preview asks a tenant for.
struct PreviewRequest
{
    int wanted = 500;
    qint64 from = 0, to = 0; // epoch seconds; both 0: the newest
};

// The same on a thread of its own; signals arrive on the caller's thread. Deleting it cancels it; otherwise
// either loaded() or failed() comes.
class PreviewSession : public QObject
{
    Q_OBJECT
public:
    PreviewSession(ConnectionSettings settings, Endpoint endpoint, PreviewRequest request,
                   QObject *parent = nullptr);
    ~PreviewSession() override;
    void start();
    void stop(); // loaded() then brings what was read so far

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

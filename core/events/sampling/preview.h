// The events of an endpoint that a preview shows: the newest ones, or those of a range.
#pragma once
#include "core/events/sampling/newest_events.h"

#include <QObject>
#include <QThread>
#include <functional>
#include <memory>

namespace slipway {

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
    // The first events that arrived, at most once and before loaded(); not for a range.
    void begun(const slipway::EventSample &sample);
    void progressed(qint64 events, qint64 since);
    void loaded(const slipway::EventSample &sample);
    void failed(const slipway::Error &error);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace slipway

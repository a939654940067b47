// The demo tenant's API v1 (docs/netskope-api.md, "API v1"): POST /api/v1/events and
// /api/v1/alerts with the token in the body, pages by skip and limit, errors with HTTP 200.
//
// The events are those of v2 in v1's form: without defaults, with _insertion_epoch_timestamp.
//
// Threads: one.
#pragma once
#include "core/demo/demo_behaviour.h"
#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"

#include <QHash>
#include <QUrlQuery>

namespace slipway {

class DemoV1
{
public:
    struct Answer
    {
        int status = 200;
        QByteArray body;
    };

    // Both must outlive this object.
    DemoV1(const DemoTenantOptions &options, const DemoBehaviour &behaviour);

    [[nodiscard]] static bool knows(const QString &path);
    // `form`: the body of the POST.
    [[nodiscard]] Answer answer(const QString &path, const QUrlQuery &query, const QByteArray &form);
    // Makes one event in seven arrive only after this many answers.
    void setLateAfter(qint64 answers) { m_lateAfter = answers; }

    // The text of an event as v1 gives it.
    static void append(QByteArray &out, const EventSource &source, qint64 index);

private:
    [[nodiscard]] const EventSource &source(const QString &endpointId);
    // The indexes of the events after `start` and up to `end` inclusive, in the tenant's order.
    [[nodiscard]] QList<qint64> between(const EventSource &source, qint64 start, qint64 end) const;

    const DemoTenantOptions &m_options;
    const DemoBehaviour &m_behaviour;
    QHash<QString, EventSource> m_sources;
    qint64 m_answers = 0, m_lateAfter = 0;
};

} // namespace slipway

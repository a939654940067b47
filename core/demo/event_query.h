// What the demo tenant's query endpoints (data and datasearch) understand: starttime, endtime,
// offset, limit, a minimal query, fields, and the time order.
//
// A query is one comparison or several joined by "and": FIELD eq|neq|like|gt|gte|lt|lte VALUE, the
// value in quotes if it has spaces.
#pragma once
#include "core/demo/event_source.h"

#include "core/base/error.h"

#include <QJsonValue>
#include <QList>
#include <QUrlQuery>

namespace slipway {

class EventQuery
{
public:
    // BadInput names the parameter that it does not understand.
    [[nodiscard]] static Result<EventQuery> from(const QUrlQuery &parameters);
    // The tenant's answer with the matching events, the newest first unless asked otherwise.
    [[nodiscard]] QByteArray answer(const EventSource &source) const;

private:
    struct Comparison
    {
        QString field, verb, value;
        [[nodiscard]] bool holds(const QJsonValue &value) const;
    };

    QList<Comparison> m_comparisons;
    QStringList m_fields; // empty: all
    qint64 m_start = 0, m_end = 0, m_offset = 0, m_limit = 10'000;
    bool m_isAscending = false;
};

} // namespace slipway

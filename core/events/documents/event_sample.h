// A batch of a tenant's newest events, as core/events/sampling fetches it.
#pragma once
#include "core/netskope/endpoint.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QStringList>

namespace slipway {

// The events, and the fields that occur in them.
struct EventSample
{
    Endpoint endpoint;        // its id is the type of its events, whatever the API
    QList<QByteArray> events; // exact text, newest first
    QStringList fields; // top-level names: first those that are useful for this endpoint, then the others as
                        // they occur
    QString note;       // for people: "Newest events: 500, since 26 Nov, 02:10.", or why there are fewer
};

} // namespace slipway

Q_DECLARE_METATYPE(slipway::EventSample)

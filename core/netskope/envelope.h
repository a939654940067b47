// What the envelope of an answer says besides the events: whether the request succeeded, how far the page
// reaches, and how long to wait.
//
// Threads: any.
#pragma once
#include "core/events/json/page_scan.h"

#include <QDateTime>
#include <QString>

namespace slipway {

struct Envelope
{
    // It says that the request failed, whatever else it contains.
    bool saysFailed = false;
    // It has a code or a word that may mean a failure. This counts only if there are no events and nothing
    // says that the request succeeded.
    bool isDoubtful = false;
    bool saysOk = false;
    // It has a member that is typical of the tenant's envelopes.
    bool isTenants = false;
    // It has a list of objects under a name that is not used for events.
    bool hasOtherList = false;
    QString message;                   // the tenant's own message, if any
    QString verdict;                   // which member reported the failure, for details: "ok = 0"
    std::optional<qint64> mark;        // epoch seconds
    std::optional<qint64> waitSeconds; // not negative
    // The value of the member that should have been the list of events; empty if the member is missing.
    std::string_view insteadOfList;
};

// `list`: the name of the list of events. `serverTime`: see ResponsePage::read().
[[nodiscard]] Envelope readEnvelope(const std::vector<PageScan::Member> &members, std::string_view list,
                                    const QDateTime &serverTime);

} // namespace slipway

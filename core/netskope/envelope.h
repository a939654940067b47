// What the members of an answer's envelope say, other than the events: whether the request succeeded, how far
// the page reaches, and how long to wait.
//
// Threads: any.
#pragma once
#include "core/events/json/page_scan.h"

#include <QDateTime>
#include <QString>

namespace slipway {

struct Envelope
{
    // Says that the request failed, whatever else it holds.
    bool saysFailed = false;
    // A code or a word that may be a failure. Counts where there are no events and nothing says that all is
    // well.
    bool isDoubtful = false;
    bool saysOk = false;
    // Has a member that the tenant's envelopes have.
    bool isTenants = false;
    // Has a list of objects under a name that is not one of the events'.
    bool hasOtherList = false;
    QString message;                   // the tenant's own words, if any
    QString verdict;                   // what said that it failed, for details: "ok = 0"
    std::optional<qint64> mark;        // epoch seconds
    std::optional<qint64> waitSeconds; // not negative
    // The value of the member that should have been the list of events; empty: left out.
    std::string_view insteadOfList;
};

// `list`: the events' name. `serverTime` as in ResponsePage::read().
[[nodiscard]] Envelope readEnvelope(const std::vector<PageScan::Member> &members, std::string_view list,
                                    const QDateTime &serverTime);

} // namespace slipway

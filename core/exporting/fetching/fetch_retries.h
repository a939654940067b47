// How long to wait after an answer without a page, and when to stop trying.
//
// Pure, like all of fetching. Threads: any, one at a time.
#pragma once
#include "core/exporting/fetching/fetch_step.h"

#include <functional>

namespace slipway {

struct FetchRules
{
    SelectionRules selection; // with the range
    // How long to wait before attempt 1, 2, … after an answer without a page; at most five minutes.
    std::function<std::chrono::milliseconds(int)> backOff;
    std::chrono::milliseconds episode{3'600'000}; // failures in a row for this long interrupt the endpoint
    // How long a range that has just ended is watched for late events.
    std::chrono::milliseconds lateWait{120'000};
    // How far the tenant had sent when the continued export ended, on the pages from where this one begins:
    // the mark, and the latest time of an event, epoch seconds. 0: not known, or nothing is continued.
    qint64 seenMark = 0, seenLatest = 0;
    // The pause between requests that bring nothing, if the tenant does not ask for a wait.
    std::chrono::milliseconds pause{500};
};

// Tries for a page that comes, but cannot be read, and how many such pages in a row end an endpoint.
constexpr int mostUnreadableTries = 3, mostPutAside = 100;

class Retries
{
public:
    explicit Retries(const FetchRules &rules) : m_rules(rules) {}

    struct Decision
    {
        Obstacle obstacle = Obstacle::None; // anything else: it is over
        std::chrono::milliseconds pause{0};
    };
    // `began`: pages of this endpoint are in the files, so a token that is refused now was valid before.
    [[nodiscard]] Decision failed(const FaultFacts &fault, bool began, const FetchTime &now);
    void succeeded();

private:
    const FetchRules &m_rules; // its owner's
    int m_attempt = 0;
    int m_refused = 0;                   // of these attempts, by a refusal of the token
    int m_rejected = 0, m_rewritten = 0; // of these attempts, for reasons that three tries settle
    std::optional<std::chrono::milliseconds> m_since;
};

} // namespace slipway

// What the answers of a check mean together.
//
// Threads: any.
#pragma once
#include "core/diagnosis/check_result.h"

namespace slipway {

// What a check knows besides its rows when it judges them.
struct JudgingFacts
{
    QList<TokenFacts> tokens = {};  // the tenant's list; empty: it was not readable
    bool tokenListAnswered = false; // the list was readable, so the token works
    bool looksLikeV1 = false;       // the token has the form of a V1 token
};
// Sets rows, verdict and summary right once all probes are in: a 403 means "missing" only where another
// endpoint of the same token was granted (or busy), or the token's own list says so; all refused means "token
// refused" with the possible reasons (core/diagnosis/refusal.h).
void judge(CheckResult &result, const JudgingFacts &facts = {});

} // namespace slipway

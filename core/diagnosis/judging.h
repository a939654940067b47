// What the answers of a check mean, taken together.
//
// Threads: any.
#pragma once
#include "core/diagnosis/check_result.h"

namespace slipway {

// What else a check knows when it judges its rows.
struct JudgingFacts
{
    QList<TokenFacts> tokens = {};  // the tenant's list; empty: it was not readable
    bool tokenListAnswered = false; // the list was readable, so the token works
    bool looksLikeV1 = false;       // the token has the form of a V1 token
};
// Corrects the rows and sets the verdict and the summary once all probes are answered. A 403 means "missing"
// only if another endpoint was granted (or busy) with the same token, or if the token's own list says so; if
// all are refused, it means "token refused", with the possible reasons (core/diagnosis/refusal.h).
void judge(CheckResult &result, const JudgingFacts &facts = {});

// Words what the row's cause means: its explanation, how to tell the possible causes apart, and the next
// step.
void explain(AccessRow &row, const CheckResult &result);

} // namespace slipway

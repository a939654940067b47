// The dataexport iterator: a cursor that the server keeps for each pair of endpoint and index.
//
// Slipway only ever uses indexes of its own ("slipway-…"): another consumer's cursor cannot be moved from
// here.
#pragma once
#include "core/netskope/answer_fault.h"
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "core/netskope/response_page.h"

#include <optional>

namespace slipway {

class IndexName
{
public:
    [[nodiscard]] static IndexName probe();
    [[nodiscard]] static IndexName preview();
    // The index for `head`, which moves the cursor, so that no other request uses this index.
    [[nodiscard]] static IndexName head();
    // `number`: 0 at first, and one more each time the job starts a fresh index. The names repeat after a
    // while.
    [[nodiscard]] static IndexName job(const QString &jobId, const QString &endpointId, int number = 0);
    // An index of a job that is read ahead of what the job writes; see window_plan.h. `name`: from 1.
    [[nodiscard]] static IndexName ahead(const QString &jobId, const QString &endpointId, int name);
    [[nodiscard]] const QString &text() const { return m_text; }

private:
    explicit IndexName(QString text) : m_text(std::move(text)) {}
    QString m_text;
};

struct Operation
{
    enum class Verb { From, Next, Resend, Head, Tail };
    Verb verb = Verb::Next;
    qint64 epoch = 0; // seconds, for From

    [[nodiscard]] static Operation from(qint64 epochSeconds) { return {Verb::From, epochSeconds}; }
    [[nodiscard]] static Operation next() { return {Verb::Next, 0}; }
    [[nodiscard]] static Operation resend() { return {Verb::Resend, 0}; }
    // The first page that the tenant still keeps, and its most recent one. Netskope documented both in 2022,
    // and its page no longer mentions them, so a tenant may refuse them. Both move the cursor.
    [[nodiscard]] static Operation head() { return {Verb::Head, 0}; }
    [[nodiscard]] static Operation tail() { return {Verb::Tail, 0}; }
    [[nodiscard]] QString text() const;
};

// What an HTTP answer of a dataexport path means (docs/netskope-api.md, "Permission" and "Rate limits").
// Empty for a success. Kinds: TokenRefused (401), PermissionMissing (403, and 5xx with "permission denied"),
// NotAvailable (404), Busy (409), RateLimited (429), ServerFault (5xx), BadAnswer (login page, redirect,
// other 4xx, empty 200).
[[nodiscard]] std::optional<Error> classify(const HttpAnswer &answer, const QString &path);

struct RateLimitState
{
    std::optional<int> limit, remaining;
    // Seconds to wait. If the header contains a date in any form or an epoch, they are computed with the
    // tenant's own clock. Never negative.
    std::optional<double> retryAfterSeconds; // Retry-After
    std::optional<double> resetSeconds;      // ratelimit-reset, else Retry-After
};
// Reads RateLimit-Limit, -Remaining and -Reset, with or without X- in front, and Retry-After.
[[nodiscard]] RateLimitState rateLimitState(const HttpAnswer &answer);

struct PageAnswer
{
    ResponsePage page;
    RateLimitState rate;
    std::chrono::milliseconds elapsed{0};
    qint64 wireBytes = 0;
    QDateTime serverTime; // UTC; may be invalid
};

struct PageFailure
{
    Error error;
    int status = 0; // 0: no HTTP answer
    RateLimitState rate;
    AnswerFault fault = AnswerFault::NoAnswer;
    QByteArray body = {}; // for AnswerFault::Unreadable: the bytes that arrived, to be put aside
};

// What is known about an answer that was rejected with `error` before its body was read as a page. `list`:
// the name of the list of events.
[[nodiscard]] PageFailure pageFailure(HttpAnswer answer, Error error, std::string_view list,
                                      const std::stop_token &stop = {});

// The two halves of fetchPage(), for callers that keep the answer for a while: the request, and what its
// answer is. Reading hundreds of MB takes seconds; if a stop is requested meanwhile, the error is Cancelled.
[[nodiscard]] QCoro::Task<Result<HttpAnswer>> requestPage(ApiClient &client, Endpoint endpoint,
                                                          IndexName index, Operation operation,
                                                          std::stop_token stop, RequestLimits limits = {});
[[nodiscard]] std::expected<PageAnswer, PageFailure>
readPage(Result<HttpAnswer> answer, const Endpoint &endpoint, const std::stop_token &stop = {});

// Sends one request on a cursor. A page counts only if it is complete (length, gzip trailer, JSON envelope).
[[nodiscard]] QCoro::Task<std::expected<PageAnswer, PageFailure>>
fetchPage(ApiClient &client, Endpoint endpoint, IndexName index, Operation operation, std::stop_token stop,
          RequestLimits limits = {});

} // namespace slipway

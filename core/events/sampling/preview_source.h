// The pages of a preview, through either API: the iterator of v2 with Slipway's own index, or a query of v1.
#pragma once
#include "core/netskope/v1_query.h"

#include <chrono>

namespace slipway {

class PreviewSource
{
public:
    PreviewSource(ConnectionSettings settings, Endpoint endpoint);

    // Starts at a time (epoch seconds).
    void begin(qint64 from, qint64 to);
    // Starts with the tenant's most current page. Not for API v1.
    void beginAtTail(qint64 now);
    // Sends at most two requests in any second, since the limit is shared with the SIEM, and fewer if the
    // tenant says that little of its limit is left. It asks again after a few short refusals, but not after
    // long ones, because somebody is waiting at the window. Cancelled when stopped.
    [[nodiscard]] QCoro::Task<std::expected<PageAnswer, PageFailure>> next(std::stop_token stop);
    // Continues after a page. True: nothing is left before the end.
    [[nodiscard]] bool take(const ResponsePage &page);

private:
    [[nodiscard]] QCoro::Task<std::expected<PageAnswer, PageFailure>> request(std::stop_token stop);

    ApiClient m_client;
    Endpoint m_endpoint;
    Operation m_operation;
    V1Query m_query;
    qint64 m_hwm = 0, m_end = 0;
    std::chrono::steady_clock::time_point m_lastSent, m_notBefore;
};

} // namespace slipway

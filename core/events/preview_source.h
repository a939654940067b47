// The pages of a preview, through either API: the iterator of v2 with Slipway's own index, or a query of v1.
#pragma once
#include "core/netskope/v1_query.h"

namespace slipway {

class PreviewSource
{
public:
    PreviewSource(ConnectionSettings settings, Endpoint endpoint);

    // Starts at a time (epoch seconds).
    void begin(qint64 from, qint64 to);
    [[nodiscard]] QCoro::Task<std::expected<PageAnswer, PageFailure>> next(std::stop_token stop);
    // Goes on behind a page; true when nothing is left before the end.
    [[nodiscard]] bool take(const ResponsePage &page);

private:
    ApiClient m_client;
    Endpoint m_endpoint;
    Operation m_operation;
    V1Query m_query;
    qint64 m_hwm = 0, m_end = 0;
};

} // namespace slipway

// A request as a curl command that somebody else can run: the token is the variable $NETSKOPE_API_TOKEN,
// never its value.
#pragma once
#include "core/netskope/api_client.h"

namespace slipway {

[[nodiscard]] QString curlText(const ConnectionSettings &settings, const QString &path,
                               const QUrlQuery &query);
// The same for a request of the ledger, which knows nothing of proxies and CA files.
[[nodiscard]] QString curlText(const RequestRecord &record);
// The same for a call of API v1, with the token in the body.
[[nodiscard]] QString curlTextV1(const ConnectionSettings &settings, const QString &path,
                                 const QUrlQuery &query);

} // namespace slipway

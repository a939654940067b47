// A request as a curl command that someone else can run. It refers to the token as $NETSKOPE_API_TOKEN and
// never contains its value.
#pragma once
#include "core/netskope/api_client.h"

namespace slipway {

[[nodiscard]] QString curlText(const ConnectionSettings &settings, const QString &path,
                               const QUrlQuery &query);
// The same for a request from the ledger, which does not record proxies and CA files.
[[nodiscard]] QString curlText(const RequestRecord &record);
// The same for a call to API v1, with the token in the body.
[[nodiscard]] QString curlTextV1(const ConnectionSettings &settings, const QString &path,
                                 const QUrlQuery &query);

} // namespace slipway

// A request as a curl command that somebody else can run: the token is the variable $NETSKOPE_API_TOKEN,
// never its value.
#pragma once
#include "core/netskope/api_client.h"

namespace slipway {

[[nodiscard]] QString curlText(const ConnectionSettings &settings, const QString &path,
                               const QUrlQuery &query);

} // namespace slipway

// Which way leads to a tenant: directly, through the proxy of its settings, or through the system's.
//
// The system's answer may take long (PAC scripts, name lookups), so it is asked on a thread of its own, with
// a time limit. Direct always: localhost, 127.0.0.1, ::1, and plain HTTP, which Slipway speaks on this
// computer only.
#pragma once
#include "core/base/error.h"

#include <QCoroTask>
#include <QList>
#include <QNetworkProxy>
#include <QUrl>
#include <chrono>
#include <functional>
#include <stop_token>

namespace slipway {

struct ProxyRoute
{
    enum class Source { Direct, Settings, System };
    Source source = Source::Direct;
    QNetworkProxy proxy{QNetworkProxy::NoProxy};

    [[nodiscard]] bool isDirect() const { return proxy.type() == QNetworkProxy::NoProxy; }
    // "proxy.acme.com:3128 (HTTP, system settings)" or "direct"; never a user name or password.
    [[nodiscard]] QString text() const;
};

// As QNetworkProxyFactory::systemProxyForQuery(), which the default is. May block.
using SystemProxyLookup = std::function<QList<QNetworkProxy>(const QNetworkProxyQuery &)>;

// A proxy as in ConnectionSettings: "http://[user[:password]@]host:port" or "socks5://…". BadInput names it,
// without its password.
[[nodiscard]] Result<QNetworkProxy> manualProxy(const QString &text);

// `setting`: "" = the system's, "none", or a proxy. Errors: BadInput; Timeout when the system does not say in
// time; Cancelled.
[[nodiscard]] QCoro::Task<Result<ProxyRoute>>
routeTo(QUrl url, QString setting, std::stop_token stop,
        std::chrono::milliseconds limit = std::chrono::seconds(10),
        SystemProxyLookup lookup = &QNetworkProxyFactory::systemProxyForQuery);

} // namespace slipway

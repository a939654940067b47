// How to reach a host: directly, or through a proxy given by the settings, the environment or the system.
//
// In this order: the setting of a tenant or destination; the variables https_proxy, HTTPS_PROXY, all_proxy
// and ALL_PROXY, which mean the same as for curl; the system's settings (desktop, PAC). no_proxy and NO_PROXY
// name exceptions from the last two. The system's answer may take long (PAC scripts, name lookups), so it is
// obtained on a thread of its own, with a time limit. Always direct: localhost, 127.0.0.1, ::1, and plain
// HTTP, which Slipway speaks only on this computer.
#pragma once
#include "core/base/error.h"

#include <QCoroTask>
#include <QList>
#include <QNetworkProxy>
#include <QUrl>
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace slipway {

struct ProxyRoute
{
    enum class Source { Direct, Settings, System, Environment };
    Source source = Source::Direct;
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    QString origin = {}; // the variable or option that decided, such as "HTTPS_PROXY"; may be empty

    [[nodiscard]] bool isDirect() const { return proxy.type() == QNetworkProxy::NoProxy; }
    // A user name alone is not enough: trying it would count as a wrong password.
    [[nodiscard]] bool hasCredentials() const
    {
        return !proxy.user().isEmpty() && !proxy.password().isEmpty();
    }
    // "proxy.acme.com:3128 (HTTP, HTTPS_PROXY)", "direct" or "direct (NO_PROXY)"; never a user name or
    // password.
    [[nodiscard]] QString text() const;
};

// Like QNetworkProxyFactory::systemProxyForQuery(), which is the default. May block.
using SystemProxyLookup = std::function<QList<QNetworkProxy>(const QNetworkProxyQuery &)>;

// A proxy as people write it: [http://|socks5://|socks5h://|socks://][user[:password]@]host:port[/]. Without
// a scheme it is an HTTP proxy, as in curl. Names and passwords may be percent-encoded; otherwise they are
// taken as they are, up to the last @. An IPv6 address stands in brackets, with its zone if it is link-local:
// [fe80::1%eth0]:3128. SOCKS5 proxies look up names themselves. BadInput says what is wrong
// and never shows anything that could be part of a password.
[[nodiscard]] Result<QNetworkProxy> manualProxy(const QString &text);

// The same proxy as a text to show or to copy: without user name and password, whatever the spelling. If it
// is not a proxy, only the part after the last @ if that looks like host:port; otherwise "…".
[[nodiscard]] QString shownProxy(const QString &text);
// The proxy as a text to store: with the user name, but without the password.
[[nodiscard]] QString storableProxy(const QString &text);

// Whether a list such as "localhost,.acme.com, 10.0.0.0/8 db:8443" names the host, which may be an address
// literal. As in curl's NO_PROXY, entries are separated by commas or blanks, "*" means all, names include all
// their subdomains, with or without a dot before them, and addresses and networks in CIDR form are allowed.
// As in other tools, "*." means a dot, and an entry may end in a port.
[[nodiscard]] bool isExempt(const QString &noProxy, const QString &host, int port);

// What the environment says about an https address; empty if it names neither a proxy nor an exception.
// BadInput: a variable whose value is not a proxy.
[[nodiscard]] Result<std::optional<ProxyRoute>> environmentRoute(const QUrl &url);

// `setting`: "" = the environment's or the system's, "none", or a proxy. Errors: BadInput; Timeout if the
// system does not answer in time; Cancelled.
[[nodiscard]] QCoro::Task<Result<ProxyRoute>>
routeTo(QUrl url, QString setting, std::stop_token stop,
        std::chrono::milliseconds limit = std::chrono::seconds(10),
        SystemProxyLookup lookup = &QNetworkProxyFactory::systemProxyForQuery);

} // namespace slipway

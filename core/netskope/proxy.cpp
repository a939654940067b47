#include "core/netskope/proxy.h"

#include "core/base/ending.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QPromise>
#include <thread>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Proxy", text);
}

bool isAlwaysDirect(const QUrl &url)
{
    const QString host = url.host();
    return url.scheme() == QLatin1String("http") || host == QLatin1String("localhost") ||
           host == QLatin1String("127.0.0.1") || host == QLatin1String("::1");
}

} // namespace

QString ProxyRoute::text() const
{
    if (isDirect())
        return tr("direct");
    const bool socks = proxy.type() == QNetworkProxy::Socks5Proxy;
    return QStringLiteral("%1:%2 (%3, %4)")
        .arg(proxy.hostName())
        .arg(proxy.port())
        .arg(socks ? QStringLiteral("SOCKS5") : QStringLiteral("HTTP"),
             source == Source::System ? tr("system settings") : tr("tenant settings"));
}

Result<QNetworkProxy> manualProxy(const QString &text)
{
    const QUrl url(text);
    const QString shown = url.toString(QUrl::RemoveUserInfo);
    QNetworkProxy proxy;
    if (url.scheme() == QLatin1String("http"))
        proxy.setType(QNetworkProxy::HttpProxy);
    else if (url.scheme() == QLatin1String("socks5"))
        proxy.setType(QNetworkProxy::Socks5Proxy);
    else
        return failure(ErrorKind::BadInput,
                       tr("The proxy \"%1\" is not an address Slipway knows.").arg(shown),
                       tr("Write it as http://host:port or socks5://host:port."));
    if (url.host().isEmpty() || url.port() <= 0)
        return failure(ErrorKind::BadInput, tr("The proxy \"%1\" lacks a host or a port.").arg(shown),
                       tr("Write it as http://host:port."));
    proxy.setHostName(url.host());
    proxy.setPort(static_cast<quint16>(url.port()));
    proxy.setUser(url.userName(QUrl::FullyDecoded));
    proxy.setPassword(url.password(QUrl::FullyDecoded));
    return proxy;
}

QCoro::Task<Result<ProxyRoute>> routeTo(QUrl url, QString setting, std::stop_token stop,
                                        std::chrono::milliseconds limit, SystemProxyLookup lookup)
{
    if (setting == QLatin1String("none") || isAlwaysDirect(url))
        co_return ProxyRoute{};
    if (!setting.isEmpty()) {
        Result<QNetworkProxy> proxy = manualProxy(setting);
        if (!proxy)
            co_return std::unexpected(proxy.error());
        co_return ProxyRoute{ProxyRoute::Source::Settings, *proxy};
    }

    // A lookup that never ends keeps its thread, and nothing else: it owns all that it touches.
    QPromise<QList<QNetworkProxy>> promise;
    QFutureWatcher<QList<QNetworkProxy>> watcher;
    Ending ending(limit);
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &ending, [&ending] { ending.end(true); });
    watcher.setFuture(promise.future());
    std::thread([promise = std::move(promise), lookup = std::move(lookup), url]() mutable {
        promise.start();
        promise.addResult(lookup(QNetworkProxyQuery(url)));
        promise.finish();
    }).detach();
    if (!co_await wait(ending, stop)) {
        if (stop.stop_requested())
            co_return failure(ErrorKind::Cancelled, tr("Stopped."));
        co_return failure(ErrorKind::Timeout,
                          tr("The system did not say within %1 seconds which proxy to use.")
                              .arg(std::chrono::duration_cast<std::chrono::seconds>(limit).count()),
                          tr("Its automatic proxy configuration (PAC) may be out of reach. Enter the proxy, "
                             "or \"none\", in the tenant's settings."));
    }
    const QList<QNetworkProxy> found = watcher.result();
    for (const QNetworkProxy &proxy : found) {
        if (proxy.type() == QNetworkProxy::HttpProxy || proxy.type() == QNetworkProxy::Socks5Proxy)
            co_return ProxyRoute{ProxyRoute::Source::System, proxy};
        if (proxy.type() == QNetworkProxy::NoProxy)
            break;
    }
    co_return ProxyRoute{};
}

} // namespace slipway

#include "core/destinations/destination_proxy.h"

#include "core/async/completion.h"
#include "core/base/forward_error.h"
#include "core/net/proxy_passwords.h"
#include "core/net/routed_socket.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(DestinationProxy)
};

quint16 portOf(const QUrl &url)
{
    return static_cast<quint16>(url.port(url.scheme() == QLatin1String("http") ? 80 : 443));
}

bool isSet(const QString &setting)
{
    return !setting.isEmpty() && setting != QLatin1String("none");
}

// As rclone reads it. A user name alone would count as a wrong password.
QString rcloneText(const ProxyRoute &route)
{
    QUrl url;
    url.setScheme(route.proxy.type() == QNetworkProxy::Socks5Proxy ? QStringLiteral("socks5")
                                                                   : QStringLiteral("http"));
    url.setHost(route.proxy.hostName());
    url.setPort(route.proxy.port());
    const QString place = url.toString(QUrl::FullyEncoded);
    if (!route.hasCredentials())
        return place;
    const QString login = QString::fromLatin1(QUrl::toPercentEncoding(route.proxy.user())) +
                          QLatin1Char(':') +
                          QString::fromLatin1(QUrl::toPercentEncoding(route.proxy.password()));
    return QString(place).replace(QLatin1String("://"), QStringLiteral("://%1@").arg(login));
}

// What rclone says if a proxy does not open a tunnel: 'Put "https://host/…": Forbidden'.
struct Refusal
{
    QString host, reason;
};
std::optional<Refusal> refusalIn(const QString &text)
{
    static const QRegularExpression refusal(
        QStringLiteral(R"re(\b[A-Z][a-z]+ \\?"https://([^/"\\?]+)[^"]*": ([^:\n]{1,100})$)re"),
        QRegularExpression::MultilineOption);
    static const QRegularExpression ofGo(
        QStringLiteral("^(unexpected )?EOF|^context |^http2?: |timeout|\\(Client\\.Timeout"));
    const auto match = refusal.match(text);
    if (!match.hasMatch() || ofGo.match(match.captured(2)).hasMatch())
        return std::nullopt;
    return Refusal{match.captured(1), match.captured(2).trimmed()};
}

} // namespace

Result<void> validateProxy(const Destination &destination)
{
    if (!isSet(destination.proxy))
        return {};
    const DestinationKind &kind = destination.kindRow();
    if (!kind.isHttp)
        return failure(ErrorKind::BadInput,
                       Texts::tr("%1 does not go through a proxy.").arg(kind.titleText()),
                       Texts::tr("Remove the proxy; the server must be reachable from here."));
    RETURN_IF_ERROR(manualProxy(destination.proxy));
    return {};
}

QCoro::Task<Result<ProxyRoute>> routeOf(Destination destination, QUrl url, std::stop_token stop)
{
    if (isSet(destination.proxy)) // for plain HTTP as well
        url.setScheme(QStringLiteral("https"));
    CO_ASSIGN_OR_RETURN(ProxyRoute route, co_await routeTo(url, destination.proxy, stop));
    if (route.source == ProxyRoute::Source::Settings)
        route.origin = Texts::tr("destination settings");
    co_return route;
}

void setRcloneProxy(QProcessEnvironment &environment, const Destination &destination, const ProxyRoute &route,
                    const QProcessEnvironment &own)
{
    const auto keep = [&](const char *name) {
        if (const QString key = QString::fromLatin1(name); own.contains(key))
            environment.insert(key, own.value(key));
    };
    const QString https = QStringLiteral("HTTPS_PROXY"), http = QStringLiteral("HTTP_PROXY");
    if (!route.isDirect())
        environment.insert(https, rcloneText(route));
    if (isSet(destination.proxy) && !route.isDirect())
        environment.insert(http, rcloneText(route));
    if (!destination.proxy.isEmpty())
        return;
    for (const char *name : {"HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy"})
        keep(name);
    if (route.isDirect()) { // an exception; rclone may also speak to other hosts
        for (const char *name : {"HTTPS_PROXY", "https_proxy"})
            keep(name);
    }
}

QCoro::Task<Result<void>> tryProxy(ProxyRoute route, QUrl url, SignInWays ways, std::stop_token stop)
{
    Completion completion{std::chrono::seconds(20)};
    ProxySignIn signIn;
    RoutedSocket way(route, signIn, ways);
    QObject::connect(&way, &RoutedSocket::opened, &completion, [&] { completion.end(true); });
    QObject::connect(&way, &RoutedSocket::failed, &completion, [&] { completion.end(false); });
    way.open(url.host(), portOf(url), false);
    const bool opened = co_await wait(completion, stop);
    const std::optional<Error> refused = way.proxyError();
    way.close();
    if (stop.stop_requested())
        co_return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
    if (opened || !refused)
        co_return Result<void>{};
    co_return std::unexpected(*refused);
}

QCoro::Task<Result<void>> admitRclone(ProxyRoute route, QUrl url, std::stop_token stop)
{
    if (!route.hasCredentials() || url.host().isEmpty() || ProxyPassword(route).isRight())
        co_return Result<void>{};
    const Result<void> tried = co_await tryProxy(route, url, SignInWays::BasicOnly, stop);
    if (!tried && (isSignInRefusal(tried.error()) || tried.error().kind == ErrorKind::Cancelled ||
                   ProxyPassword(route).isRefused()))
        co_return tried;
    co_return Result<void>{};
}

QCoro::Task<Error> explainedProxy(ProxyRoute route, QUrl url, Error error, std::stop_token stop)
{
    const std::optional<Refusal> refusal = refusalIn(error.details);
    if (route.isDirect() || (!refusal && error.kind != ErrorKind::Proxy))
        co_return error;
    if (refusal)
        url = QUrl(QStringLiteral("https://") + refusal->host);
    if (url.host().isEmpty())
        co_return error;
    ProxyRoute bare = route;
    bare.proxy.setPassword({});
    const Result<void> answer = co_await tryProxy(bare, url, SignInWays::BasicOnly, stop);
    if (answer || answer.error().kind == ErrorKind::Cancelled)
        co_return error;
    Error explained = answer.error();
    // Whoever gave a password is not told to give one. rclone's was either refused or good for nothing.
    if (isSignInRefusal(explained) && route.hasCredentials()) {
        if (!error.details.contains(QLatin1String("Proxy Authentication Required"))) {
            explained = Error{ErrorKind::Proxy,
                              Texts::tr("The proxy %1 does not connect to %2: it answers \"%3\".")
                                  .arg(route.text(), url.host(), refusal ? refusal->reason : QString()),
                              Texts::tr("Ask its administrator to allow %1 on port %2 (CONNECT).")
                                  .arg(url.host())
                                  .arg(portOf(url)),
                              {}};
        } else {
            ProxyPassword password(route);
            password.refused();
            const Result<void> refused = co_await tryProxy(route, url, SignInWays::BasicOnly, stop);
            if (!refused)
                explained = refused.error();
        }
    }
    explained.details += (explained.details.isEmpty() ? QString() : QStringLiteral("\n")) + error.details;
    co_return explained;
}

} // namespace slipway

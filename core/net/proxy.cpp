#include "core/net/proxy.h"

#include "core/async/completion.h"
#include "core/base/forward_error.h"
#include "core/base/odd_characters.h"
#include "core/base/plural_form.h"
#include "core/base/token_shape.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QHostAddress>
#include <QPromise>
#include <QRegularExpression>
#include <thread>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Proxy)
};

bool isAlwaysDirect(const QUrl &url)
{
    const QString host = url.host();
    return url.scheme() == QLatin1String("http") || host == QLatin1String("localhost") ||
           host == QLatin1String("127.0.0.1") || host == QLatin1String("::1");
}

// What is not an escape stays as it is.
QString percentDecoded(const QString &text)
{
    static const QRegularExpression escape(QStringLiteral("%[0-9A-Fa-f]{2}"));
    const QByteArray bytes = text.toUtf8();
    QByteArray decoded;
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        const QByteArray three = bytes.mid(at, 3);
        if (escape.match(QString::fromLatin1(three)).hasMatch()) {
            decoded += QByteArray::fromHex(three.mid(1));
            at += 2;
        } else {
            decoded += bytes[at];
        }
    }
    return QString::fromUtf8(decoded);
}

struct Parsed
{
    QString scheme, user, password, host;
    int port = 0;

    [[nodiscard]] QString hostAndPort() const
    {
        // A zone such as "25a" would be read as "a" behind an escaped percent sign.
        QString shown = host;
        shown.replace(QLatin1String("%25"), QLatin1String("%2525"));
        return (host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:") : QStringLiteral("%1:"))
                   .arg(shown) +
               QString::number(port);
    }
};

enum class Slip {
    NoScheme,
    UnknownScheme,
    TlsToProxy,
    Socks4,
    NoHost,
    NoPort,
    Token,
    NoBrackets, // an IPv6 address without them
    OddEdge,    // a proxy with a quotation mark, an invisible character or the like around it
    Script,     // the address of an automatic configuration (PAC)
    NoProxy,    // a word for "none"
};

std::expected<Parsed, Slip> parsed(const QString &text)
{
    static const QRegularExpression withScheme(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]*)://(.*)$"),
                                               QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression brokenScheme(QStringLiteral("^(https?|socks(4|4a|5|5h)?)[:/]"),
                                                 QRegularExpression::CaseInsensitiveOption);
    Parsed parsed;
    QString rest = text;
    if (const auto match = withScheme.match(rest); match.hasMatch()) {
        parsed.scheme = match.captured(1).toLower();
        rest = match.captured(2);
    } else if (brokenScheme.match(rest).hasMatch() || rest.startsWith(QLatin1String("//"))) {
        return std::unexpected(Slip::NoScheme);
    } else {
        parsed.scheme = QStringLiteral("http");
    }
    if (parsed.scheme == QLatin1String("https"))
        return std::unexpected(Slip::TlsToProxy);
    if (parsed.scheme == QLatin1String("socks4") || parsed.scheme == QLatin1String("socks4a"))
        return std::unexpected(Slip::Socks4);
    if (parsed.scheme.startsWith(QLatin1String("socks"))) // desktops write socks:// for SOCKS5
        parsed.scheme = QStringLiteral("socks5");
    else if (parsed.scheme != QLatin1String("http"))
        return std::unexpected(Slip::UnknownScheme);

    // Passwords may contain anything, also what ends a host elsewhere: the last @ counts.
    const qsizetype at = rest.lastIndexOf(QLatin1Char('@'));
    if (at >= 0) {
        const QString userInfo = rest.left(at);
        const qsizetype colon = userInfo.indexOf(QLatin1Char(':'));
        parsed.user = percentDecoded(colon < 0 ? userInfo : userInfo.left(colon));
        parsed.password = colon < 0 ? QString() : percentDecoded(userInfo.mid(colon + 1));
    }
    static const QRegularExpression place(
        QStringLiteral(
            R"(^(?:\[([0-9A-Fa-f:.]+)(?:%(?:25)?([A-Za-z0-9._-]+))?\]|([^\[\]:/?#@\s"'<>\\]*))(?::(\d*))?([/?#].*)?$)"),
        QRegularExpression::DotMatchesEverythingOption);
    const auto match = place.match(rest.mid(at + 1));
    QUrl name;
    name.setHost(match.captured(1) + match.captured(3));
    parsed.host = name.host();
    const bool isInBrackets = !match.captured(1).isEmpty();
    if (!match.hasMatch() || parsed.host.isEmpty() || isInBrackets != parsed.host.contains(QLatin1Char(':')))
        return std::unexpected(Slip::NoHost);
    // The interface through which a link-local address is reached: "fe80::1%eth0", or %25eth0 as in a URL.
    if (const QString zone = match.captured(2); !zone.isEmpty())
        parsed.host += QLatin1Char('%') + zone;
    if (hasPartLikeToken(parsed.host))
        return std::unexpected(Slip::Token);
    static const QRegularExpression script(QStringLiteral("\\.(pac|dat)\\b"),
                                           QRegularExpression::CaseInsensitiveOption);
    if (match.captured(5).contains(script))
        return std::unexpected(Slip::Script);
    parsed.port = match.captured(4).toInt();
    if (parsed.port <= 0 || parsed.port > 65535)
        return std::unexpected(Slip::NoPort);
    return parsed;
}

// What copying leaves around a proxy and no proxy begins or ends with; 0 if the text would not be a proxy
// without it, as it may then be part of a password.
char32_t oddEdge(const QString &text)
{
    const auto isOdd = [](char32_t each) {
        return isQuote(each) || isInvisible(each) ||
               (each < 0x80 && strchr("<>(),;", static_cast<int>(each)));
    };
    QList<uint> inside = text.toUcs4();
    char32_t odd = 0;
    for (; !inside.isEmpty() && isOdd(inside.last()); inside.removeLast())
        odd = inside.last();
    for (; !inside.isEmpty() && isOdd(inside.first()); inside.removeFirst())
        odd = inside.first();
    return odd && parsed(QString::fromUcs4(reinterpret_cast<const char32_t *>(inside.constData()),
                                           inside.size()))
               ? odd
               : char32_t{0};
}

// Whether it is an address such as "::1", alone or with a port, that needs brackets.
bool lacksBrackets(const QString &text)
{
    const QString place = text.section(QStringLiteral("://"), -1).remove(QLatin1Char('/'));
    const auto isIpv6 = [](const QString &each) {
        return QHostAddress(each).protocol() == QAbstractSocket::IPv6Protocol;
    };
    return isIpv6(place) || isIpv6(place.section(QLatin1Char(':'), 0, -2));
}

std::expected<Parsed, Slip> parse(const QString &typed)
{
    const QString text = typed.trimmed();
    const auto found = parsed(text);
    const bool isUnclear =
        !found && (found.error() == Slip::NoHost || found.error() == Slip::NoPort ||
                   found.error() == Slip::NoScheme || found.error() == Slip::UnknownScheme);
    if (!isUnclear)
        return found;
    static const QRegularExpression script(QStringLiteral("\\.(pac|dat)$"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression none(QStringLiteral("^(none|no|off|direct)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    if (oddEdge(text))
        return std::unexpected(Slip::OddEdge);
    if (lacksBrackets(text))
        return std::unexpected(Slip::NoBrackets);
    if (script.match(text).hasMatch())
        return std::unexpected(Slip::Script);
    return none.match(text).hasMatch() ? std::unexpected(Slip::NoProxy) : found;
}

Error slipError(Slip slip, const QString &text)
{
    const auto error = [](const QString &message, const QString &next) {
        return Error{ErrorKind::BadInput, message, next, {}};
    };
    const QString shown = shownProxy(text);
    const QString howTo = Texts::tr("Write it as http://host:port or socks5://host:port.");
    switch (slip) {
    case Slip::TlsToProxy:
        return error(
            Texts::tr("The proxy \"%1\" would be reached over TLS, which Slipway does not support.")
                .arg(shown),
            Texts::tr(
                "Nearly all proxies that lead to https addresses are reached as http://host:port: try that. "
                "The traffic is still encrypted all the way to the tenant."));
    case Slip::Socks4:
        return error(
            Texts::tr("The proxy \"%1\" is a SOCKS4 proxy, which Slipway does not support.").arg(shown),
            Texts::tr("Most of them speak SOCKS5 as well: write it as socks5://host:port."));
    case Slip::NoHost:
        return error(Texts::tr("The proxy \"%1\" cannot be read as a host and a port.").arg(shown), howTo);
    case Slip::Token:
        return error(Texts::tr("Where a proxy's host should be, there is what looks like a token."), howTo);
    case Slip::NoBrackets:
        return error(Texts::tr("The proxy is an IPv6 address without brackets."),
                     Texts::tr("Write it as http://[::1]:3128, with the address in brackets."));
    case Slip::OddEdge: {
        const QString name = characterName(oddEdge(text.trimmed()));
        return error(Texts::tr("The proxy begins or ends with %1, which does not belong to it.").arg(name),
                     howTo);
    }
    case Slip::Script:
        return error(
            Texts::tr("This is the address of an automatic configuration (PAC), not a proxy."),
            Texts::tr("Set it up in the system's network settings and leave the proxy empty here, or "
                      "write the proxy that it names, as http://host:port."));
    case Slip::NoProxy:
        return error(
            Texts::tr("The proxy \"%1\" cannot be read as a host and a port.").arg(text.trimmed()),
            Texts::tr("For a connection without a proxy, write \"none\" in the settings or as --proxy; "
                      "a variable is left empty instead, or NO_PROXY names the host."));
    case Slip::NoPort:
        return error(Texts::tr("The proxy \"%1\" has no port from 1 to 65535.").arg(shown), howTo);
    case Slip::NoScheme:
    case Slip::UnknownScheme:
        break;
    }
    return error(Texts::tr("The proxy \"%1\" is not an address Slipway knows.").arg(shown), howTo);
}

QString decodedHost(QString host)
{
    if (host.endsWith(QLatin1Char('.')))
        host.chop(1);
    return host.toLower();
}

} // namespace

QString ProxyRoute::text() const
{
    if (isDirect())
        return origin.isEmpty() ? Texts::tr("direct") : Texts::tr("direct (%1)").arg(origin);
    const bool socks = proxy.type() == QNetworkProxy::Socks5Proxy;
    const QString from = !origin.isEmpty()          ? origin
                         : source == Source::System ? Texts::tr("system settings")
                                                    : Texts::tr("tenant settings");
    return QStringLiteral("%1 (%2, %3)")
        .arg(Parsed{{}, {}, {}, proxy.hostName(), proxy.port()}.hostAndPort(),
             socks ? QStringLiteral("SOCKS5") : QStringLiteral("HTTP"), from);
}

Result<QNetworkProxy> manualProxy(const QString &text)
{
    const auto parsed = parse(text);
    if (!parsed)
        return std::unexpected(slipError(parsed.error(), text));
    const bool socks = parsed->scheme == QLatin1String("socks5");
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, parsed->host,
                         static_cast<quint16>(parsed->port), parsed->user, parsed->password);
}

QString shownProxy(const QString &text)
{
    if (const auto parsed = parse(text))
        return parsed->scheme + QStringLiteral("://") + parsed->hostAndPort();
    // It is not a proxy, so any part of it may belong to a secret, except for what can only be a host.
    static const QRegularExpression behindAt(QStringLiteral(R"(@([A-Za-z0-9._-]+:\d{1,5})/?\s*$)"));
    static const QRegularExpression noSecret(QStringLiteral(
        R"(^\s*([A-Za-z][A-Za-z0-9+.-]*://([A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(:\d*)?|\[[0-9A-Fa-f:.]+\](:\d*)?)/?\s*$)"));
    const bool hasUser = text.contains(QLatin1Char('@'));
    const auto match = (hasUser ? behindAt : noSecret).match(text);
    return match.hasMatch() && !hasPartLikeToken(match.captured(1)) ? match.captured(1) : QStringLiteral("…");
}

QString storableProxy(const QString &text)
{
    if (text.isEmpty() || text == QLatin1String("none"))
        return text;
    const auto parsed = parse(text);
    if (!parsed)
        return shownProxy(text);
    // What stands behind the port means nothing, and may be anything.
    static const QRegularExpression ending(QStringLiteral(":\\d*/?$"));
    if (!text.contains(QLatin1Char('@')) && ending.match(text.trimmed()).hasMatch())
        return text.trimmed();
    return parsed->scheme + QStringLiteral("://") +
           QString::fromLatin1(QUrl::toPercentEncoding(parsed->user)) +
           (parsed->user.isEmpty() ? QString() : QStringLiteral("@")) + parsed->hostAndPort();
}

bool isExempt(const QString &noProxy, const QString &host, int port)
{
    static const QRegularExpression between(QStringLiteral("[,\\s]+"));
    static const QRegularExpression withPort(QStringLiteral("^(\\[[^\\]]*\\]|[^:]*):(\\d+)$"));
    const QString name = decodedHost(host);
    const QHostAddress address(name);
    for (QString entry : noProxy.split(between, Qt::SkipEmptyParts)) {
        if (const auto match = withPort.match(entry); match.hasMatch()) {
            if (match.captured(2).toInt() != port)
                continue;
            entry = match.captured(1);
        }
        if (entry.startsWith(QLatin1Char('[')) && entry.endsWith(QLatin1Char(']')))
            entry = entry.mid(1).chopped(1);
        if (entry == QLatin1String("*"))
            return true;
        if (!address.isNull()) {
            if (entry.contains(QLatin1Char('/')) ? address.isInSubnet(QHostAddress::parseSubnet(entry))
                                                 : address == QHostAddress(entry))
                return true;
            continue;
        }
        entry = decodedHost(entry);
        if (entry.startsWith(QLatin1String("*.")))
            entry = entry.mid(1);
        while (entry.startsWith(QLatin1Char('.')))
            entry = entry.mid(1);
        if (!entry.isEmpty() && (name == entry || name.endsWith(QLatin1Char('.') + entry)))
            return true;
    }
    return false;
}

Result<std::optional<ProxyRoute>> environmentRoute(const QUrl &url)
{
    const auto firstSet = [](std::initializer_list<const char *> names) -> const char * {
        for (const char *name : names) {
            if (!qEnvironmentVariableIsEmpty(name))
                return name;
        }
        return nullptr;
    };
    if (const char *name = firstSet({"no_proxy", "NO_PROXY"});
        name && isExempt(qEnvironmentVariable(name), url.host(), url.port(443)))
        return ProxyRoute{ProxyRoute::Source::Direct, QNetworkProxy::NoProxy, QString::fromLatin1(name)};
    const char *name = firstSet({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    if (!name)
        return std::optional<ProxyRoute>();
    const Result<QNetworkProxy> proxy = manualProxy(qEnvironmentVariable(name));
    if (!proxy) {
        Error error = proxy.error();
        error.message =
            Texts::tr("The environment variable %1: %2").arg(QString::fromLatin1(name), error.message);
        return std::unexpected(error);
    }
    return ProxyRoute{ProxyRoute::Source::Environment, *proxy, QString::fromLatin1(name)};
}

QCoro::Task<Result<ProxyRoute>> routeTo(QUrl url, QString setting, std::stop_token stop,
                                        std::chrono::milliseconds limit, SystemProxyLookup lookup)
{
    if (setting == QLatin1String("none") || isAlwaysDirect(url))
        co_return ProxyRoute{};
    if (!setting.isEmpty()) {
        CO_ASSIGN_OR_RETURN(QNetworkProxy proxy, manualProxy(setting));
        co_return ProxyRoute{ProxyRoute::Source::Settings, proxy};
    }
    CO_ASSIGN_OR_RETURN(const std::optional<ProxyRoute> environment, environmentRoute(url));
    if (environment)
        co_return *environment;

    // A lookup that never ends keeps its thread but nothing else, because it owns everything that it uses.
    QPromise<QList<QNetworkProxy>> promise;
    QFutureWatcher<QList<QNetworkProxy>> watcher;
    Completion completion(limit);
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &completion,
                     [&completion] { completion.end(true); });
    watcher.setFuture(promise.future());
    std::thread([promise = std::move(promise), lookup = std::move(lookup), url]() mutable {
        promise.start();
        promise.addResult(lookup(QNetworkProxyQuery(url)));
        promise.finish();
    }).detach();
    if (!co_await wait(completion, stop)) {
        if (stop.stop_requested())
            co_return failure(ErrorKind::Cancelled, Texts::tr("Stopped."));
        co_return failure(
            ErrorKind::Timeout,
            Texts::tr("The system did not say within %n seconds which proxy to use.", nullptr,
                      pluralForm(std::chrono::duration_cast<std::chrono::seconds>(limit).count())),
            Texts::tr("Its automatic proxy configuration (PAC) may be out of reach. Enter the proxy, "
                      "or \"none\", in the tenant's settings."));
    }
    // The system's library falls back to http_proxy, which is for http addresses only.
    QList<QNetworkProxy> forHttp;
    for (const char *name : {"http_proxy", "HTTP_PROXY"}) {
        if (const auto proxy = manualProxy(qEnvironmentVariable(name)))
            forHttp << *proxy;
    }
    const QList<QNetworkProxy> found = watcher.result();
    for (const QNetworkProxy &proxy : found) {
        const bool isForHttp = std::any_of(forHttp.cbegin(), forHttp.cend(), [&](const QNetworkProxy &each) {
            return each.hostName() == proxy.hostName() && each.port() == proxy.port();
        });
        if (isForHttp)
            continue;
        if (proxy.type() == QNetworkProxy::HttpProxy || proxy.type() == QNetworkProxy::Socks5Proxy)
            co_return ProxyRoute{ProxyRoute::Source::System, proxy};
        if (proxy.type() == QNetworkProxy::NoProxy)
            break;
    }
    co_return ProxyRoute{};
}

} // namespace slipway

#include "core/netskope/curl_text.h"

namespace slipway {
namespace {

QString quoted(QString text)
{
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

QString command(const QString &token, const ConnectionSettings &settings, const QString &path,
                const QUrlQuery &query)
{
    QUrl url = settings.address;
    url.setPath(path);
    url.setQuery(query);
    QStringList parts{QStringLiteral("curl -sS -i ") + token};
    if (!settings.caFile.isEmpty())
        parts << QStringLiteral("--cacert ") + quoted(settings.caFile);
    if (settings.proxy == QLatin1String("none"))
        parts << QStringLiteral("--noproxy '*'");
    else if (!settings.proxy.isEmpty())
        parts << QStringLiteral("--proxy ") + quoted(shownProxy(settings.proxy));
    parts << quoted(url.toString(QUrl::FullyEncoded));
    return scrubbed(parts.join(QLatin1Char(' ')));
}

} // namespace

QString curlText(const ConnectionSettings &settings, const QString &path, const QUrlQuery &query)
{
    return command(QStringLiteral("-H \"Netskope-Api-Token: $NETSKOPE_API_TOKEN\""), settings, path, query);
}

QString curlText(const RequestRecord &record)
{
    ConnectionSettings settings;
    settings.address = QUrl(record.scheme + QStringLiteral("://") + record.host);
    const QUrlQuery query(record.query);
    return record.method == QLatin1String("POST") ? curlTextV1(settings, record.path, query)
                                                  : curlText(settings, record.path, query);
}

QString curlTextV1(const ConnectionSettings &settings, const QString &path, const QUrlQuery &query)
{
    return command(QStringLiteral("--data-urlencode \"token=$NETSKOPE_API_TOKEN\""), settings, path, query);
}

} // namespace slipway

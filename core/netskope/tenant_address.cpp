#include "core/netskope/tenant_address.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>

namespace slipway {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("TenantAddress", text);
}

std::unexpected<Error> refused(const QString &why, const QString &next = {})
{
    return failure(ErrorKind::BadInput, why,
                   next.isEmpty() ? tr("An address looks like acme.goskope.com or acme.eu.goskope.com.")
                                  : next);
}

bool isLabel(const QString &label)
{
    static const QRegularExpression pattern(QStringLiteral("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"));
    return pattern.match(label).hasMatch();
}

} // namespace

Result<TenantAddress> normaliseAddress(const QString &typed)
{
    QString text = typed.trimmed();
    if (text.isEmpty())
        return refused(tr("The address is empty."));
    static const QRegularExpression blank(QStringLiteral("\\s"));
    if (text.contains(blank))
        return refused(tr("The address has a blank or line break inside."));
    TenantAddress result;

    QString scheme = QStringLiteral("https");
    if (const auto at = text.indexOf(QLatin1String("://")); at >= 0) {
        scheme = text.left(at).toLower();
        text = text.mid(at + 3);
        if (scheme != QLatin1String("https") && scheme != QLatin1String("http"))
            return refused(tr("Slipway does not speak \"%1\".").arg(scheme.left(20)), tr("Use https."));
    }
    static const QRegularExpression rest(QStringLiteral("[/?#\\\\]"));
    if (const auto slash = text.indexOf(rest); slash >= 0) {
        if (slash + 1 < text.size())
            result.notes << tr("Only the host counts; \"%1\" was dropped.").arg(text.mid(slash).left(60));
        text.truncate(slash);
    }
    if (text.contains(QLatin1Char('@')))
        return refused(tr("The address contains a user name or password."),
                       tr("Remove everything up to the @."));

    QUrl parsed;
    parsed.setScheme(scheme);
    parsed.setAuthority(text.toLower(), QUrl::StrictMode);
    if (!parsed.isValid() || parsed.host().isEmpty())
        return refused(tr("\"%1\" is not a host name.").arg(text.left(60)));
    QString host = QString::fromLatin1(QUrl::toAce(parsed.host()));
    if (host.isEmpty())
        host = parsed.host();
    if (host.endsWith(QLatin1Char('.')))
        host.chop(1);
    const int port = parsed.port();
    if (port == 0)
        return refused(tr("0 is not a port."));

    const QHostAddress ip(host);
    const bool loopback = host == QLatin1String("localhost") || ip.isLoopback();
    if (!ip.isNull() && !loopback)
        return refused(tr("%1 is a number, not a tenant's name.").arg(host),
                       tr("Use the tenant's host name; its certificate is made out to that."));
    if (loopback) {
        result.url.setScheme(scheme);
        result.url.setHost(host);
        if (port > 0)
            result.url.setPort(port);
        result.warnings << tr("This is this computer itself, as for the demo tenant.");
        return result;
    }
    if (scheme == QLatin1String("http"))
        result.notes << tr("Changed to https: a token never travels in plain text.");

    QStringList labels = host.split(QLatin1Char('.'));
    static const QRegularExpression region(QStringLiteral("^(au|ca|de|eu|eur|fr|in|jp|na|na-eur|uk|us)$"));
    if (labels.size() == 1) {
        // A tenant's name is short; something long without a dot is more likely a token in the wrong field.
        if (host.size() > 40)
            return refused(tr("This looks like a token, not like an address."),
                           tr("Paste it into the token field."));
        host += QStringLiteral(".goskope.com");
        result.notes << tr("Completed to %1.").arg(host);
    } else if (labels.size() == 2 && region.match(labels[1]).hasMatch()) {
        host += QStringLiteral(".goskope.com");
        result.notes << tr("Completed to %1.").arg(host);
    }
    labels = host.split(QLatin1Char('.'));
    if (host.size() > 253)
        return refused(tr("The address is too long."));
    for (const QString &label : labels) {
        if (!isLabel(label))
            return refused(tr("\"%1\" is not a valid part of a host name.").arg(label.left(60)));
    }
    static const QRegularExpression numeric(QStringLiteral("^[0-9]+$"));
    if (numeric.match(labels.last()).hasMatch())
        return refused(tr("%1 is not a complete host name.").arg(host));
    const auto ends = [&](const char *suffix) { return host.endsWith(QLatin1String(suffix)); };
    if (host == QLatin1String("goskope.com") || host == QLatin1String("www.goskope.com"))
        return refused(tr("The tenant's own name is missing in front of %1.").arg(host));
    if (!ends(".goskope.com") && !ends(".govskope.us") && !ends(".govskope.ca"))
        result.warnings << tr("%1 is outside Netskope's own domains. Make sure that it is your tenant: the "
                              "token will be sent there.")
                               .arg(host);
    result.url.setScheme(QStringLiteral("https"));
    result.url.setHost(host);
    if (port > 0 && port != 443) {
        result.url.setPort(port);
        result.warnings << tr("Port %1 is unusual for a tenant.").arg(port);
    }
    return result;
}

} // namespace slipway

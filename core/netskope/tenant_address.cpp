#include "core/netskope/tenant_address.h"

#include "core/base/forward_error.h"
#include "core/base/near_names.h"
#include "core/base/odd_characters.h"
#include "core/base/secret.h"
#include "core/base/token_shape.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>

#include <algorithm>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TenantAddress)
};

std::unexpected<Error> refused(const QString &why, const QString &next = {})
{
    return failure(
        ErrorKind::BadInput, why,
        next.isEmpty() ? Texts::tr("An address looks like acme.goskope.com or acme.eu.goskope.com.") : next);
}

// The hosts of tenants end like this (docs/netskope-api.md, "Addresses"; Netskope's SDK accepts netskope.com,
// too).
const QStringList &domains()
{
    static const QStringList list{QStringLiteral("goskope.com"), QStringLiteral("govskope.us"),
                                  QStringLiteral("govskope.ca"), QStringLiteral("netskope.com")};
    return list;
}

bool isRegion(const QString &label)
{
    static const QStringList regions{QStringLiteral("au"),     QStringLiteral("ca"),  QStringLiteral("de"),
                                     QStringLiteral("eu"),     QStringLiteral("eur"), QStringLiteral("fr"),
                                     QStringLiteral("in"),     QStringLiteral("jp"),  QStringLiteral("na"),
                                     QStringLiteral("na-eur"), QStringLiteral("uk"),  QStringLiteral("us")};
    return regions.contains(label);
}

// Netskope's own sites: part of its domains, but not tenants.
bool isNetskopeSite(const QString &host)
{
    static const QStringList sites{
        QStringLiteral("docs.netskope.com"),      QStringLiteral("support.netskope.com"),
        QStringLiteral("community.netskope.com"), QStringLiteral("partners.netskope.com"),
        QStringLiteral("learn.netskope.com"),     QStringLiteral("www.netskope.com"),
        QStringLiteral("www.goskope.com"),        QStringLiteral("docs.goskope.com")};
    return sites.contains(host);
}

// Placeholders for a tenant's name in instructions.
bool isPlaceholder(const QString &label)
{
    static const QRegularExpression words(
        QStringLiteral("^(your|my|the)?[-_]?(tenant|tenantname|tenant[-_](name|url|host|id))$"));
    return words.match(label).hasMatch() || label == QLatin1String("example");
}

// "https" and typing errors of it.
bool isScheme(const QString &word)
{
    static const QRegularExpression slips(
        QStringLiteral("^((h{1,2}t{1,4}|t{2,4})p{1,2}s{0,3}|h(ptt|tpt|pt)s?)$"));
    return slips.match(word).hasMatch();
}

// A word that begins a path or another kind of host, and not the name of a tenant.
bool isNotAName(const QString &label)
{
    static const QStringList words{
        QStringLiteral("api"),      QStringLiteral("v1"),      QStringLiteral("v2"),
        QStringLiteral("ns"),       QStringLiteral("www"),     QStringLiteral("login"),
        QStringLiteral("goskope"),  QStringLiteral("events"),  QStringLiteral("com"),
        QStringLiteral("netskope"), QStringLiteral("govskope")};
    return isScheme(label) || words.contains(label);
}

bool isLabel(const QString &label)
{
    static const QRegularExpression pattern(QStringLiteral("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"));
    return pattern.match(label).hasMatch();
}

// For a message, which must not repeat a token that was pasted into the wrong field.
QString quoted(const QString &text)
{
    static const QRegularExpression secret(QStringLiteral("[A-Za-z0-9+=_-]{24,}"));
    return text.size() > 60 || secret.match(text).hasMatch() ? Texts::tr("What was entered")
                                                             : QStringLiteral("\"%1\"").arg(scrubbed(text));
}

// What is in the place of a port but is not a number may be anything, and is not repeated.
QString withoutOddPort(const QString &host)
{
    static const QRegularExpression odd(QStringLiteral("\\A([^:\\[\\]]+):(?!\\d{0,5}\\z).*\\z"));
    const auto match = odd.match(host);
    return match.hasMatch() ? match.captured(1) + QStringLiteral(":…") : host;
}

// Removes what copying leaves around an address, and adds a note about it.
QString unwrapped(const QString &typed, QStringList &notes)
{
    static const QString opening = QStringLiteral("\"'`<([{\u201C\u2018\u201E\u201A\u00AB\u2039");
    static const QStringList closing{QStringLiteral("\""),
                                     QStringLiteral("'"),
                                     QStringLiteral("`"),
                                     QStringLiteral(">"),
                                     QStringLiteral(")"),
                                     QStringLiteral("]"),
                                     QStringLiteral("}"),
                                     QStringLiteral("\u201D\u201C"),
                                     QStringLiteral("\u2019\u2018"),
                                     QStringLiteral("\u201C\u201D"),
                                     QStringLiteral("\u2018\u2019"),
                                     QStringLiteral("\u00BB"),
                                     QStringLiteral("\u203A")};
    QString text = typed;
    // Blanks that a keyboard makes are dropped without a note, and others with one.
    const auto trim = [&] {
        for (const bool atEnd : {false, true}) {
            while (!text.isEmpty() && (atEnd ? text.back() : text.front()).isSpace()) {
                const QChar blank = atEnd ? text.back() : text.front();
                if (blank.unicode() > 0x7f)
                    notes << Texts::tr("An unusual space character was dropped: %1.")
                                 .arg(characterName(blank.unicode()));
                text.remove(atEnd ? text.size() - 1 : 0, 1);
            }
        }
    };
    trim();
    const auto dropInvisible = [&](bool atEnd) {
        if (text.isEmpty())
            return false;
        const qsizetype last = text.size() - 1;
        const bool isPair = atEnd
                                ? last > 0 && text[last - 1].isHighSurrogate() && text[last].isLowSurrogate()
                                : last > 0 && text[0].isHighSurrogate() && text[1].isLowSurrogate();
        const qsizetype at = atEnd ? last - isPair : 0;
        const char32_t character =
            isPair ? QChar::surrogateToUcs4(text[at], text[at + 1]) : text[at].unicode();
        // Characters that turn the direction of reading make the host look like another one; they are refused
        // later.
        if (!isInvisible(character) || character == 0x202D || character == 0x202E)
            return false;
        notes << Texts::tr("An invisible character was dropped: %1.").arg(characterName(character));
        text.remove(at, isPair ? 2 : 1);
        return true;
    };
    for (bool changed = true; changed && !text.isEmpty();) {
        changed = dropInvisible(false) || dropInvisible(true);
        if (text.isEmpty())
            break;
        if (const QChar last = text.back(); last == QLatin1Char(',') || last == QLatin1Char(';')) {
            text.chop(1);
            notes << Texts::tr("\"%1\" at the end was dropped.").arg(last);
            changed = true;
        } else if (const auto kind = opening.indexOf(text.front());
                   text.size() > 1 && kind >= 0 && closing[kind].contains(last) &&
                   QHostAddress(text.mid(1).chopped(1)).protocol() != QAbstractSocket::IPv6Protocol) {
            notes << Texts::tr("%1 and %2 around the address were dropped.").arg(text.front()).arg(last);
            text = text.mid(1, text.size() - 2);
            changed = true;
        }
        trim();
    }
    notes.removeDuplicates();
    return text;
}

// Names the part of the text that cannot occur in a host.
Result<void> checkCharacters(const QString &host)
{
    static const QRegularExpression allowed(QStringLiteral("[A-Za-z0-9.:_\\[\\]-]"));
    static const QString ofPlaceholders = QStringLiteral("$<>{}");
    for (const char32_t each : host.toUcs4()) {
        const QString character = QString::fromUcs4(&each, 1);
        if (ofPlaceholders.contains(character))
            return refused(Texts::tr("The address has a placeholder that was not filled in: %1.")
                               .arg(quoted(host.section(QLatin1Char('.'), 0, 0))),
                           Texts::tr("Put the tenant's own name in its place."));
        if (!allowed.match(character).hasMatch())
            return refused(Texts::tr("The address contains %1.").arg(characterName(each)));
    }
    return {};
}

QString domainOf(const QString &host)
{
    const auto domain = std::find_if(domains().cbegin(), domains().cend(), [&](const QString &each) {
        return host == each || host.endsWith(QLatin1Char('.') + each);
    });
    return domain == domains().cend() ? QString() : *domain;
}

// The host as it was typed, with the missing domain added.
QString completed(const QString &host)
{
    if (!domainOf(host).isEmpty())
        return host;
    const QStringList labels = host.split(QLatin1Char('.'));
    const bool hasDomain = labels.size() > 1 && labels.last() == QLatin1String("goskope");
    if (hasDomain)
        return host + QStringLiteral(".com");
    if (labels.size() == 1 || (labels.size() == 2 && isRegion(labels[1])))
        return host + QStringLiteral(".goskope.com");
    return host;
}

std::unexpected<Error> placeholder(const QString &name)
{
    return refused(
        Texts::tr("\"%1\" stands for the tenant's name in instructions; it is not a name itself.").arg(name),
        Texts::tr("Put the tenant's own name in its place."));
}

// A host in one of Netskope's domains must belong to a tenant.
Result<void> checkOwn(const QString &host, const QString &domain)
{
    if (host == domain)
        return refused(Texts::tr("The tenant's own name is missing in front of %1.").arg(host));
    if (isNetskopeSite(host))
        return refused(Texts::tr("%1 is a site of Netskope itself, not a tenant.").arg(host));
    const QStringList names = host.chopped(domain.size() + 1).split(QLatin1Char('.'));
    if (names.size() == 1 && isRegion(names.first()))
        return refused(Texts::tr("The tenant's own name is missing in front of %1.").arg(host));
    if (isPlaceholder(names.first()))
        return placeholder(names.first());
    if (isScheme(names.first()))
        return refused(
            Texts::tr("%1 is not a tenant: \"%2\" belongs in front of an address.").arg(host, names.first()));
    return {};
}

// Elsewhere, a host that imitates Netskope's is a typing error or worse, and a bare domain is not a tenant.
// Any other host gets a warning.
Result<void> checkForeign(const QString &host)
{
    const QStringList labels = host.split(QLatin1Char('.'));
    static const QStringList reserved{QStringLiteral("invalid"),  QStringLiteral("test"),
                                      QStringLiteral("example"),  QStringLiteral("local"),
                                      QStringLiteral("internal"), QStringLiteral("lan"),
                                      QStringLiteral("corp"),     QStringLiteral("home")};
    const QString end = labels.mid(labels.size() - 2).join(QLatin1Char('.'));
    const bool imitates =
        host.contains(QLatin1String("goskope")) || host.contains(QLatin1String("govskope")) ||
        host.contains(QLatin1String("netskope.com")) ||
        (labels.size() > 1 && labels[labels.size() - 2].contains(QLatin1String("netskope"))) ||
        std::any_of(domains().cbegin(), domains().cend(), [&](const QString &domain) {
            return qAbs(end.size() - domain.size()) < 3 && !nearNames(end, {domain}).isEmpty();
        });
    if (imitates)
        return refused(Texts::tr("%1 looks like one of Netskope's hosts but is not one.").arg(host));
    if (labels.size() == 2 && !reserved.contains(labels[1]))
        return refused(Texts::tr("%1 is a domain, not the host of a tenant.").arg(host));
    return {};
}

struct Parts
{
    QString scheme = QStringLiteral("https");
    QString host; // with the port
    QString rest; // path, query and fragment, as typed
};

Result<Parts> partsOf(QString text)
{
    static const QRegularExpression blank(QStringLiteral("\\s"));
    if (text.contains(blank))
        return refused(Texts::tr("The address has a blank or line break inside."));
    Parts parts;
    if (const auto at = text.indexOf(QLatin1String("://")); at >= 0) {
        parts.scheme = text.left(at).toLower();
        text = text.mid(at + 3);
        if (parts.scheme != QLatin1String("https") && parts.scheme != QLatin1String("http"))
            return refused(isLabel(parts.scheme) && parts.scheme.size() <= 12
                               ? Texts::tr("Slipway does not speak \"%1\".").arg(parts.scheme)
                               : Texts::tr("The address does not begin with https:// or with the host."),
                           Texts::tr("Use https."));
    }
    static const QRegularExpression end(QStringLiteral("[/?#\\\\]"));
    const auto slash = text.indexOf(end);
    parts.host = slash < 0 ? text : text.left(slash);
    parts.rest = slash < 0 ? QString() : text.mid(slash);
    const QString name = parts.host.section(QLatin1Char(':'), 0, 0).toLower();
    if (isScheme(name))
        return refused(
            Texts::tr("\"%1\" belongs in front of an address but is not one itself; after it, \"://\" is "
                      "expected, once.")
                .arg(name));
    if (parts.host.isEmpty())
        return refused(Texts::tr("There is no host in front of the path."));
    if (parts.host.contains(QLatin1Char('@')))
        return refused(Texts::tr("The address contains a user name or password."),
                       Texts::tr("Remove everything up to the @."));
    return parts;
}

// Without any guess at what may have been meant.
Result<TenantAddress> read(const QString &typed)
{
    TenantAddress result;
    const QString text = unwrapped(typed, result.notes);
    if (text.isEmpty())
        return refused(Texts::tr("The address is empty."));
    ASSIGN_OR_RETURN(const Parts parts, partsOf(text));
    RETURN_IF_ERROR(checkCharacters(parts.host));
    if (parts.rest.size() > 1)
        result.notes << Texts::tr("Only the host counts; what follows it was dropped.");

    QUrl parsed;
    parsed.setScheme(parts.scheme);
    parsed.setAuthority(parts.host.toLower(), QUrl::StrictMode);
    if (parts.host.startsWith(QLatin1Char('.')) || parts.host.contains(QLatin1String("..")))
        return refused(Texts::tr("The host name has two dots in a row, or begins with one."));
    static const QRegularExpression encoded(QStringLiteral("(^|\\.)xn--"),
                                            QRegularExpression::CaseInsensitiveOption);
    if (parts.host.contains(encoded))
        return refused(
            Texts::tr("The host name contains encoded letters (xn--), which no tenant's name has."));
    // QUrl completes numbers: "127.1" would be this computer.
    if (!parsed.isValid() || parsed.host().isEmpty() || parts.host.endsWith(QLatin1Char(':')) ||
        !parts.host.toLower().contains(parsed.host()))
        return refused(Texts::tr("%1 is not a host name.").arg(quoted(withoutOddPort(parts.host))));
    QString host = parsed.host();
    if (host.endsWith(QLatin1Char('.')))
        host.chop(1);
    int port = parsed.port();
    if (port == 0)
        return refused(Texts::tr("0 is not a port."));

    const QHostAddress ip(host);
    const bool loopback = host == QLatin1String("localhost") || host == QLatin1String("::1") ||
                          (ip.protocol() == QAbstractSocket::IPv4Protocol && ip.isLoopback());
    if (!ip.isNull() && !loopback)
        return refused(Texts::tr("%1 is a number, not a tenant's name.").arg(host),
                       Texts::tr("Use the tenant's host name; its certificate is issued for that."));
    if (loopback) {
        result.url.setScheme(parts.scheme);
        result.url.setHost(host);
        if (port > 0)
            result.url.setPort(port);
        result.warnings << Texts::tr(
                               "%1 is this computer, so the requests go to a program here, such as Slipway's "
                               "demo tenant, and not to Netskope.")
                               .arg(host);
        return result;
    }
    if (parts.scheme == QLatin1String("http")) {
        result.notes << Texts::tr("Changed to https: a token never travels in plain text.");
        if (port == 80) // where http is spoken
            port = 443;
    }

    const bool isBare = !host.contains(QLatin1Char('.'));
    const QStringList typedLabels = host.split(QLatin1Char('.'));
    // Within Netskope's domains a long name may be a tenant's, unless it is as mixed as only a token is.
    if (hasPartLikeToken(host) ||
        (domainOf(host).isEmpty() && std::any_of(typedLabels.cbegin(), typedLabels.cend(), looksLikeToken)))
        return refused(Texts::tr("This looks like a token, not like an address."),
                       Texts::tr("Paste it into the token field."));
    if (isBare && isPlaceholder(host))
        return placeholder(host);
    if (isBare && (parts.rest.size() > 1 || isNotAName(host)))
        return refused(
            Texts::tr("%1 alone is not an address: it could be a tenant's name or part of something "
                      "else.")
                .arg(quoted(host)));
    if (const QString whole = completed(host); whole != host) {
        host = whole;
        result.notes << Texts::tr("Completed to %1.").arg(host);
    }
    if (host.size() > 253)
        return refused(Texts::tr("The address is too long."));
    const QStringList labels = host.split(QLatin1Char('.'));
    for (const QString &label : labels) {
        if (!isLabel(label))
            return refused(Texts::tr("%1 is not a valid part of a host name.").arg(quoted(label)));
    }
    static const QRegularExpression numeric(QStringLiteral("^[0-9]+$"));
    if (numeric.match(labels.last()).hasMatch())
        return refused(Texts::tr("%1 is not a complete host name.").arg(host));
    const QString domain = domainOf(host);
    RETURN_IF_ERROR(domain.isEmpty() ? checkForeign(host) : checkOwn(host, domain));
    if (domain.isEmpty())
        result.warnings << Texts::tr(
                               "%1 is outside Netskope's own domains. Make sure that it is your tenant: the "
                               "token will be sent there.")
                               .arg(host);
    result.url.setScheme(QStringLiteral("https"));
    result.url.setHost(host);
    if (port > 0 && port != 443) {
        result.url.setPort(port);
        result.warnings << Texts::tr("Port %1 is unusual for a tenant.").arg(port);
    }
    return result;
}

// The part of a text, in lower case, where a host would be: after schemes and a user name, and before a port,
// a path and parameters. What is elsewhere may be a secret, and no question is made of it.
QString placeOfHost(QString text)
{
    static const QRegularExpression scheme(QStringLiteral("^([a-z]{3,8})(:/{0,2}|/{2}|:?\\\\{1,2})"));
    for (auto match = scheme.match(text); match.hasMatch() && isScheme(match.captured(1));
         match = scheme.match(text))
        text.remove(0, match.capturedLength());
    static const QRegularExpression end(QStringLiteral("[/?#\\\\]"));
    if (const auto at = text.indexOf(end); at >= 0)
        text.truncate(at);
    return text.mid(text.lastIndexOf(QLatin1Char('@')) + 1).section(QLatin1Char(':'), 0, 0);
}

// The hosts that `typed` may have been meant to be, the likeliest first. Only for a question, never for a
// request.
QStringList candidates(const QString &typed)
{
    QString text = asAscii(typed);
    if (text.contains(QLatin1Char('%')))
        text = QUrl::fromPercentEncoding(text.toUtf8());
    text = text.toLower().replace(QLatin1Char('_'), QLatin1Char('-')).trimmed();
    static const QRegularExpression foreign(QStringLiteral("[^\\x00-\\x7f]"));
    if (text.contains(foreign) || text.contains(QLatin1String("::"))) // the latter only in a number
        return {};
    QStringList found;
    static const QRegularExpression whole(
        QStringLiteral("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9-]+)*\\.(?:goskope\\.com|govskope\\.us|"
                       "govskope\\.ca|netskope\\.com)(?![a-z0-9-])"));
    for (auto match = whole.globalMatch(text); match.hasNext();)
        found << match.next().captured();
    static const QRegularExpression between(QStringLiteral("[^a-z0-9.-]+"));
    QStringList words = text.split(between, Qt::SkipEmptyParts);
    const QStringList asHost = placeOfHost(text).split(between, Qt::SkipEmptyParts);
    for (const QString &word : words) {
        if (!asHost.contains(word))
            continue;
        const QStringList labels = word.split(QLatin1Char('.'), Qt::SkipEmptyParts);
        if (labels.size() < 2 || (labels.size() == 2 && isNotAName(labels[0])))
            continue;
        const QString begin = labels.mid(0, labels.size() - 2).join(QLatin1Char('.'));
        const QString end = labels.mid(labels.size() - 2).join(QLatin1Char('.'));
        if (!begin.isEmpty()) {
            for (const QString &domain : nearNames(end, domains()))
                found << begin + QLatin1Char('.') + domain;
        }
        if (labels.last() == QLatin1String("govskope"))
            found << word + QStringLiteral(".us");
        if (!begin.isEmpty() && labels[labels.size() - 2] == QLatin1String("goskope"))
            found << begin + QStringLiteral(".goskope.com");
        if (!nearNames(labels.last(), {QStringLiteral("goskope")}).isEmpty())
            found << labels.mid(0, labels.size() - 1).join(QLatin1Char('.')) + QStringLiteral(".goskope.com");
        static const QRegularExpression joined(QStringLiteral("^(.+?)-?goskope\\.com$"));
        if (const auto match = joined.match(word); match.hasMatch())
            found << match.captured(1) + QStringLiteral(".goskope.com");
        static const QRegularExpression country(QStringLiteral("^[a-z]{2,3}$"));
        if (labels.size() == 2 && country.match(labels[1]).hasMatch())
            found << (labels[1] != QLatin1String("com") && labels[1] != QLatin1String("net") &&
                              labels[1] != QLatin1String("org")
                          ? word
                          : labels[0]) +
                         QStringLiteral(".goskope.com");
    }
    static const QRegularExpression letter(QStringLiteral("[a-z]"));
    words.removeIf([](const QString &word) {
        return isScheme(word) || !word.contains(letter) || word == QLatin1String("localhost") ||
               word.startsWith(QLatin1String("0x"));
    });
    if (words.size() == 1 && asHost.contains(words.first()) && !words.first().contains(QLatin1Char('.')) &&
        !isNotAName(words.first()))
        found << words.first() + QStringLiteral(".goskope.com");
    // A comma in place of a dot, or "acme[.]goskope[.]com", which keeps an address from becoming a link.
    static const QRegularExpression dot(QStringLiteral("(?<=[a-z0-9])(,|\\[\\.\\])(?=[a-z0-9])"));
    const QString dotted = QString(text).replace(dot, QStringLiteral("."));
    if (const auto match = whole.match(dotted); dotted != text && match.hasMatch())
        found << match.captured();
    return found;
}

} // namespace

bool looksLikeToken(const QString &word)
{
    const auto digits = std::count_if(word.cbegin(), word.cend(), [](QChar each) { return each.isDigit(); });
    return word.size() > 40 || (word.size() >= 24 && digits >= 4 && !word.contains(QLatin1Char('-')));
}

Result<TenantAddress> normaliseAddress(const QString &typed)
{
    constexpr qsizetype longest = 2000; // characters, with a path
    if (typed.size() > longest)
        return refused(Texts::tr("The address is too long."));
    Result<TenantAddress> address = read(typed);
    if (address)
        return address;
    for (const QString &candidate : candidates(typed)) {
        const Result<TenantAddress> meant = read(candidate);
        const QStringList labels = candidate.split(QLatin1Char('.'));
        if (meant && meant->warnings.isEmpty() && std::ranges::none_of(labels, looksLikeToken)) {
            address.error().nextStep = Texts::tr("Did you mean %1?").arg(meant->url.host());
            break;
        }
    }
    return address;
}

} // namespace slipway

#include "core/net/proxy_handshake.h"

#include "core/base/printable.h"
#include "core/base/secret.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QHostAddress>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>

namespace slipway {
namespace {

constexpr int mostRequests = 3;
constexpr qint64 mostPage = 64 << 10; // of a refusal
// An Error has no field for this, so its details begin with it.
constexpr QLatin1String notLetIn("sign-in, ");

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ProxyHandshake)
};

bool isTokenChar(char c)
{
    return static_cast<uchar>(c) > 0x20 && c != ',' && c != '=' && c != '"' && c != 0x7f;
}

QByteArray aceHost(const QString &host)
{
    const QHostAddress address(host);
    if (address.protocol() == QAbstractSocket::IPv6Protocol)
        return '[' + host.toLatin1() + ']';
    return QUrl::toAce(host);
}

// The title of a proxy's page, or its first words: evidence for a ticket.
QString wordsOf(const QByteArray &body)
{
    static const QRegularExpression title(QStringLiteral("<title>(.*?)</title>"),
                                          QRegularExpression::CaseInsensitiveOption |
                                              QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression markup(QStringLiteral("<(style|script)\\b.*?</\\1>|<[^>]*>"),
                                           QRegularExpression::CaseInsensitiveOption |
                                               QRegularExpression::DotMatchesEverythingOption);
    QString text = QString::fromUtf8(body.left(16 << 10));
    if (const auto match = title.match(text); match.hasMatch())
        text = match.captured(1);
    text.replace(markup, QStringLiteral(" "));
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = QLatin1Char(' ');
    }
    return text.simplified().left(200);
}

QString schemeName(const QByteArray &scheme)
{
    static const QHash<QByteArray, QString> names{{"basic", QStringLiteral("Basic")},
                                                  {"digest", QStringLiteral("Digest")},
                                                  {"ntlm", QStringLiteral("NTLM")},
                                                  {"negotiate", QStringLiteral("Negotiate (Kerberos)")}};
    return names.value(scheme, QString::fromLatin1(scheme.left(40)));
}

QString howToGivePassword()
{
    // Not as a complete address, because the password in one is masked wherever it is shown.
    return Texts::tr("Write both in front of the proxy's host in the environment variable HTTPS_PROXY "
                     "(user:password@host:port): Slipway does not store the password of a proxy.");
}

std::optional<QCryptographicHash::Algorithm> digestHash(const ProxyChallenge &challenge)
{
    const QByteArray name = challenge.parameters.value("algorithm", "MD5").toLower();
    if (name == "md5" || name == "md5-sess")
        return QCryptographicHash::Md5;
    if (name == "sha-256" || name == "sha-256-sess")
        return QCryptographicHash::Sha256;
    return std::nullopt;
}

QString socksReason(int reply)
{
    switch (reply) {
    case 2:
        return Texts::tr("its rules do not allow it");
    case 3:
        return Texts::tr("it cannot reach that network");
    case 4:
        return Texts::tr("it cannot find or reach that host");
    case 5:
        return Texts::tr("the connection was refused");
    case 6:
        return Texts::tr("the connection took too long");
    case 7:
        return Texts::tr("it does not know the command");
    case 8:
        return Texts::tr("it does not know that kind of address");
    default:
        return Texts::tr("it reports a failure of its own");
    }
}

} // namespace

// RFC 9110, section 11.6: challenges and their parameters are separated by the same commas.
QList<ProxyChallenge> proxyChallenges(const QByteArray &header)
{
    QList<ProxyChallenge> found;
    qsizetype at = 0;
    const auto skip = [&](const char *what) {
        while (at < header.size() && strchr(what, header[at]))
            ++at;
    };
    bool afterScheme = false;
    for (skip(" \t,"); at < header.size(); skip(" \t")) {
        if (header[at] == ',') {
            afterScheme = false;
            skip(" \t,");
            continue;
        }
        const qsizetype begin = at;
        while (at < header.size() && isTokenChar(header[at]))
            ++at;
        const QByteArray word = header.mid(begin, at - begin);
        if (word.isEmpty()) { // a stray quote or equals sign
            ++at;
            continue;
        }
        const qsizetype behindWord = at;
        skip(" \t");
        const bool isParameter = at < header.size() && header[at] == '=' && at + 1 < header.size() &&
                                 header[at + 1] != '=' && header[at + 1] != ',';
        if (isParameter && !found.isEmpty()) {
            ++at;
            skip(" \t");
            QByteArray value;
            if (at < header.size() && header[at] == '"') {
                for (++at; at < header.size() && header[at] != '"'; ++at) {
                    if (header[at] == '\\' && at + 1 < header.size())
                        ++at;
                    value += header[at];
                }
                ++at;
            } else {
                while (at < header.size() && isTokenChar(header[at]))
                    value += header[at++];
            }
            found.last().parameters.insert(word.toLower(), value);
            afterScheme = false;
        } else if (afterScheme) {
            at = behindWord;
            while (at < header.size() && header[at] == '=')
                ++at;
            found.last().token = header.mid(begin, at - begin);
            afterScheme = false;
        } else {
            at = behindWord;
            found << ProxyChallenge{word.toLower(), {}, {}};
            afterScheme = true;
        }
    }
    return found;
}

bool isSignInRefusal(const Error &error)
{
    return error.kind == ErrorKind::Proxy && error.details.startsWith(notLetIn);
}

ProxyHandshake::ProxyHandshake(ProxyRoute route, QString host, quint16 port, ProxySignIn &signIn,
                               SignInWays ways)
    : m_route(std::move(route)), m_host(std::move(host)), m_port(port), m_signIn(signIn), m_ways(ways)
{}

bool ProxyHandshake::isSupported(const ProxyChallenge &challenge) const
{
    return challenge.scheme == "basic" || (challenge.scheme == "digest" && m_ways != SignInWays::BasicOnly &&
                                           digestHash(challenge) && challenge.parameters.contains("nonce"));
}

bool ProxyHandshake::isAboutToSendPassword() const
{
    return mayUsePassword() && (isSocks() || m_signIn.scheme == "basic" || m_signIn.scheme == "digest");
}

ProxyHandshake::Next ProxyHandshake::withholdPassword()
{
    m_isWithheld = true;
    m_signIn = {};
    // Without an answer so far, the proxy may still let the user in without a password.
    return isSocks() || !m_response ? Next::Reconnect : signIn();
}

ProxyHandshake::Next ProxyHandshake::start() const
{
    return m_signIn.scheme == "negotiate" && m_ticket.isEmpty() ? Next::Ticket : Next::Reconnect;
}

ProxyHandshake::Next ProxyHandshake::takeTicket(const Result<QByteArray> &token)
{
    m_signIn = {};
    if (token) {
        m_signIn.scheme = "negotiate";
        m_ticket = *token;
        return Next::Reconnect;
    }
    if (m_requests == 0) // the ticket has expired since the last tunnel: ask the proxy what it wants now
        return Next::Reconnect;
    const QList<ProxyChallenge> offers = proxyChallenges(m_response->headers().value("proxy-authenticate"));
    if (!m_tried.isEmpty() || m_isWithheld)
        return cannotSignIn(offers);
    QString next = token.error().nextStep;
    const bool takesPasswords = std::any_of(
        offers.cbegin(), offers.cend(), [this](const ProxyChallenge &offer) { return isSupported(offer); });
    next +=
        QLatin1Char(' ') +
        (takesPasswords
             ? Texts::tr("The proxy also accepts a user name and password.") + QLatin1Char(' ') +
                   howToGivePassword()
             : Texts::tr("Or run a small proxy on this computer that signs in for you (cntlm, px) and enter "
                         "that one."));
    fail(token.error().message, next);
    m_error.details += QStringLiteral("; ") + token.error().details;
    return Next::Failed;
}

Error ProxyHandshake::silent(const ProxyRoute &route)
{
    return {ErrorKind::Proxy, Texts::tr("The proxy %1 did not answer in time.").arg(route.text()),
            Texts::tr("Check the proxy's address, and whether it is a proxy of this kind."),
            QStringLiteral("no answer to CONNECT or SOCKS5")};
}

QByteArray ProxyHandshake::authority() const
{
    return aceHost(m_host) + ':' + QByteArray::number(m_port);
}

QByteArray ProxyHandshake::begin()
{
    ++m_requests;
    m_received.clear();
    m_hasSentPassword = false;
    if (isSocks()) {
        m_socks = Socks::Greeting;
        return mayUsePassword() ? QByteArray("\x05\x02\x00\x02", 4) : QByteArray("\x05\x01\x00", 3);
    }
    m_response.emplace(m_spare, HttpResponse::Request::Connect);
    QByteArray request = "CONNECT " + authority() + " HTTP/1.1\r\nHost: " + authority() +
                         "\r\nUser-Agent: Slipway/" SLIPWAY_VERSION "\r\nProxy-Connection: Keep-Alive\r\n";
    if (const QByteArray value = authorization(); !value.isEmpty()) {
        m_tried << m_signIn.scheme;
        m_hasSentPassword = m_signIn.scheme != "negotiate";
        request += "Proxy-Authorization: " + value + "\r\n";
    }
    return request + "\r\n";
}

QByteArray ProxyHandshake::authorization()
{
    if (m_signIn.scheme == "negotiate" && !m_ticket.isEmpty())
        return "Negotiate " + std::exchange(m_ticket, {}).toBase64();
    if (!mayUsePassword())
        return {};
    if (m_signIn.scheme == "basic")
        return "Basic " +
               (m_route.proxy.user().toUtf8() + ':' + m_route.proxy.password().toUtf8()).toBase64();
    if (m_signIn.scheme == "digest")
        return digest(m_signIn.challenge);
    return {};
}

// RFC 7616, section 3.4.
QByteArray ProxyHandshake::digest(const ProxyChallenge &challenge)
{
    const auto algorithm = digestHash(challenge);
    if (!algorithm)
        return {};
    const auto hash = [&](const QByteArray &text) {
        return QCryptographicHash::hash(text, *algorithm).toHex();
    };
    const auto quoted = [](QByteArray text) {
        return '"' + text.replace('\\', "\\\\").replace('"', "\\\"") + '"';
    };
    const auto &parameters = challenge.parameters;
    const QByteArray user = m_route.proxy.user().toUtf8(), realm = parameters.value("realm"),
                     nonce = parameters.value("nonce"), uri = authority();
    const QByteArray count = QByteArray::number(++m_signIn.uses, 16).rightJustified(8, '0');
    const QByteArray own = QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    QByteArray secret = hash(user + ':' + realm + ':' + m_route.proxy.password().toUtf8());
    if (parameters.value("algorithm").toLower().endsWith("-sess"))
        secret = hash(secret + ':' + nonce + ':' + own);
    const QByteArray what = hash("CONNECT:" + uri);
    const bool hasQop = parameters.contains("qop");
    const QByteArray response = hasQop
                                    ? hash(secret + ':' + nonce + ':' + count + ':' + own + ":auth:" + what)
                                    : hash(secret + ':' + nonce + ':' + what);
    QByteArray value = "Digest username=" + quoted(user) + ", realm=" + quoted(realm) +
                       ", nonce=" + quoted(nonce) + ", uri=" + quoted(uri) + ", response=\"" + response + '"';
    if (parameters.contains("algorithm"))
        value += ", algorithm=" + parameters.value("algorithm");
    if (parameters.contains("opaque"))
        value += ", opaque=" + quoted(parameters.value("opaque"));
    if (hasQop)
        value += ", qop=auth, nc=" + count + ", cnonce=\"" + own + '"';
    return value;
}

ProxyHandshake::Next ProxyHandshake::fail(const QString &message, const QString &next)
{
    QString details = isSocks() ? QStringLiteral("SOCKS5 to %1").arg(QString::fromLatin1(authority()))
                                : QStringLiteral("CONNECT %1").arg(QString::fromLatin1(authority()));
    details += QStringLiteral(", request %1").arg(m_requests);
    if (isRefused()) {
        details += QStringLiteral(" → HTTP %1 %2")
                       .arg(m_response->status())
                       .arg(QString::fromLatin1(m_response->reason().left(100)));
        const QByteArray offers = m_response->headers().value("proxy-authenticate");
        if (!offers.isEmpty()) {
            QStringList schemes;
            for (const ProxyChallenge &challenge : proxyChallenges(offers))
                schemes << schemeName(challenge.scheme);
            details += QStringLiteral(", offers %1").arg(schemes.join(QStringLiteral(", ")));
        }
        if (const QString words = wordsOf(m_response->body()); !words.isEmpty())
            details += QStringLiteral(": ") + words;
    }
    if (m_isWithheld)
        details +=
            QStringLiteral("; the password was not sent again, because the proxy has refused it before");
    m_error = Error{ErrorKind::Proxy, message, next, scrubbed(details)};
    return Next::Failed;
}

ProxyHandshake::Next ProxyHandshake::failSignIn(const QString &message, const QString &next)
{
    const Next failed = fail(message, next);
    m_error.details.prepend(notLetIn);
    return failed;
}

ProxyHandshake::Next ProxyHandshake::feed(QByteArrayView bytes)
{
    m_unused = 0;
    if (isSocks()) {
        m_received.append(bytes.data(), bytes.size());
        return readSocks();
    }
    switch (m_response->feed(bytes, mostPage)) {
    case HttpResponse::State::More:
        return Next::Read;
    case HttpResponse::State::Complete:
        m_unused = m_response->unused();
        return judge();
    case HttpResponse::State::Bad:
        break;
    }
    if (m_response->status() > 0)
        return judge(); // its page does not matter
    return fail(Texts::tr("The proxy %1 does not answer as an HTTP proxy should: %2")
                    .arg(m_route.text(), m_response->problem()),
                Texts::tr("Check the port. If it is a SOCKS5 proxy, write it as socks5://host:port."));
}

ProxyHandshake::Next ProxyHandshake::closed()
{
    if (!isSocks() && m_response->status() > 0)
        return judge();
    m_wasCutOff = !isSocks() || m_socks == Socks::SignIn;
    return fail(
        m_route.hasCredentials()
            ? Texts::tr("The proxy %1 closed the connection without an answer: the user name or password may "
                        "be wrong, or it does not allow %2.")
                  .arg(m_route.text(), m_host)
            : Texts::tr("The proxy %1 closed the connection without an answer.").arg(m_route.text()),
        isSocks()
            ? Texts::tr("Check the port, and whether it is a SOCKS5 proxy.")
            : Texts::tr("Check the port, and whether it is an HTTP proxy; then ask its administrator."));
}

ProxyHandshake::Next ProxyHandshake::judge()
{
    const int status = m_response->status();
    const QString proxy = m_route.text(), target = QString::fromLatin1(authority());
    if (status / 100 == 2)
        return Next::Open;
    // Some proxies refuse a wrong password with 401.
    if (status == 407 || (status == 401 && m_response->headers().contains("proxy-authenticate")))
        return signIn();
    const QString answer =
        QStringLiteral("%1 %2").arg(status).arg(QString::fromLatin1(m_response->reason().left(60))).trimmed();
    if (status == 401)
        return failSignIn(Texts::tr("The proxy %1 refuses (%2): the user name or password may be wrong.")
                              .arg(proxy, answer),
                          Texts::tr("Check user name and password."));
    if (status == 403)
        return fail(
            Texts::tr("The proxy %1 does not allow a connection to %2 (%3).").arg(proxy, target, answer),
            Texts::tr("Ask its administrator to allow %1 on port %2 (CONNECT).").arg(m_host).arg(m_port));
    if (status == 502 || status == 503 || status == 504)
        return fail(Texts::tr("The proxy %1 cannot reach %2 (%3).").arg(proxy, target, answer),
                    Texts::tr("Check the address for typing errors; if it is right, ask the proxy's "
                              "administrator, or try again later."));
    if (status == 400 || status == 404 || status == 405 || status == 501)
        return fail(Texts::tr("%1 answers %2 to CONNECT: it does not seem to be a proxy for https.")
                        .arg(proxy, answer),
                    Texts::tr("Check the proxy's host and port."));
    const QString says =
        Texts::tr("The proxy %1 does not connect to %2: it answers %3.").arg(proxy, target, answer);
    if (status == 429)
        return fail(says, Texts::tr("It limits how often it is used. Try again later."));
    const QUrl page(QString::fromLatin1(m_response->headers().value("location")));
    if (status / 100 == 3 && !page.host().isEmpty())
        return fail(
            says,
            Texts::tr("It leads to a page of %1, where you may have to sign in first: open any web page in "
                      "a browser that uses this proxy, then try again.")
                .arg(printable(page.host())));
    return fail(says, Texts::tr("Ask its administrator; the details show what it said."));
}

ProxyHandshake::Next ProxyHandshake::signIn()
{
    const QList<ProxyChallenge> offers = proxyChallenges(m_response->headers().value("proxy-authenticate"));
    const ProxyChallenge *chosen = nullptr;
    bool takesTickets = false;
    for (const ProxyChallenge &offer : offers) {
        takesTickets = takesTickets || (offer.scheme == "negotiate" && !m_tried.contains(offer.scheme));
        // A nonce that has become old is not a wrong password.
        const bool stale = offer.scheme == "digest" && m_tried.count("digest") == 1 &&
                           offer.parameters.value("stale").toLower() == "true";
        if (!mayUsePassword() || !isSupported(offer) || (m_tried.contains(offer.scheme) && !stale))
            continue;
        if (!chosen || (chosen->scheme == "basic" && offer.scheme == "digest"))
            chosen = &offer;
    }
    m_signIn = {};
    if (m_requests >= mostRequests)
        return cannotSignIn(offers);
    if (!chosen)
        return takesTickets && m_ways == SignInWays::PasswordsAndTickets ? Next::Ticket
                                                                         : cannotSignIn(offers);
    m_signIn.scheme = chosen->scheme;
    m_signIn.challenge = *chosen;
    return Next::Reconnect;
}

ProxyHandshake::Next ProxyHandshake::cannotSignIn(const QList<ProxyChallenge> &offers)
{
    const QString proxy = m_route.text();
    const int status = m_response->status();
    const bool ticketTried = m_tried.contains("negotiate");
    const bool passwordTried = m_isWithheld || m_tried.size() > (ticketTried ? 1 : 0);
    if (ticketTried && !passwordTried)
        return failSignIn(
            Texts::tr("The proxy %1 does not accept your Kerberos ticket (%2).").arg(proxy).arg(status),
            Texts::tr("Ask its administrator whether your account may use it; klist shows whose ticket it "
                      "is."));
    if (ticketTried)
        return failSignIn(
            Texts::tr("The proxy %1 accepts neither the user name and password nor your Kerberos ticket "
                      "(%2).")
                .arg(proxy)
                .arg(status),
            Texts::tr("Check all three. Each way to sign in was tried once, so that the account is not "
                      "locked."));
    if (passwordTried)
        return failSignIn(
            Texts::tr("The proxy %1 does not accept the user name or password (%2).").arg(proxy).arg(status),
            m_isWithheld
                ? Texts::tr("Check both. They were refused before and not sent again, so that the account is "
                            "not locked: a test of the tenant or the destination tries them once more.")
                : Texts::tr(
                      "Check both. Each way to sign in was tried once, so that the account is not locked."));
    QStringList names;
    bool supported = false;
    for (const ProxyChallenge &offer : offers) {
        if (const QString name = schemeName(offer.scheme); !names.contains(name))
            names << name;
        supported = supported || isSupported(offer);
    }
    if (names.isEmpty())
        return failSignIn(
            Texts::tr("The proxy %1 asks for a sign-in (%2) but does not say how.").arg(proxy).arg(status),
            Texts::tr("Ask its administrator which way of signing in it expects."));
    if (!supported) {
        const QString schemes = names.join(Texts::tr(" or "));
        return failSignIn(
            m_ways == SignInWays::BasicOnly
                ? Texts::tr("The proxy %1 can only be signed in to with %2 (%3); rclone, which does these "
                            "uploads, supports only Basic.")
                      .arg(proxy, schemes)
                      .arg(status)
                : Texts::tr(
                      "The proxy %1 can only be signed in to with %2, which Slipway does not support (%3).")
                      .arg(proxy, schemes)
                      .arg(status),
            Texts::tr("Ask its administrator for an exception for %1 or for Basic sign-in, or run a small "
                      "proxy on this computer that signs in for you (cntlm, px) and enter that one.")
                .arg(m_host));
    }
    if (!m_route.proxy.user().isEmpty())
        return failSignIn(Texts::tr("The proxy %1 asks for a password (%2), but only a user name is given.")
                              .arg(proxy)
                              .arg(status),
                          howToGivePassword());
    return failSignIn(
        Texts::tr("The proxy %1 asks for a user name and password (%2).").arg(proxy).arg(status),
        howToGivePassword());
}

ProxyHandshake::Next ProxyHandshake::readSocks()
{
    const QString proxy = m_route.text();
    const auto notSocks = [&] {
        return fail(Texts::tr("The proxy %1 does not answer as a SOCKS5 proxy should.").arg(proxy),
                    Texts::tr("Check the port. If it is an HTTP proxy, write it as http://host:port."));
    };
    const auto byte = [&](qsizetype at) { return static_cast<uchar>(m_received[at]); };
    const uchar version = m_socks == Socks::SignIn ? 1 : 5;
    if (m_received.isEmpty())
        return Next::Read;
    if (byte(0) != version)
        return notSocks();
    if (m_received.size() < 2)
        return Next::Read;
    if (m_socks == Socks::Greeting) {
        const uchar method = byte(1);
        m_received = m_received.mid(2);
        if (method == 0)
            return askSocks();
        if (method == 2 && mayUsePassword()) {
            const QByteArray user = m_route.proxy.user().toUtf8(),
                             password = m_route.proxy.password().toUtf8();
            if (user.size() > 255 || password.size() > 255)
                return fail(Texts::tr("The user name or password is longer than SOCKS5 allows (255 bytes)."),
                            Texts::tr("Check both."));
            m_toSend = '\x01' + QByteArray(1, static_cast<char>(user.size())) + user +
                       QByteArray(1, static_cast<char>(password.size())) + password;
            m_socks = Socks::SignIn;
            m_hasSentPassword = true;
            return Next::Write;
        }
        if (m_isWithheld)
            return failSignIn(Texts::tr("The proxy %1 does not accept the user name or password.").arg(proxy),
                              Texts::tr("Check both."));
        return m_route.hasCredentials()
                   ? failSignIn(
                         Texts::tr("The proxy %1 does not offer to sign in with a user name and password.")
                             .arg(proxy),
                         Texts::tr("Ask its administrator which way of signing in it expects."))
                   : failSignIn(
                         Texts::tr("The proxy %1 asks for a user name and password.").arg(proxy),
                         Texts::tr(
                             "Give both in the environment variable HTTPS_PROXY, as "
                             "socks5://user:password@host:port: Slipway does not store the password of a "
                             "proxy."));
    }
    if (m_socks == Socks::SignIn) {
        if (byte(1) != 0)
            return failSignIn(Texts::tr("The proxy %1 does not accept the user name or password.").arg(proxy),
                              Texts::tr("Check both."));
        m_received = m_received.mid(2);
        return askSocks();
    }
    if (byte(1) != 0)
        return fail(Texts::tr("The proxy %1 does not connect to %2: %3.")
                        .arg(proxy, QString::fromLatin1(authority()), socksReason(byte(1))),
                    Texts::tr("Check the address; if it is right, ask the proxy's administrator."));
    if (m_received.size() < 5)
        return Next::Read;
    const qsizetype address = byte(3) == 1 ? 4 : byte(3) == 4 ? 16 : byte(3) == 3 ? 1 + byte(4) : -1;
    if (address < 0)
        return notSocks();
    const qsizetype size = 4 + address + 2;
    if (m_received.size() < size)
        return Next::Read;
    m_unused = m_received.size() - size;
    return Next::Open;
}

ProxyHandshake::Next ProxyHandshake::askSocks()
{
    const QHostAddress address(m_host);
    QByteArray request("\x05\x01\x00", 3);
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 number = address.toIPv4Address();
        request += '\x01';
        for (int shift = 24; shift >= 0; shift -= 8)
            request += static_cast<char>(number >> shift);
    } else if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        const Q_IPV6ADDR number = address.toIPv6Address();
        request += '\x04';
        request.append(reinterpret_cast<const char *>(number.c), sizeof number.c);
    } else {
        const QByteArray name = QUrl::toAce(m_host).left(255);
        request += '\x03';
        request += static_cast<char>(name.size());
        request += name;
    }
    request += static_cast<char>(m_port >> 8);
    request += static_cast<char>(m_port);
    m_toSend = request;
    m_socks = Socks::Reply;
    return Next::Write;
}

} // namespace slipway

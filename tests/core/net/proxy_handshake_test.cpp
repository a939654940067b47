// What a proxy may answer, and what follows: which way of signing in is chosen, how often it is tried, and
// whose fault a refusal is.
#include "core/base/secret.h"
#include "core/net/proxy_handshake.h"

#include <QCryptographicHash>
#include <QTest>

using namespace slipway;
using Next = ProxyHandshake::Next;

namespace {

ProxyRoute routeBy(const char *proxy)
{
    return {ProxyRoute::Source::Environment, manualProxy(QString::fromUtf8(proxy)).value(),
            QStringLiteral("HTTPS_PROXY")};
}

QByteArray answer(const QByteArray &status, const QByteArray &headers = {}, const QByteArray &body = {})
{
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + QByteArray::number(body.size()) +
           "\r\n\r\n" + body;
}

QByteArray asks(const QByteArrayList &offers)
{
    QByteArray headers;
    for (const QByteArray &offer : offers)
        headers += "Proxy-Authenticate: " + offer + "\r\n";
    return answer("407 Proxy Authentication Required", headers, "<html>sign in</html>");
}

const QByteArray established = "HTTP/1.1 200 Connection established\r\n\r\n";

// A conversation with a proxy that gives these answers, one to each connection.
struct Talk
{
    QByteArrayList requests;
    Next end = Next::Read;
    Error error;

    [[nodiscard]] QByteArray signIn(int request) const
    {
        const QByteArray name = "\r\nProxy-Authorization: ";
        const qsizetype at = requests.value(request).indexOf(name);
        const qsizetype begin = at + name.size();
        return at < 0 ? QByteArray()
                      : requests[request].mid(begin, requests[request].indexOf('\r', begin) - begin);
    }
};

Talk talk(const char *proxy, const QByteArrayList &answers, ProxySignIn signIn = {})
{
    Talk talk;
    ProxyHandshake handshake(routeBy(proxy), QStringLiteral("acme.goskope.com"), 443, signIn);
    for (const QByteArray &bytes : answers) {
        talk.requests << handshake.begin();
        talk.end = handshake.feed(bytes);
        if (talk.end == Next::Read)
            talk.end = handshake.closed();
        if (talk.end != Next::Reconnect)
            break;
    }
    talk.error = handshake.error();
    return talk;
}

const QByteArray basic = "Basic " + QByteArray("ann:canary").toBase64();

} // namespace

class ProxyHandshakeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void challenges()
    {
        const auto found = proxyChallenges(
            "Negotiate, NTLM TlRMTVNTUAAC==, Basic realm=\"a, \\\"b\\\"\" , charset=\"UTF-8\",Digest "
            "realm=x,nonce = \"n=\", qop=\"auth,auth-int\", stale=TRUE,, Bearer");
        QCOMPARE(found.size(), 5);
        QCOMPARE(found[0].scheme, QByteArray("negotiate"));
        QCOMPARE(found[1].scheme, QByteArray("ntlm"));
        QCOMPARE(found[1].token, QByteArray("TlRMTVNTUAAC=="));
        QCOMPARE(found[2].parameters.value("realm"), QByteArray("a, \"b\""));
        QCOMPARE(found[2].parameters.value("charset"), QByteArray("UTF-8"));
        QCOMPARE(found[3].scheme, QByteArray("digest"));
        QCOMPARE(found[3].parameters.value("nonce"), QByteArray("n="));
        QCOMPARE(found[3].parameters.value("qop"), QByteArray("auth,auth-int"));
        QCOMPARE(found[4].scheme, QByteArray("bearer"));
        for (const char *odd :
             {"", ",", "=", "\"", "=\"", "Basic realm=\"", "Basic realm=", "a=b", "x \"", "\\"})
            (void)proxyChallenges(odd); // comes to an end
    }
    void opensAtOnce()
    {
        const Talk direct = talk("gw:3128", {established});
        QCOMPARE(direct.end, Next::Open);
        QVERIFY(direct.requests.first().startsWith(
            "CONNECT acme.goskope.com:443 HTTP/1.1\r\nHost: acme.goskope.com:443\r\n"));
        // The password goes to a proxy that asks for it, and to no other.
        QCOMPARE(talk("ann:canary@gw:3128", {established}).signIn(0), QByteArray());
    }
    void ipv6IsBracketed()
    {
        ProxySignIn signIn;
        ProxyHandshake handshake(routeBy("gw:3128"), QStringLiteral("::1"), 443, signIn);
        QVERIFY(handshake.begin().startsWith("CONNECT [::1]:443 "));
    }
    void basicIsUsedWhereverItIsOffered_data()
    {
        QTest::addColumn<QByteArrayList>("offers");
        QTest::newRow("alone") << QByteArrayList{"Basic realm=\"gw\""};
        QTest::newRow("behind NTLM") << QByteArrayList{"NTLM", "Basic realm=\"gw\""};
        QTest::newRow("behind two") << QByteArrayList{"Negotiate", "NTLM", "Basic realm=\"gw\""};
        QTest::newRow("first") << QByteArrayList{"basic realm=gw", "NTLM"};
        QTest::newRow("one line") << QByteArrayList{"Negotiate, NTLM, BASIC realm=\"a, b\""};
        QTest::newRow("a Digest that cannot be read")
            << QByteArrayList{"Digest realm=\"x\", nonce=\"n\", algorithm=SHA-512-256", "Basic realm=x"};
    }
    void basicIsUsedWhereverItIsOffered()
    {
        QFETCH(QByteArrayList, offers);
        const Talk right = talk("ann:canary@gw:3128", {asks(offers), established});
        QCOMPARE(right.end, Next::Open);
        QCOMPARE(right.requests.size(), 2);
        QCOMPARE(right.signIn(1), basic);
        const Talk wrong = talk("ann:canary@gw:3128", QByteArrayList(5, asks(offers)));
        QCOMPARE(wrong.end, Next::Failed);
        QCOMPARE(wrong.requests.size(), 2); // one try
        QVERIFY(
            wrong.error.message.contains(QLatin1String("does not accept the user name or password (407)")));
    }
    void neverMoreThanThreeRequests()
    {
        const QByteArray all =
            asks({"Negotiate", "NTLM", "Digest realm=\"x\", nonce=\"n\", stale=true", "Basic realm=\"x\""});
        for (const char *proxy : {"gw:3128", "ann:canary@gw:3128", "ann@gw:3128"}) {
            const Talk endless = talk(proxy, QByteArrayList(50, all));
            QCOMPARE(endless.end, Next::Failed);
            QVERIFY(endless.requests.size() <= 3);
        }
    }
    // The example of RFC 7616, section 3.9.1, has another method; so the parts are checked one by one.
    void digest_data()
    {
        QTest::addColumn<QByteArray>("algorithm");
        QTest::newRow("MD5") << QByteArray("MD5");
        QTest::newRow("SHA-256") << QByteArray("SHA-256");
        QTest::newRow("MD5-sess") << QByteArray("MD5-sess");
        QTest::newRow("none named") << QByteArray();
    }
    void digest()
    {
        QFETCH(QByteArray, algorithm);
        const QByteArray offer =
            "Digest realm=\"a \\\"realm\\\"\", nonce=\"n0nce\", qop=\"auth\", opaque=\"o\"" +
            (algorithm.isEmpty() ? QByteArray() : ", algorithm=" + algorithm);
        const Talk signedIn = talk("ann:canary@gw:3128", {asks({"Basic realm=x", offer}), established});
        QCOMPARE(signedIn.end, Next::Open);
        const auto parts = proxyChallenges(signedIn.signIn(1));
        QCOMPARE(parts.size(), 1);
        QCOMPARE(parts.first().scheme, QByteArray("digest"));
        const auto part = [&](const char *name) { return parts.first().parameters.value(name); };
        const auto hash = [&](const QByteArray &text) {
            return QCryptographicHash::hash(text, algorithm == "SHA-256" ? QCryptographicHash::Sha256
                                                                         : QCryptographicHash::Md5)
                .toHex();
        };
        QByteArray secret = hash("ann:a \"realm\":canary");
        if (algorithm == "MD5-sess")
            secret = hash(secret + ":n0nce:" + part("cnonce"));
        QCOMPARE(part("response"), hash(secret + ":n0nce:00000001:" + part("cnonce") +
                                        ":auth:" + hash("CONNECT:acme.goskope.com:443")));
        QCOMPARE(part("uri"), QByteArray("acme.goskope.com:443"));
        QCOMPARE(part("nc"), QByteArray("00000001"));
        QCOMPARE(part("opaque"), QByteArray("o"));
        QVERIFY(!signedIn.signIn(1).contains("canary"));
    }
    void anOldNonceIsNotAWrongPassword()
    {
        const QByteArray first = asks({"Digest realm=\"x\", nonce=\"1\""}),
                         stale = asks({"Digest realm=\"x\", nonce=\"2\", stale=true"});
        const Talk renewed = talk("ann:canary@gw:3128", {first, stale, established});
        QCOMPARE(renewed.end, Next::Open);
        QVERIFY(renewed.signIn(2).contains("nonce=\"2\""));
        const Talk wrong = talk("ann:canary@gw:3128", {first, first, established});
        QCOMPARE(wrong.end, Next::Failed);
    }
    void whatWorkedIsRemembered()
    {
        ProxySignIn signIn;
        ProxyHandshake first(routeBy("ann:canary@gw:3128"), QStringLiteral("a.test"), 443, signIn);
        (void)first.begin();
        QCOMPARE(first.feed(asks({"NTLM", "Basic realm=x"})), Next::Reconnect);
        (void)first.begin();
        QCOMPARE(first.feed(established), Next::Open);
        const Talk second = talk("ann:canary@gw:3128", {established}, signIn);
        QCOMPARE(second.signIn(0), basic);
        // It is not tried again where it is refused meanwhile.
        const Talk changed = talk("ann:canary@gw:3128", QByteArrayList(5, asks({"Basic realm=x"})), signIn);
        QCOMPARE(changed.end, Next::Failed);
        QCOMPARE(changed.requests.size(), 1);
    }
    void theTunnelsBytesAreLeft()
    {
        ProxySignIn signIn;
        ProxyHandshake handshake(routeBy("gw:3128"), QStringLiteral("a.test"), 443, signIn);
        (void)handshake.begin();
        QCOMPARE(handshake.feed("HTTP/1.0 200 OK\r\n"), Next::Read);
        QCOMPARE(handshake.feed("\r\n\x16\x03"), Next::Open);
        QCOMPARE(handshake.unused(), 2);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("proxy");
        QTest::addColumn<QByteArray>("wire");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("next");
        const auto row = [](const char *name, const char *proxy, const QByteArray &wire, const char *says,
                            const char *next) {
            QTest::newRow(name) << QByteArray(proxy) << wire << QString::fromLatin1(says)
                                << QString::fromLatin1(next);
        };
        const char *none = "gw:3128", *given = "ann:canary@gw:3128", *half = "ann@gw:3128";
        row("no password", none, asks({"Basic realm=x"}), "asks for a user name and password (407)",
            "HTTPS_PROXY");
        row("no password, Digest", none, asks({"Digest realm=x, nonce=y"}),
            "asks for a user name and password (407)", "does not store");
        row("a user name only", half, asks({"Basic realm=x"}), "only a user name is given", "HTTPS_PROXY");
        row("NTLM", given, asks({"NTLM"}), "only be signed in to with NTLM, which Slipway does not support",
            "cntlm");
        row("NTLM, no password", none, asks({"NTLM"}), "only be signed in to with NTLM", "cntlm");
        row("both", given, asks({"Negotiate", "NTLM"}), "Negotiate (Kerberos) or NTLM", "administrator");
        row("an unknown way", given, asks({"Bearer realm=x"}), "with bearer", "administrator");
        row("no way", given, asks({}), "does not say how", "administrator");
        row("403", none, answer("403 Forbidden"),
            "does not allow a connection to acme.goskope.com:443 (403 Forbidden)", "port 443 (CONNECT)");
        row("401", given, answer("401 Unauthorized"), "user name or password may be wrong", "Check");
        row("502", none, answer("502 Bad Gateway"), "cannot reach acme.goskope.com:443 (502 Bad Gateway)",
            "typing errors");
        row("503", none, answer("503 Service Unavailable"), "cannot reach", "try again later");
        row("504", none, answer("504 Gateway Timeout"), "cannot reach", "try again later");
        row("405", none, answer("405 Method Not Allowed"), "does not seem to be a proxy for https", "port");
        row("302", none, answer("302 Found", "Location: http://portal.test/\r\n"), "it answers 302 Found",
            "a page of portal.test");
        row("302 to nowhere", none, answer("302 Found"), "it answers 302 Found", "details");
        row("429", none, answer("429 Too Many Requests"), "it answers 429", "later");
        row("closes", none, "", "closed the connection without an answer", "port");
        row("closes, with a password", given, "", "user name or password may be wrong", "port");
        row("half an answer", none, "HTTP/1.1 20", "closed the connection", "port");
        row("SSH", none, "SSH-2.0-OpenSSH_9.2\r\n", "does not answer as an HTTP proxy", "socks5://");
        row("TLS", none, QByteArray("\x15\x03\x03\x00\x02\x02\x46\n", 8), "does not answer as an HTTP proxy",
            "Check the port");
        row("a page without end", none, "HTTP/1.1 403 Forbidden\r\n\r\n" + QByteArray(200'000, 'x'),
            "does not allow", "administrator");
    }
    void refusals()
    {
        QFETCH(QByteArray, proxy);
        QFETCH(QByteArray, wire);
        QFETCH(QString, says);
        QFETCH(QString, next);
        const Talk refused = talk(proxy.constData(), QByteArrayList(5, wire));
        QCOMPARE(refused.end, Next::Failed);
        QCOMPARE(refused.error.kind, ErrorKind::Proxy);
        QVERIFY2(refused.error.message.contains(says), qPrintable(refused.error.message));
        QVERIFY2(refused.error.nextStep.contains(next), qPrintable(refused.error.nextStep));
        QVERIFY(refused.error.message.contains(QLatin1String("gw:3128")));
        QVERIFY(!refused.error.asText().contains(QLatin1String("canary")));
        QVERIFY(!refused.error.details.isEmpty());
        QVERIFY(refused.requests.size() <= 2);
        // What another try could not change, an export does not try again.
        const QString row = QString::fromLatin1(QTest::currentDataTag());
        static const QStringList signIns{QStringLiteral("no password"),
                                         QStringLiteral("no password, Digest"),
                                         QStringLiteral("a user name only"),
                                         QStringLiteral("NTLM"),
                                         QStringLiteral("NTLM, no password"),
                                         QStringLiteral("both"),
                                         QStringLiteral("an unknown way"),
                                         QStringLiteral("no way"),
                                         QStringLiteral("401")};
        QCOMPARE(isSignInRefusal(refused.error), signIns.contains(row));
        // All output is masked on its way: advice must not look like a password.
        QCOMPARE(scrubbed(refused.error.asText()), refused.error.asText());
    }

    // A proxy that offers Negotiate, and what the user's realm gives.
    void tickets_data()
    {
        QTest::addColumn<QByteArray>("proxy");
        QTest::addColumn<QByteArrayList>("answers");
        QTest::addColumn<bool>("hasTicket");
        QTest::addColumn<QByteArrayList>("tried");
        QTest::addColumn<QString>("says"); // empty: it opens
        const QByteArray none = "gw:3128", given = "ann:canary@gw:3128";
        const QByteArray negotiate = asks({"Negotiate"}), both = asks({"Negotiate", "Basic realm=x"}),
                         withNtlm = asks({"Negotiate", "NTLM"});
        const QByteArray ticket = "Negotiate " + QByteArray("a token").toBase64();
        const auto row = [](const char *name, const QByteArray &proxy, const QByteArrayList &answers,
                            bool hasTicket, const QByteArrayList &tried, const char *says = "") {
            QTest::newRow(name) << proxy << answers << hasTicket << tried << QString::fromLatin1(says);
        };
        row("accepted", none, {negotiate, established}, true, {"", ticket});
        row("beside NTLM", none, {withNtlm, established}, true, {"", ticket});
        row("beside NTLM, with a password", given, {withNtlm, established}, true, {"", ticket});
        row("beside Basic, without a password", none, {both, established}, true, {"", ticket});
        row("a password goes first", given, {both, established}, true, {"", basic});
        row("a wrong password", given, {both, both, established}, true, {"", basic, ticket});
        row("refused", none, {negotiate, negotiate, negotiate}, true, {"", ticket},
            "does not accept your Kerberos ticket (407)");
        row("both are refused", given, {both, both, both, both}, true, {"", basic, ticket},
            "accepts neither the user name and password nor your Kerberos ticket (407)");
        row("no ticket", none, {negotiate, established}, false, {""}, "you have none");
        row("no ticket, with a wrong password", given, {both, both, both}, false, {"", basic},
            "does not accept the user name or password (407)");
    }
    void tickets()
    {
        QFETCH(QByteArray, proxy);
        QFETCH(QByteArrayList, answers);
        QFETCH(bool, hasTicket);
        QFETCH(QByteArrayList, tried);
        QFETCH(QString, says);
        ProxySignIn signIn;
        ProxyHandshake handshake(routeBy(proxy.constData()), QStringLiteral("a.test"), 443, signIn,
                                 SignInWays::PasswordsAndTickets);
        QCOMPARE(handshake.start(), Next::Reconnect);
        QByteArrayList headers;
        Next next = Next::Reconnect;
        for (const QByteArray &bytes : answers) {
            const QByteArray request = handshake.begin();
            const qsizetype at = request.indexOf("Proxy-Authorization: ");
            headers << (at < 0 ? QByteArray() : request.mid(at + 21, request.indexOf('\r', at) - at - 21));
            next = handshake.feed(bytes);
            if (next == Next::Ticket)
                next = handshake.takeTicket(
                    hasTicket ? Result<QByteArray>("a token")
                              : failure(ErrorKind::Proxy, QStringLiteral("you have none"),
                                        QStringLiteral("kinit"), QStringLiteral("from Kerberos")));
            if (next != Next::Reconnect)
                break;
        }
        QCOMPARE(headers, tried);
        QCOMPARE(next, says.isEmpty() ? Next::Open : Next::Failed);
        if (says.isEmpty())
            return;
        QCOMPARE(handshake.error().kind, ErrorKind::Proxy);
        QVERIFY2(handshake.error().message.contains(says), qPrintable(handshake.error().message));
        QVERIFY(!handshake.error().nextStep.isEmpty());
    }
    void noTicketHasAWayOut()
    {
        for (const auto &[offers, way] :
             {std::pair<QByteArrayList, const char *>{{"Negotiate"}, "cntlm"},
              std::pair<QByteArrayList, const char *>{{"Negotiate", "Basic realm=x"}, "HTTPS_PROXY"}}) {
            ProxySignIn signIn;
            ProxyHandshake handshake(routeBy("gw:3128"), QStringLiteral("a.test"), 443, signIn,
                                     SignInWays::PasswordsAndTickets);
            (void)handshake.begin();
            QCOMPARE(handshake.feed(asks(offers)), Next::Ticket);
            QCOMPARE(handshake.takeTicket(failure(ErrorKind::Proxy, QStringLiteral("none"),
                                                  QStringLiteral("kinit"), QStringLiteral("its words"))),
                     Next::Failed);
            const Error error = handshake.error();
            QVERIFY2(error.nextStep.startsWith(QLatin1String("kinit ")), qPrintable(error.nextStep));
            QVERIFY2(error.nextStep.contains(QLatin1String(way)), qPrintable(error.nextStep));
            QVERIFY2(error.details.contains(QLatin1String("its words")) &&
                         error.details.contains(QLatin1String("offers Negotiate")),
                     qPrintable(error.details));
        }
    }
    // A token is good once: the next tunnel gets one of its own before it asks.
    void theNextTunnelNeedsAnotherTicket()
    {
        ProxySignIn signIn;
        ProxyHandshake first(routeBy("gw:3128"), QStringLiteral("a.test"), 443, signIn,
                             SignInWays::PasswordsAndTickets);
        (void)first.begin();
        QCOMPARE(first.feed(asks({"Negotiate"})), Next::Ticket);
        QCOMPARE(first.takeTicket(QByteArray("one")), Next::Reconnect);
        (void)first.begin();
        QCOMPARE(first.feed(established), Next::Open);

        ProxyHandshake second(routeBy("gw:3128"), QStringLiteral("a.test"), 443, signIn,
                              SignInWays::PasswordsAndTickets);
        QCOMPARE(second.start(), Next::Ticket);
        QCOMPARE(second.takeTicket(QByteArray("two")), Next::Reconnect);
        QVERIFY(second.begin().contains("Negotiate " + QByteArray("two").toBase64()));
        QCOMPARE(second.feed(established), Next::Open);

        // It has ended meanwhile: the proxy is asked what it wants now.
        ProxyHandshake third(routeBy("gw:3128"), QStringLiteral("a.test"), 443, signIn,
                             SignInWays::PasswordsAndTickets);
        QCOMPARE(third.start(), Next::Ticket);
        QCOMPARE(third.takeTicket(failure(ErrorKind::Proxy, QStringLiteral("expired"))), Next::Reconnect);
        QVERIFY(!third.begin().contains("Authorization"));
        QCOMPARE(third.feed(established), Next::Open);
    }
    void thePageIsEvidence()
    {
        const Talk refused =
            talk("gw:3128", {answer("403 Forbidden", "Via: gw\r\n",
                                    "<html><head><title>Blocked by policy:\r\n Cloud \x1b[31mStorage</title>"
                                    "<style>x{}</style></head><body>no</body></html>")});
        QVERIFY2(refused.error.details.contains(QLatin1String("Blocked by policy: Cloud [31mStorage")),
                 qPrintable(refused.error.details));
        const Talk asked = talk("gw:3128", {asks({"Negotiate", "NTLM"})});
        QVERIFY2(asked.error.details.contains(QLatin1String("offers Negotiate (Kerberos), NTLM")),
                 qPrintable(asked.error.details));
    }

    void socks()
    {
        ProxySignIn signIn;
        const auto open = [&](const char *proxy, const QString &host) {
            return std::make_unique<ProxyHandshake>(routeBy(proxy), host, quint16(443), signIn);
        };
        const QByteArray granted("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10);
        auto plain = open("socks5://gw:1080", QStringLiteral("a.test"));
        QCOMPARE(plain->begin(), QByteArray("\x05\x01\x00", 3));
        QCOMPARE(plain->feed(QByteArrayView("\x05", 1)), Next::Read);
        QCOMPARE(plain->feed(QByteArrayView("\x00", 1)), Next::Write);
        QCOMPARE(plain->toSend(), QByteArray("\x05\x01\x00\x03\x06"
                                             "a.test"
                                             "\x01\xbb",
                                             13));
        QCOMPARE(plain->feed(granted + "tls"), Next::Open);
        QCOMPARE(plain->unused(), 3);

        auto signedIn = open("socks5://ann:canary@gw:1080", QStringLiteral("127.0.0.2"));
        QCOMPARE(signedIn->begin(), QByteArray("\x05\x02\x00\x02", 4));
        QCOMPARE(signedIn->feed(QByteArrayView("\x05\x02", 2)), Next::Write);
        QCOMPARE(signedIn->toSend(), QByteArray("\x01\x03"
                                                "ann"
                                                "\x06"
                                                "canary"));
        QCOMPARE(signedIn->feed(QByteArrayView("\x01\x00", 2)), Next::Write);
        QCOMPARE(signedIn->toSend(), QByteArray("\x05\x01\x00\x01\x7f\x00\x00\x02\x01\xbb", 10));
        for (const char &byte : granted)
            QCOMPARE(signedIn->feed(QByteArrayView(&byte, 1)),
                     &byte == granted.constData() + 9 ? Next::Open : Next::Read);
    }
    void socksRefusals_data()
    {
        QTest::addColumn<QByteArray>("proxy");
        QTest::addColumn<QByteArrayList>("answers");
        QTest::addColumn<QString>("says");
        const QByteArray none = "socks5://gw:1080", given = "socks5://ann:canary@gw:1080";
        const QByteArray open("\x05\x00", 2), password("\x05\x02", 2);
        QTest::newRow("no way") << none << QByteArrayList{QByteArray("\x05\xff", 2)}
                                << QStringLiteral("asks for a user name and password");
        QTest::newRow("no way with a password") << given << QByteArrayList{QByteArray("\x05\xff", 2)}
                                                << QStringLiteral("does not offer to sign in");
        QTest::newRow("wrong password") << given << QByteArrayList{password, QByteArray("\x01\x01", 2)}
                                        << QStringLiteral("does not accept the user name or password");
        QTest::newRow("rules") << none << QByteArrayList{open, QByteArray("\x05\x02\x00\x01", 4)}
                               << QStringLiteral("its rules do not allow it");
        QTest::newRow("no host") << none << QByteArrayList{open, QByteArray("\x05\x04\x00\x01", 4)}
                                 << QStringLiteral("cannot find or reach that host");
        QTest::newRow("HTTP") << none << QByteArrayList{"HTTP/1.1 400 Bad Request\r\n\r\n"}
                              << QStringLiteral("does not answer as a SOCKS5 proxy");
        QTest::newRow("SOCKS4") << none << QByteArrayList{QByteArray("\x00\x5b", 2)}
                                << QStringLiteral("does not answer as a SOCKS5 proxy");
        QTest::newRow("closes") << none << QByteArrayList{} << QStringLiteral("closed the connection");
    }
    void socksRefusals()
    {
        QFETCH(QByteArray, proxy);
        QFETCH(QByteArrayList, answers);
        QFETCH(QString, says);
        ProxySignIn signIn;
        ProxyHandshake handshake(routeBy(proxy.constData()), QStringLiteral("a.test"), 443, signIn);
        (void)handshake.begin();
        Next next = Next::Read;
        for (const QByteArray &bytes : answers)
            next = handshake.feed(bytes);
        if (next == Next::Read)
            next = handshake.closed();
        QCOMPARE(next, Next::Failed);
        QCOMPARE(handshake.error().kind, ErrorKind::Proxy);
        QVERIFY2(handshake.error().message.contains(says), qPrintable(handshake.error().message));
        QVERIFY(!handshake.error().asText().contains(QLatin1String("canary")));
    }
};

QTEST_GUILESS_MAIN(ProxyHandshakeTest)
#include "proxy_handshake_test.moc"

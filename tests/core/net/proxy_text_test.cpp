// How proxies are written, in settings and in the environment; that no spelling reveals a password; and which
// hosts an exception names.
#include "core/net/proxy.h"
#include "core/netskope/curl_text.h"

#include <QTest>

using namespace slipway;

namespace {

using Variables = QList<std::pair<QByteArray, QByteArray>>;

// Sets variables for one test, and none of the others that name proxies.
class Environment
{
public:
    explicit Environment(const Variables &values)
    {
        for (const char *name : names) {
            if (qEnvironmentVariableIsSet(name))
                m_before.insert(name, qgetenv(name));
            qunsetenv(name);
        }
        for (const auto &[name, value] : values)
            qputenv(name.constData(), value);
    }
    ~Environment()
    {
        for (const char *name : names)
            qunsetenv(name);
        for (auto each = m_before.cbegin(); each != m_before.cend(); ++each)
            qputenv(each.key().constData(), each.value());
    }

private:
    static constexpr const char *names[] = {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY",
                                            "all_proxy",  "ALL_PROXY",  "no_proxy",    "NO_PROXY"};
    QHash<QByteArray, QByteArray> m_before;
};

const QUrl tenant(QStringLiteral("https://acme.goskope.com"));

ProxyRoute route(const QUrl &url = tenant, const QList<QNetworkProxy> &system = {})
{
    const auto found = QCoro::waitFor(routeTo(url, {}, {}, std::chrono::seconds(10),
                                              [system](const QNetworkProxyQuery &) { return system; }));
    if (!found)
        qFatal("%s", qPrintable(found.error().asText()));
    return *found;
}

} // namespace

class ProxyTextTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void spellings_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("means"); // type host port user password
        const auto row = [](const char *text, const char *means) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(means);
        };
        row("http://gw.acme.com:3128", "http gw.acme.com 3128 - -");
        row("http://gw.acme.com:3128/", "http gw.acme.com 3128 - -");
        row("HTTP://GW.acme.com:3128", "http gw.acme.com 3128 - -");
        row("gw.acme.com:3128", "http gw.acme.com 3128 - -");
        row("gw:3128", "http gw 3128 - -");
        row("127.0.0.1:3128", "http 127.0.0.1 3128 - -");
        row("  http://gw:3128\n", "http gw 3128 - -");
        row("http://[::1]:3128", "http ::1 3128 - -");
        row("[fe80::1]:3128", "http fe80::1 3128 - -");
        row("http://[0:0:0:0:0:0:0:1]:3128", "http ::1 3128 - -");
        row("http://[::FFFF:10.0.0.1]:3128", "http ::ffff:10.0.0.1 3128 - -");
        row("[fe80::1%eth0]:3128", "http fe80::1%eth0 3128 - -");
        row("http://ann:secret@[fe80::1%25eth0]:3128/", "http fe80::1%eth0 3128 ann secret");
        row("socks5://[2001:db8::7]:1080", "socks 2001:db8::7 1080 - -");
        row("http://gw:3128/path?x#y", "http gw 3128 - -");
        row("socks5://gw:1080", "socks gw 1080 - -");
        row("socks5h://gw:1080", "socks gw 1080 - -");
        row("socks://gw:1080/", "socks gw 1080 - -");
        row("SOCKS5://gw:1080", "socks gw 1080 - -");
        row("http://ann@gw:3128", "http gw 3128 ann -");
        row("http://ann:secret@gw:3128", "http gw 3128 ann secret");
        row("ann:secret@gw:3128", "http gw 3128 ann secret");
        row("http://ann:@gw:3128", "http gw 3128 ann -");
        row("socks5://ann:secret@gw:1080", "socks gw 1080 ann secret");
        row("http://DOM%5Cann:p%40ss%3Aw%25rd%231@gw:3128", "http gw 3128 DOM\\ann p@ss:w%rd#1");
        row("http://DOM\\ann:p@ss:w%rd#1@gw:3128", "http gw 3128 DOM\\ann p@ss:w%rd#1");
        row("http://ann:se/cr?et@gw:3128", "http gw 3128 ann se/cr?et");
        row("http://ann:%C3%A4%20%@gw:3128", "http gw 3128 ann ä_%"); // the blank is shown as _
        row("http://ann:päss@gw:3128", "http gw 3128 ann päss");
        for (const char *refused : {"",
                                    "gw",
                                    "http://gw",
                                    "http://gw:",
                                    "http://gw:0",
                                    "http://gw:65536",
                                    "http://gw:99999999999",
                                    "http://gw:31a",
                                    "http://:3128",
                                    ":3128",
                                    "http://",
                                    "http:gw:3128",
                                    "http:/gw:3128",
                                    "http//gw:3128x",
                                    "//gw:3128",
                                    "https://gw:3128",
                                    "socks4://gw:1080",
                                    "ftp://gw:21",
                                    "socks5:gw:1080",
                                    "http://gw gw:3128",
                                    "fe80::1:3128",
                                    "http://ann:secret@",
                                    "http://<gw>:3128",
                                    "file:///etc/passwd",
                                    "http://gw:3128:3128",
                                    "none:",
                                    "http://[::1:3128",
                                    "http://[::1]",
                                    "[::1]3128",
                                    "[1.2.3.4]:3128",
                                    "[gw]:3128",
                                    "http://[]:3128",
                                    "http://[::1%]:3128",
                                    "http://gw%eth0:3128",
                                    "NONE",
                                    "DIRECT",
                                    "PROXY gw:3128; DIRECT",
                                    "http=gw:3128;https=gw:3128",
                                    "http://gw:3128/proxy.pac",
                                    "file:///etc/proxy.pac",
                                    "'http://gw:3128'",
                                    "http://\"gw\":3128"})
            row(refused, "");
    }
    void whatIsMissingIsNamed()
    {
        const auto says = [](const char *text) {
            return manualProxy(QString::fromLatin1(text)).error().message;
        };
        for (const char *text : {"http://gw", "gw", "http://gw:", "http://gw:0", "http://gw:65536"})
            QVERIFY2(says(text).contains(QLatin1String("no port from 1 to 65535")), qPrintable(says(text)));
        for (const char *text : {"http://:3128", "http://gw:31a", "http://gw gw:3128"})
            QVERIFY2(says(text).contains(QLatin1String("as a host and a port")), qPrintable(says(text)));
    }
    void slipsAreNamed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *text, const char *says) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(says);
        };
        for (const char *text :
             {"::1:3128", "http://::1:3128", "fe80::1:3128", "::1", "2001:db8::7", "http://::1/"})
            row(text, "without brackets | http://[::1]:3128");
        for (const char *text :
             {"\"http://gw:3128\"", "'gw:3128'", "`gw:3128`", "“gw:3128”", "ann:canary@gw:3128'"})
            row(text, "which does not belong to it");
        row("<http://gw:3128>", "\"<\"");
        row("http://gw:3128,", "\",\"");
        row("gw:3128;", "\";\"");
        row("gw:3128\u200b", "a zero-width space (U+200B)");
        for (const char *text : {"http://pac.acme.com/proxy.pac", "http://gw:8080/proxy.pac",
                                 "http://wpad/wpad.dat", "file:///etc/proxy.PAC", "http://gw:80/p.pac?x=1"})
            row(text, "PAC");
        for (const char *text : {"NONE", "None", "direct", "DIRECT", "off"})
            row(text, "\"none\"");
    }
    void slipsAreNamed()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const Error error = manualProxy(text).error();
        for (const QString &part : says.split(QStringLiteral(" | ")))
            QVERIFY2(error.asText().contains(part), qPrintable(error.asText()));
        QVERIFY(!error.asText().contains(QLatin1String("canary")));
    }
    // A character that may be part of a password is not named.
    void edgesOfPasswordsAreNotNamed()
    {
        for (const char *text : {"ann:canary'", "canary;", "http://ann:can\"", "'canary"})
            QVERIFY2(!manualProxy(QString::fromLatin1(text))
                          .error()
                          .asText()
                          .contains(QLatin1String("begins or ends")),
                     text);
    }
    void spellings()
    {
        QFETCH(QString, text);
        QFETCH(QString, means);
        const auto proxy = manualProxy(text);
        if (means.isEmpty()) {
            QVERIFY(!proxy);
            QCOMPARE(proxy.error().kind, ErrorKind::BadInput);
            QVERIFY(!proxy.error().nextStep.isEmpty());
            return;
        }
        QVERIFY2(proxy, proxy ? "" : qPrintable(proxy.error().asText()));
        const auto orDash = [](const QString &each) { return each.isEmpty() ? QStringLiteral("-") : each; };
        QCOMPARE(QStringLiteral("%1 %2 %3 %4 %5")
                     .arg(proxy->type() == QNetworkProxy::HttpProxy ? QStringLiteral("http")
                                                                    : QStringLiteral("socks"),
                          proxy->hostName())
                     .arg(proxy->port())
                     .arg(orDash(proxy->user()),
                          orDash(proxy->password()).replace(QLatin1Char(' '), QLatin1Char('_'))),
                 means);
    }
    // "canary" is the password, or a part of it.
    void passwordsAreNeverShown_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"http://user:canary@host:3128",
                                 "user:canary@host:3128",
                                 "http:/user:canary@h:1",
                                 "http:user:canary@h:1",
                                 "http//user:canary@h:1",
                                 "//user:canary@h:1",
                                 "socks5:user:canary@h:1",
                                 "socks5://user:canary@h:1",
                                 "socks5:/user:canary@h:1",
                                 "https://user:canary@h:1",
                                 "socks4://user:canary@h:1",
                                 "htp://user:canary@h:1",
                                 "user:canary@h",
                                 "http://user:canary@h",
                                 "http://user:canary@",
                                 "user:canary@",
                                 "user:canary",
                                 "user:canary:3128",
                                 "http://user:canary",
                                 "http://user:can@canary@h:1",
                                 "http://user:x@canary",
                                 "http://user:ca/canary@h:1",
                                 "http://user:ca#canary@h:1",
                                 "http://user:ca?canary@h:1",
                                 "http://user:canary%@h:1",
                                 "http://user:canary h:1",
                                 "http://user:canary@h:port",
                                 "http://user:canary@h:99999",
                                 "http://us er:canary@h:1",
                                 "HTTP://USER:canary@H:1",
                                 "http://user:canary@[::1]:3128",
                                 "http://user:canary@[::1",
                                 "http://canary@@h:1:1",
                                 "canary",
                                 "ca:nary canary@h:1",
                                 "  user:canary@host:3128  ",
                                 "http://user\n:canary@h:1",
                                 "http://user:canary@h:1\ncanary"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void passwordsAreNeverShown()
    {
        QFETCH(QString, text);
        const QLatin1String canary("canary");
        const auto proxy = manualProxy(text);
        if (!proxy)
            QVERIFY2(!proxy.error().asText().contains(canary), qPrintable(proxy.error().asText()));
        QVERIFY2(!shownProxy(text).contains(canary), qPrintable(shownProxy(text)));
        QVERIFY2(!storableProxy(text).contains(canary), qPrintable(storableProxy(text)));
        ConnectionSettings settings{tenant, Secret("proxy-text-token"), {}, text};
        const QString curl = curlText(settings, QStringLiteral("/api/v2/x"), {});
        QVERIFY2(!curl.contains(canary), qPrintable(curl));
        const QByteArray value = text.toUtf8();
        const Environment environment(Variables{{"HTTPS_PROXY", value}});
        const auto found = environmentRoute(tenant);
        const QString said = found ? (*found)->text() : found.error().asText();
        QVERIFY2(!said.contains(canary), qPrintable(said));
    }
    void shownAndStored()
    {
        const auto shown = [](const char *text) { return shownProxy(QString::fromLatin1(text)); };
        QCOMPARE(shown("ann:secret@gw:3128"), QStringLiteral("http://gw:3128"));
        QCOMPARE(shown("socks5h://ann:secret@gw:1080"), QStringLiteral("socks5://gw:1080"));
        QCOMPARE(shown("http:/ann:secret@gw:3128"), QStringLiteral("gw:3128"));
        QCOMPARE(shown("http://gw"), QStringLiteral("http://gw"));
        const auto stored = [](const char *text) { return storableProxy(QString::fromLatin1(text)); };
        QCOMPARE(stored(""), QString());
        QCOMPARE(stored("none"), QStringLiteral("none"));
        QCOMPARE(stored("http://gw:3128/"), QStringLiteral("http://gw:3128/"));
        QCOMPARE(stored("gw:3128/secret"), QStringLiteral("http://gw:3128"));
        QCOMPARE(stored("http://gw:3128?token=secret"), QStringLiteral("http://gw:3128"));
        QCOMPARE(stored("socks5://gw:3128/#secret"), QStringLiteral("socks5://gw:3128"));
        QCOMPARE(stored("0f3a9c2e7b1d4856a0f3a9c2e7b1d485:3128"), QStringLiteral("…"));
        QCOMPARE(stored("http://0f3a9c2e7b1d4856a0f3a9c2e7b1d485:3128"), QStringLiteral("…"));
        QCOMPARE(shown("http://[::1]"), QStringLiteral("http://[::1]"));
        QCOMPARE(shown("https://[::1]:3128"), QStringLiteral("https://[::1]:3128"));
        QCOMPARE(stored("ann:secret@[::1]:3128"), QStringLiteral("http://ann@[::1]:3128"));
        for (const char *text : {"[fe80::1%eth0]:3128", "[fe80::1%25eth0]:3128", "[fe80::1%25]:3128",
                                 "[fe80::1%2525a]:3128", "http://ann:secret@[fe80::1%2525]:3128"}) {
            const QString host = manualProxy(QString::fromLatin1(text))->hostName();
            QCOMPARE(manualProxy(shown(text))->hostName(), host);
            QCOMPARE(manualProxy(stored(text))->hostName(), host);
        }
        QCOMPARE(stored("[fe80::1%25eth0]:3128"), QStringLiteral("[fe80::1%25eth0]:3128"));
        QCOMPARE(stored("http://ann:secret@gw:3128"), QStringLiteral("http://ann@gw:3128"));
        QCOMPARE(stored("ann:secret@gw:3128"), QStringLiteral("http://ann@gw:3128"));
        QCOMPARE(stored("http://DOM%5Cann:x@gw:3128"), QStringLiteral("http://DOM%5Cann@gw:3128"));
        for (const char *text : {"http://ann@gw:3128", "http://DOM%5Cann@gw:3128", "http://gw:3128"})
            QCOMPARE(stored(text), QString::fromLatin1(text));
    }

    void exceptions_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("exempt");
        const auto row = [](const char *list, const char *host, bool exempt) {
            QTest::addRow("%s: %s", list, host)
                << QString::fromLatin1(list) << QString::fromLatin1(host) << exempt;
        };
        const char *host = "acme.goskope.com";
        row("", host, false);
        row("*", host, true);
        row("localhost,*", host, true);
        for (const char *list :
             {"acme.goskope.com", "ACME.Goskope.COM", "goskope.com", ".goskope.com", "*.goskope.com", "com",
              "localhost, acme.goskope.com", "localhost goskope.com", "goskope.com.", "acme.goskope.com:443",
              "goskope.com:443", ",,goskope.com,"})
            row(list, host, true);
        for (const char *list : {"kope.com", "oskope.com", "cme.goskope.com", "acme.goskope.com.evil",
                                 "x.acme.goskope.com", "goskope.com:8443", "localhost,127.0.0.1,.corp.test",
                                 "10.0.0.0/8", ".", "goskope", "*kope.com", "acme.*"})
            row(list, host, false);
        row("goskope.com", "goskope.com", true);
        row(".goskope.com", "goskope.com", true);
        row("goskope.com", "notgoskope.com", false);
        row("10.0.0.1", "10.0.0.1", true);
        row("10.0.0.0/8", "10.9.8.7", true);
        row("10.0.0.0/8", "11.0.0.1", false);
        row("192.168.0.0/16,10.0.0.1", "10.0.0.2", false);
        row("0.1", "10.0.0.1", false);
        row("::1", "::1", true);
        row("[::1]", "::1", true);
        row("[::1]:443", "::1", true);
        row("[::1]:8443", "::1", false);
        row("fe80::/10", "fe80::1", true);
        row("10.0.0.1:443", "10.0.0.1", true);
    }
    void exceptions()
    {
        QFETCH(QString, list);
        QFETCH(QString, host);
        QFETCH(bool, exempt);
        QCOMPARE(isExempt(list, host, 443), exempt);
    }

    void environment_data()
    {
        QTest::addColumn<Variables>("variables");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const Variables &variables, const char *text) {
            QTest::newRow(name) << variables << QString::fromLatin1(text);
        };
        row("nothing", {}, "direct");
        row("lower case", {{"https_proxy", "http://a:1"}}, "a:1 (HTTP, https_proxy)");
        row("upper case", {{"HTTPS_PROXY", "http://a:1"}}, "a:1 (HTTP, HTTPS_PROXY)");
        row("no scheme", {{"HTTPS_PROXY", "a:1"}}, "a:1 (HTTP, HTTPS_PROXY)");
        row("both cases", {{"HTTPS_PROXY", "a:1"}, {"https_proxy", "b:2"}}, "b:2 (HTTP, https_proxy)");
        row("an empty one", {{"https_proxy", ""}, {"HTTPS_PROXY", "a:1"}}, "a:1 (HTTP, HTTPS_PROXY)");
        row("all", {{"ALL_PROXY", "socks5://a:1"}}, "a:1 (SOCKS5, ALL_PROXY)");
        row("all in lower case", {{"all_proxy", "a:1"}}, "a:1 (HTTP, all_proxy)");
        row("https before all", {{"ALL_PROXY", "a:1"}, {"HTTPS_PROXY", "b:2"}}, "b:2 (HTTP, HTTPS_PROXY)");
        row("http is for http", {{"http_proxy", "a:1"}, {"HTTP_PROXY", "a:1"}}, "direct");
        row("an exception", {{"HTTPS_PROXY", "a:1"}, {"NO_PROXY", "goskope.com"}}, "direct (NO_PROXY)");
        row("another exception", {{"HTTPS_PROXY", "a:1"}, {"NO_PROXY", "corp.test"}},
            "a:1 (HTTP, HTTPS_PROXY)");
        row("exceptions in both cases",
            {{"HTTPS_PROXY", "a:1"}, {"NO_PROXY", "corp.test"}, {"no_proxy", "goskope.com"}},
            "direct (no_proxy)");
        row("a password", {{"HTTPS_PROXY", "http://ann:canary@a:1"}}, "a:1 (HTTP, HTTPS_PROXY)");
        row("IPv6", {{"HTTPS_PROXY", "http://[::1]:3128"}}, "[::1]:3128 (HTTP, HTTPS_PROXY)");
        row("IPv6, no scheme", {{"HTTPS_PROXY", "[::1]:3128"}}, "[::1]:3128 (HTTP, HTTPS_PROXY)");
        row("IPv6, a password", {{"ALL_PROXY", "ann:canary@[::1]:3128"}}, "[::1]:3128 (HTTP, ALL_PROXY)");
        row("IPv6, a zone", {{"https_proxy", "[fe80::1%25eth0]:3128"}},
            "[fe80::1%eth0]:3128 (HTTP, https_proxy)");
    }
    void environment()
    {
        QFETCH(Variables, variables);
        QFETCH(QString, text);
        const Environment environment(variables);
        QCOMPARE(route().text(), text);
    }
    void whatTheEnvironmentMeansWrongIsNamed()
    {
        const Environment environment(Variables{{"HTTPS_PROXY", "https://a:1"}});
        const auto found = environmentRoute(tenant);
        QVERIFY(!found);
        QVERIFY2(found.error().message.contains(QLatin1String("HTTPS_PROXY")),
                 qPrintable(found.error().message));
    }
    void theSystemComesLast()
    {
        const QNetworkProxy desktop(QNetworkProxy::HttpProxy, QStringLiteral("desktop"), 3);
        {
            const Environment none(Variables{});
            QCOMPARE(route(tenant, {desktop}).text(), QStringLiteral("desktop:3 (HTTP, system settings)"));
            QCOMPARE(route(QUrl(QStringLiteral("https://localhost")), {desktop}).text(),
                     QStringLiteral("direct"));
        }
        {
            const Environment exception(Variables{{"NO_PROXY", ".goskope.com"}});
            QCOMPARE(route(tenant, {desktop}).text(), QStringLiteral("direct (NO_PROXY)"));
        }
        {
            // Libraries that ask for the system's proxy take http_proxy for https addresses, too.
            const Environment forHttp(Variables{{"http_proxy", "http://desktop:3"}});
            QCOMPARE(route(tenant, {desktop}).text(), QStringLiteral("direct"));
        }
        const Environment variable(Variables{{"HTTPS_PROXY", "a:1"}});
        QCOMPARE(route(tenant, {desktop}).text(), QStringLiteral("a:1 (HTTP, HTTPS_PROXY)"));
    }
};

QTEST_GUILESS_MAIN(ProxyTextTest)
#include "proxy_text_test.moc"

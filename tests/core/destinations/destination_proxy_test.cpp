// Destinations behind proxies, with real stores behind them: how often a proxy is asked, which way of signing
// in is used, and what the errors say. Slipway asks Azure itself where it can, and rclone asks for it
// elsewhere.
#include "core/destinations/destination_proxy.h"
#include "core/net/proxy_passwords.h"
#include "tests/support/azure_server.h"
#include "tests/support/bucket_export.h"
#include "tests/support/cli_run.h"
#include "tests/support/scripted_proxy.h"
#include "tests/support/servers.h"
#include "tests/support/squid.h"

#include <QNetworkInterface>

using namespace slipway;
using namespace slipway::test;

namespace {

constexpr auto host = "slipway.blob.slipway.test";
const QByteArray digest = "Proxy-Authenticate: Digest realm=\"gw\", nonce=\"n\", qop=\"auth\"\r\n";

// An address of this computer that is not the loopback's; empty if there is none.
QString ownAddress()
{
    for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
        if (!address.isLoopback() && address.protocol() == QAbstractSocket::IPv4Protocol)
            return address.toString();
    }
    return {};
}

} // namespace

class DestinationProxyTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SwiftServer> m_swift;
    std::unique_ptr<AzureServer> m_azure;
    std::unique_ptr<Authority> m_authority;
    std::unique_ptr<TlsFront> m_front, m_s3Front;
    std::unique_ptr<Squid> m_squid; // on [::1], with the password of "ann"

    // Azurite behind TLS, by a name that only the proxy knows. `login`: the name of a SAS, or "key".
    [[nodiscard]] DestinationAccess azure(const char *login, const QString &proxy) const
    {
        const bool isKey = qstrcmp(login, "key") == 0;
        DestinationAccess access = m_azure->access(QStringLiteral("by-proxy"), isKey ? "sas" : login);
        access.destination.caFile = m_authority->caFile();
        access.destination.proxy = proxy;
        access.destination.options.insert(QStringLiteral("endpoint"),
                                          QStringLiteral("https://") + QLatin1String(host));
        if (isKey)
            access.secrets = {{QStringLiteral("key"), Secret(AzureServer::key())}};
        return access;
    }
    [[nodiscard]] DestinationAccess s3(const QString &proxy) const
    {
        DestinationAccess access = m_swift->access(QStringLiteral("by-proxy"));
        access.destination.caFile = m_authority->caFile();
        access.destination.proxy = proxy;
        access.destination.options.insert(QStringLiteral("endpoint"),
                                          QStringLiteral("https://s3.slipway.test"));
        access.destination.options.insert(QStringLiteral("path_style"), QStringLiteral("true"));
        return access;
    }
    [[nodiscard]] DestinationAccess google(const QString &proxy) const
    {
        DestinationAccess access;
        access.destination.kind = QStringLiteral("gcs");
        access.destination.bucket = QStringLiteral("drop");
        access.destination.proxy = proxy;
        access.secrets = {{QStringLiteral("service_account"), Secret("{\"type\": \"service_account\"}")}};
        return access;
    }
    [[nodiscard]] DestinationAccess access(const QString &store, const QString &proxy) const
    {
        if (store == QLatin1String("s3"))
            return s3(proxy);
        return store == QLatin1String("gcs") ? google(proxy) : azure(store.toLatin1().constData(), proxy);
    }
    [[nodiscard]] quint16 behind(const QString &store) const
    {
        return static_cast<quint16>((store == QLatin1String("s3") ? m_s3Front : m_front)->url().port());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_swift = std::make_unique<SwiftServer>();
        m_azure = std::make_unique<AzureServer>();
        m_authority = std::make_unique<Authority>(QStringLiteral("Destination Proxy Test CA"));
        const auto pair =
            m_authority->issue(QStringLiteral("stores"),
                               QStringLiteral("DNS:slipway.blob.slipway.test,DNS:s3.slipway.test,IP:%1")
                                   .arg(ownAddress().isEmpty() ? QStringLiteral("127.0.0.1") : ownAddress()));
        m_front =
            std::make_unique<TlsFront>(pair, QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_azure->port())),
                                       QStringLiteral("0.0.0.0"));
        m_s3Front =
            std::make_unique<TlsFront>(pair, QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_swift->port())),
                                       QStringLiteral("0.0.0.0"));
    }
    void cleanupTestCase()
    {
        m_squid.reset();
        m_front.reset();
        m_s3Front.reset();
        m_swift.reset();
        m_azure.reset();
    }

    // Each of these stores, with what a proxy may offer.
    void refusals_data()
    {
        QTest::addColumn<QString>("store");
        QTest::addColumn<QByteArray>("offers");
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("requests");
        QTest::addColumn<QString>("says");
        for (const char *store : {"sas-write", "sas", "key", "s3", "gcs"}) {
            const auto row = [store](const char *name, const QByteArray &offers, const char *user,
                                     int requests, const char *says) {
                QTest::addRow("%s, %s", store, name)
                    << QString::fromLatin1(store) << offers << QString::fromLatin1(user) << requests
                    << QString::fromUtf8(says);
            };
            const bool isOwn = qstrcmp(store, "sas-write") == 0;
            // rclone asks once itself before it is asked what the proxy offers.
            const int unasked = qstrcmp(store, "s3") == 0 ? 2 : 1;
            row("NTLM", offersNtlm, "", unasked,
                isOwn
                    ? "can only be signed in to with NTLM, which Slipway does not support (407)"
                    : "can only be signed in to with NTLM (407); rclone, which does these uploads, supports "
                      "only Basic");
            row("NTLM, with a password", offersNtlm, "ann:canary@", 1, "can only be signed in to with NTLM");
            row("NTLM and Basic, no password", offersNtlm + offersBasic, "", unasked,
                "asks for a user name and password (407)");
            row("NTLM and Basic, only a user", offersNtlm + offersBasic, "ann@", unasked,
                "asks for a password (407), but only a user name is given");
            row("NTLM and Basic, wrong", offersNtlm + offersBasic, "ann:wrong@", 2,
                "does not accept the user name or password (407)");
            if (isOwn) {
                row("Negotiate, no ticket", offersNegotiate, "", 1, "asks for a Kerberos ticket");
            } else {
                row("Negotiate", offersNegotiate, "", unasked,
                    "can only be signed in to with Negotiate (Kerberos) (407); rclone");
                row("Digest, with a password", digest, "ann:canary@", 1,
                    "can only be signed in to with Digest (407); rclone");
            }
            row("nothing", {}, "", unasked, "does not say how");
        }
    }
    void refusals()
    {
        QFETCH(QString, store);
        QFETCH(QByteArray, offers);
        QFETCH(QString, user);
        QFETCH(int, requests);
        QFETCH(QString, says);
        ScriptedProxy proxy(behind(store), [offers](const QByteArray &) { return signInPage(offers); });
        const DestinationTestReport report = testOf(access(store, proxy.url(user)));
        QVERIFY(!report.isPassed());
        const Error error = *report.error();
        QCOMPARE(error.kind, ErrorKind::Proxy);
        QVERIFY2(error.message.contains(says), qPrintable(error.asText()));
        QVERIFY2(!error.nextStep.isEmpty(), qPrintable(error.asText()));
        QVERIFY(!error.asText().contains(QLatin1String("canary")));
        QVERIFY2(proxy.requests.size() == requests, proxy.requests.join("\n").constData());
        QVERIFY(proxy.tries() <= 1);
    }

    void basicBesideOthersIsUsed_data()
    {
        QTest::addColumn<QString>("store");
        for (const char *store : {"sas-write", "sas", "key", "s3"})
            QTest::newRow(store) << QString::fromLatin1(store);
    }
    void basicBesideOthersIsUsed()
    {
        QFETCH(QString, store);
        ScriptedProxy proxy(behind(store), [](const QByteArray &head) {
            return head.contains(basicOfAnn)
                       ? established
                       : signInPage(offersNegotiate + offersNtlm + digest + offersBasic);
        });
        // Slipway itself prefers Digest, which this proxy does not take.
        const DestinationTestReport report = testOf(access(store, proxy.url(QStringLiteral("ann:canary@"))));
        QVERIFY2(report.isPassed(), reasonOf(report));
        for (const QByteArray &head : proxy.requests)
            QVERIFY(head.startsWith("CONNECT "));
    }

    // A wrong password is sent once, however many destinations and jobs there are, until the user asks again.
    void aWrongPasswordIsTriedOnce()
    {
        ScriptedProxy proxy(behind(QStringLiteral("s3")),
                            [](const QByteArray &) { return signInPage(offersBasic); });
        const QString url = proxy.url(QStringLiteral("ann:wrong@"));
        for (const char *store : {"s3", "sas", "sas-write", "key", "gcs", "s3"}) {
            const auto report = testOf(access(QLatin1String(store), url));
            QVERIFY2(
                report.error()->message.contains(QLatin1String("does not accept the user name or password")),
                reasonOf(report));
            QCOMPARE(proxy.tries(), 1);
        }
        (void)testOf(access(QStringLiteral("s3"), proxy.url(QStringLiteral("ann:other@"))));
        QCOMPARE(proxy.tries(), 2); // a new one is tried
        tryProxyPasswordsAgain();
        (void)testOf(access(QStringLiteral("s3"), url));
        QCOMPARE(proxy.tries(), 3);
    }

    // Not the store's answer, and not a question of the store's permissions.
    void otherRefusalsAreTheProxys_data()
    {
        QTest::addColumn<QString>("store");
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QString>("says");
        for (const char *store : {"sas-write", "sas", "s3"}) {
            QTest::addRow("%s, 403", store) << QString::fromLatin1(store) << QByteArray("403 Forbidden")
                                            << QStringLiteral("does not allow a connection to");
            QTest::addRow("%s, 503", store)
                << QString::fromLatin1(store) << QByteArray("503 Service Unavailable")
                << QStringLiteral("cannot reach");
            QTest::addRow("%s, 407 in other words", store)
                << QString::fromLatin1(store)
                << QByteArray("407 Anmeldung erforderlich\r\nProxy-Authenticate: NTLM")
                << QStringLiteral("can only be signed in to with NTLM");
        }
    }
    void otherRefusalsAreTheProxys()
    {
        QFETCH(QString, store);
        QFETCH(QByteArray, status);
        QFETCH(QString, says);
        ScriptedProxy proxy(behind(store), [status](const QByteArray &) {
            return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        });
        const DestinationTestReport report = testOf(access(store, proxy.url()));
        QVERIFY(!report.isPassed());
        QCOMPARE(report.error()->kind, ErrorKind::Proxy);
        QVERIFY2(report.error()->message.contains(says), reasonOf(report));
        QVERIFY2(proxy.requests.size() <= 3, proxy.requests.join("\n").constData());
    }

    // What is written for a tenant is understood for a destination.
    void spellings_data()
    {
        QTest::addColumn<QString>("spelling"); // %1: the port
        for (const char *spelling : {"127.0.0.1:%1", "http://127.0.0.1:%1", "HTTP://127.0.0.1:%1/",
                                     " http://127.0.0.1:%1 ", "ann:canary@127.0.0.1:%1"})
            QTest::newRow(spelling) << QString::fromLatin1(spelling);
    }
    void spellings()
    {
        QFETCH(QString, spelling);
        for (const char *store : {"sas-write", "s3"}) {
            const QString name = QString::fromLatin1(store);
            ScriptedProxy proxy(behind(name), [](const QByteArray &) { return established; });
            const QString port = proxy.url().section(QLatin1Char(':'), -1);
            const DestinationTestReport report = testOf(access(name, spelling.arg(port)));
            QVERIFY2(report.isPassed(), reasonOf(report));
            QVERIFY(!proxy.requests.isEmpty());
        }
    }
    void socks_data()
    {
        QTest::addColumn<QString>("store");
        QTest::addColumn<QString>("login");
        QTest::addColumn<QString>("says");
        for (const char *store : {"sas-write", "sas", "s3"}) {
            const QString name = QString::fromLatin1(store);
            QTest::addRow("%s, right", store) << name << QStringLiteral("socks5://ann:canary@") << QString();
            QTest::addRow("%s, socks5h", store)
                << name << QStringLiteral("socks5h://ann:canary@") << QString();
            QTest::addRow("%s, wrong", store) << name << QStringLiteral("socks5://ann:wrong@")
                                              << QStringLiteral("does not accept the user name or password");
            QTest::addRow("%s, none", store)
                << name << QStringLiteral("socks5://") << QStringLiteral("asks for a user name and password");
        }
    }
    void socks()
    {
        QFETCH(QString, store);
        QFETCH(QString, login);
        QFETCH(QString, says);
        const quint16 port = freePort();
        const Server proxy(QStringLiteral("microsocks"),
                           {QStringLiteral("-i"), QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                            QString::number(port), QStringLiteral("-u"), QStringLiteral("ann"),
                            QStringLiteral("-P"), QStringLiteral("canary")},
                           QStringLiteral("127.0.0.1"), port);
        DestinationAccess to = access(store, login + QStringLiteral("127.0.0.1:%1").arg(port));
        // The proxy knows none of the test's names, and rclone goes to loopback addresses without a proxy.
        const QString place = ownAddress();
        if (place.isEmpty())
            QSKIP("This computer has no address besides the loopback's.");
        to.destination.options.insert(
            QStringLiteral("endpoint"),
            QStringLiteral("https://%1:%2%3")
                .arg(place)
                .arg(behind(store))
                .arg(store == QLatin1String("s3") ? QString() : QStringLiteral("/slipway")));
        const DestinationTestReport report = testOf(to);
        if (says.isEmpty()) {
            QVERIFY2(report.isPassed(), reasonOf(report));
            return;
        }
        QVERIFY(!report.isPassed());
        QVERIFY2(report.error()->message.contains(says), reasonOf(report));
    }

    // The environment means the same to rclone as to Slipway.
    void environment_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QString>("value");
        QTest::newRow("HTTPS_PROXY, bare") << QByteArray("HTTPS_PROXY") << QStringLiteral("127.0.0.1:%1");
        QTest::newRow("ALL_PROXY") << QByteArray("ALL_PROXY") << QStringLiteral("http://127.0.0.1:%1");
        QTest::newRow("all_proxy") << QByteArray("all_proxy") << QStringLiteral("http://127.0.0.1:%1");
        QTest::newRow("a password as it is")
            << QByteArray("https_proxy") << QStringLiteral(R"(http://AC\ann:p@ss#w%rd@127.0.0.1:%1)");
    }
    void environment()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QString, value);
        ScriptedProxy proxy(behind(QStringLiteral("s3")), [value](const QByteArray &head) {
            const QByteArray right =
                "Proxy-Authorization: Basic " + QByteArray("AC\\ann:p@ss#w%rd").toBase64();
            return !value.contains(QLatin1Char('@')) || head.contains(right) ? established
                                                                             : signInPage(offersBasic);
        });
        const QByteArray url =
            QString(value).replace(QLatin1String("%1"), proxy.url().section(QLatin1Char(':'), -1)).toUtf8();
        qputenv(variable, url);
        const DestinationTestReport report = testOf(s3({}));
        qunsetenv(variable);
        QVERIFY2(report.isPassed(), reasonOf(report));
        QVERIFY(!proxy.requests.isEmpty());
    }

    // A real proxy on an IPv6 address: for what rclone sends, and for what Slipway sends itself.
    void squidOnIpv6_data()
    {
        QTest::addColumn<QString>("store");
        QTest::addColumn<QByteArray>("variable"); // empty: the destination's setting
        QTest::addColumn<QString>("spelling");    // %1: the port
        QTest::addColumn<QString>("says");        // empty: the test passes
        for (const char *store : {"sas-write", "sas", "s3"}) {
            const auto row = [store](const char *variable, const char *spelling, const char *says = "") {
                QTest::addRow("%s, %s %s", store, variable, spelling)
                    << QString::fromLatin1(store) << QByteArray(variable) << QString::fromLatin1(spelling)
                    << QString::fromLatin1(says);
            };
            row("", "ann:canary@[::1]:%1");
            row("", "http://ann:canary@[0:0:0:0:0:0:0:1]:%1/");
            row("", "http://ann:wrong@[::1]:%1", "does not accept the user name or password (407)");
            row("", "[::1]:%1", "asks for a user name and password (407)");
            row("HTTPS_PROXY", "http://ann:canary@[::1]:%1");
            row("https_proxy", "ann:canary@[::1]:%1");
            row("ALL_PROXY", "ann:canary@[::1]:%1");
        }
    }
    void squidOnIpv6()
    {
        QFETCH(QString, store);
        QFETCH(QByteArray, variable);
        QFETCH(QString, spelling);
        QFETCH(QString, says);
        if (!m_squid)
            m_squid = std::make_unique<Squid>(
                QStringList{QStringLiteral("s3.slipway.test"), QString::fromLatin1(host)},
                Squid::SignIn::Basic, QStringLiteral("::1"));
        tryProxyPasswordsAgain();
        const qsizetype before = m_squid->tunnels().size();
        const QString proxy = spelling.arg(m_squid->port());
        DestinationAccess to = access(store, variable.isEmpty() ? proxy : QString());
        QString &endpoint = to.destination.options[QStringLiteral("endpoint")];
        endpoint += QStringLiteral(":%1").arg(behind(store));
        if (!variable.isEmpty())
            qputenv(variable.constData(), proxy.toUtf8());
        const DestinationTestReport report = testOf(to);
        if (!variable.isEmpty())
            qunsetenv(variable.constData());
        if (!says.isEmpty()) {
            QVERIFY(!report.isPassed());
            QVERIFY2(report.error()->message.contains(says), reasonOf(report));
            QVERIFY2(report.error()->message.contains(m_squid->hostAndPort()), reasonOf(report));
            QVERIFY2(!report.error()->asText().contains(QLatin1String("canary")), reasonOf(report));
            QCOMPARE(m_squid->tunnels().size(), before);
            return;
        }
        QVERIFY2(report.isPassed(), reasonOf(report));
        QTRY_VERIFY(m_squid->tunnels().size() > before);
        for (const QByteArray &tunnel : m_squid->tunnels())
            QVERIFY2(tunnel.contains(".slipway.test:"), tunnel.constData());
    }

    // As a URL, in which the zone of an address is behind %25.
    void whatRcloneIsGiven_data()
    {
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<QString>("variable");
        const auto row = [](const char *proxy, const char *variable) {
            QTest::newRow(proxy) << QString::fromLatin1(proxy) << QString::fromLatin1(variable);
        };
        row("gw:3128", "http://gw:3128");
        row("[::1]:3128", "http://[::1]:3128");
        row("ann:can/ary@[2001:db8::7]:3128", "http://ann:can%2Fary@[2001:db8::7]:3128");
        row("ann:canary@[fe80::1%eth0]:3128", "http://ann:canary@[fe80::1%25eth0]:3128");
        row("socks5h://[fe80::1%25eth0]:1080", "socks5://[fe80::1%25eth0]:1080");
        row("ann@[::1]:3128", "http://[::1]:3128"); // a name alone would count as a wrong password
    }
    void whatRcloneIsGiven()
    {
        QFETCH(QString, proxy);
        QFETCH(QString, variable);
        const auto parsed = manualProxy(proxy);
        QVERIFY(parsed);
        Destination destination;
        destination.kind = QStringLiteral("s3");
        destination.proxy = proxy;
        QProcessEnvironment environment;
        setRcloneProxy(environment, destination, {ProxyRoute::Source::Settings, *parsed}, {});
        QCOMPARE(environment.value(QStringLiteral("HTTPS_PROXY")), variable);
    }

    void savedSpellings_data()
    {
        QTest::addColumn<QString>("spelling");
        QTest::addColumn<QString>("stored");
        QTest::addColumn<QString>("says");
        QTest::addColumn<bool>("isSaved");
        const auto row = [](const char *spelling, const char *stored, const char *says, bool isSaved = true) {
            QTest::newRow(spelling) << QString::fromLatin1(spelling) << QString::fromLatin1(stored)
                                    << QString::fromLatin1(says) << isSaved;
        };
        row("gw.example.com:3128", "gw.example.com:3128", "");
        row("http://gw.example.com:3128", "http://gw.example.com:3128", "");
        row("socks5://gw.example.com:1080", "socks5://gw.example.com:1080", "");
        row("none", "none", "");
        row("ann@gw.example.com:3128", "http://ann@gw.example.com:3128", "");
        row("ann:canary@gw.example.com:3128", "http://ann@gw.example.com:3128", "password is not stored");
        row("https://gw.example.com:3128", "", "over TLS", false);
        row("socks4://gw.example.com:1080", "", "SOCKS4", false);
        row("gw.example.com", "", "no port", false);
    }
    void savedSpellings()
    {
        QFETCH(QString, spelling);
        QFETCH(QString, stored);
        QFETCH(QString, says);
        QFETCH(bool, isSaved);
        const QTemporaryDir home;
        QProcessEnvironment login;
        login.insert(QStringLiteral("AWS_PROFILE"), QStringLiteral("nobody"));
        CliRun run(home.path(),
                   {QStringLiteral("destination"), QStringLiteral("add"), QStringLiteral("drop"),
                    QStringLiteral("s3://bucket"), QStringLiteral("--proxy"), spelling},
                   {}, login);
        const int code = run.wait();
        const QByteArray errors = run.errors();
        QVERIFY2((code == 0) == isSaved, errors.constData());
        QVERIFY2(errors.contains(says.toUtf8()), errors.constData());
        QVERIFY(!errors.contains("canary"));
        CliRun list(home.path(),
                    {QStringLiteral("destination"), QStringLiteral("list"), QStringLiteral("--json")}, {});
        QCOMPARE(list.wait(), 0);
        const QByteArray listed = list.output();
        QVERIFY(!listed.contains("canary"));
        if (isSaved)
            QVERIFY2(listed.contains("\"proxy\": \"" + stored.toUtf8() + '"') ||
                         listed.contains("\"proxy\":\"" + stored.toUtf8() + '"'),
                     listed.constData());
        else
            QVERIFY(!listed.contains("bucket"));
    }
};

QTEST_GUILESS_MAIN(DestinationProxyTest)
#include "destination_proxy_test.moc"

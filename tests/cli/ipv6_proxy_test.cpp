// slipway-cli behind proxies on an IPv6 address, with Squid and microsocks on [::1]: what each way to name
// one means, that requests really go through it, and what is said of it.
#include "core/demo/demo_tenant.h"
#include "tests/support/cli_run.h"
#include "tests/support/squid.h"

#include <QJsonArray>
#include <QTcpServer>

using namespace slipway;
using namespace slipway::test;

class Ipv6ProxyTest : public QObject
{
    Q_OBJECT

    static constexpr qint64 from = 1'790'000'000 / 3600 * 3600, to = from + 3600;
    static inline const QByteArray token = "ipv6-proxy-test-token";

    std::unique_ptr<DemoTenant> m_demo;
    std::unique_ptr<Authority> m_authority;
    std::unique_ptr<TlsFront> m_front;       // acme.goskope.com, which only the proxies know
    std::unique_ptr<Squid> m_open, m_closed; // without and with a password
    std::unique_ptr<QTemporaryDir> m_world;
    qsizetype m_before = 0; // tunnels to the tenant, before this test

    [[nodiscard]] QString host() const
    {
        return QStringLiteral("acme.goskope.com:%1").arg(m_front->url().port());
    }
    // So far, through both.
    [[nodiscard]] qsizetype tunnels() const
    {
        return m_open->tunnels().count(host().toUtf8()) + m_closed->tunnels().count(host().toUtf8());
    }
    struct Outcome
    {
        int code = -1;
        QByteArray output, errors;
        [[nodiscard]] QByteArray words() const { return output + errors; }
    };
    [[nodiscard]] Outcome run(const QStringList &arguments, const QProcessEnvironment &environment = {}) const
    {
        CliRun process(m_world->path(), arguments, token, environment);
        if (!QTest::qWaitFor([&] { return !process.isRunning(); }, 60'000))
            return {};
        const int code = process.wait();
        return {code, process.output(), process.errors()};
    }
    // `how`: "--proxy", or the name of a variable.
    [[nodiscard]] Outcome run(QStringList arguments, const QString &how, const QString &proxy) const
    {
        QProcessEnvironment environment;
        if (how.startsWith(QLatin1Char('-')))
            arguments << how << proxy;
        else
            environment.insert(how, proxy);
        return run(arguments, environment);
    }
    [[nodiscard]] QStringList asked(const char *command, const QString &host) const
    {
        return {QString::fromLatin1(command),      QStringLiteral("--host"),
                QStringLiteral("https://") + host, QStringLiteral("--token-stdin"),
                QStringLiteral("--ca-file"),       m_authority->caFile()};
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!QTcpServer().listen(QHostAddress(QHostAddress::LocalHostIPv6)))
            QSKIP("this computer has no address ::1");
        DemoTenantOptions options;
        options.token = token;
        options.events = {{QStringLiteral("alert"), 90}};
        options.granted = {QStringLiteral("alert")};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
        m_authority = std::make_unique<Authority>(QStringLiteral("IPv6 Proxy Test CA"));
        m_front = std::make_unique<TlsFront>(
            m_authority->issue(QStringLiteral("tenant"), QStringLiteral("DNS:*.goskope.com,IP:127.0.0.2")),
            m_demo->address(), QStringLiteral("0.0.0.0"));
        const QStringList names{QStringLiteral("acme.goskope.com")};
        m_open = std::make_unique<Squid>(names, Squid::SignIn::None, QStringLiteral("::1"));
        m_closed = std::make_unique<Squid>(names, Squid::SignIn::Basic, QStringLiteral("::1"));
    }
    void cleanupTestCase()
    {
        m_open.reset();
        m_closed.reset();
        m_front.reset();
        m_demo.reset();
    }
    void init()
    {
        m_world = std::make_unique<QTemporaryDir>();
        m_before = tunnels();
    }

    void aCheckGoesThroughIt_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("spelling"); // %1: the port
        const auto rows = [](const char *how, std::initializer_list<const char *> spellings) {
            for (const char *spelling : spellings)
                QTest::addRow("%s %s", how, spelling)
                    << QString::fromLatin1(how) << QString::fromLatin1(spelling);
        };
        rows("--proxy", {"[::1]:%1", "http://[::1]:%1", "HTTP://[::1]:%1/", "http://[0:0:0:0:0:0:0:1]:%1",
                         "[0000:0000:0000:0000:0000:0000:0000:0001]:%1", "http://[::0001]:%1"});
        for (const char *variable : {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"})
            rows(variable, {"[::1]:%1", "http://[::1]:%1"});
    }
    void aCheckGoesThroughIt()
    {
        QFETCH(QString, how);
        QFETCH(QString, spelling);
        const Squid &proxy = *m_open;
        const Outcome checked = run(
            asked("check", host()) + QStringList{QStringLiteral("--profile"), QStringLiteral("custom:alert")},
            how, spelling.arg(proxy.port()));
        QVERIFY2(checked.code == 0, checked.words().constData());
        const QString shown = QStringLiteral("%1 (HTTP, %2)").arg(proxy.hostAndPort(), how);
        QVERIFY2(checked.output.contains(shown.toUtf8()), checked.words().constData());
        QTRY_VERIFY(tunnels() > m_before);
    }

    void aPasswordIsSent_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("spelling");
        QTest::addColumn<QString>("says"); // empty: the password is right
        const auto row = [](const char *how, const char *spelling, const char *says = "") {
            QTest::addRow("%s %s", how, spelling)
                << QString::fromLatin1(how) << QString::fromLatin1(spelling) << QString::fromLatin1(says);
        };
        for (const char *how : {"--proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY"}) {
            row(how, "http://ann:canary@[::1]:%1");
            row(how, "ann:canary@[::1]:%1");
        }
        row("HTTPS_PROXY", "http://ann:can%61ry@[0::1]:%1/");
        row("HTTPS_PROXY", "http://ann:canary2@[::1]:%1", "does not accept the user name or password (407)");
        row("HTTPS_PROXY", "ann@[::1]:%1", "asks for a password (407), but only a user name is given");
        row("HTTPS_PROXY", "[::1]:%1", "asks for a user name and password (407)");
    }
    void aPasswordIsSent()
    {
        QFETCH(QString, how);
        QFETCH(QString, spelling);
        QFETCH(QString, says);
        const Squid &proxy = *m_closed;
        const Outcome checked = run(
            asked("check", host()) + QStringList{QStringLiteral("--profile"), QStringLiteral("custom:alert")},
            how, QString(spelling).replace(QLatin1String("%1"), QString::number(proxy.port())));
        QVERIFY2(checked.code == (says.isEmpty() ? 0 : 1), checked.words().constData());
        QVERIFY2(checked.words().contains(says.toUtf8()), checked.words().constData());
        QVERIFY2(checked.output.contains(proxy.hostAndPort().toUtf8()), checked.words().constData());
        QVERIFY2(!checked.words().contains("canary"), checked.words().constData());
        if (says.isEmpty())
            QTRY_VERIFY(tunnels() > m_before);
        else
            QCOMPARE(tunnels(), m_before);
    }

    void anExceptionIsObeyed()
    {
        const Squid &proxy = *m_open;
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("HTTPS_PROXY"), proxy.hostAndPort());
        environment.insert(QStringLiteral("NO_PROXY"), QStringLiteral("goskope.com"));
        const Outcome checked = run(asked("check", host()), environment);
        QCOMPARE(checked.code, 1); // without the proxy, nobody knows the name
        QVERIFY2(checked.output.contains("direct (NO_PROXY)"), checked.words().constData());
        QCOMPARE(tunnels(), m_before);
    }

    void socks_data()
    {
        QTest::addColumn<QString>("how");
        QTest::addColumn<QString>("spelling");
        QTest::addColumn<QString>("says");
        for (const char *how : {"--proxy", "HTTPS_PROXY", "ALL_PROXY"}) {
            QTest::addRow("%s, right", how)
                << QString::fromLatin1(how) << QStringLiteral("socks5://ann:canary@[::1]:%1") << QString();
            QTest::addRow("%s, wrong", how)
                << QString::fromLatin1(how) << QStringLiteral("socks5h://ann:wrong@[::1]:%1")
                << QStringLiteral("does not accept the user name or password");
        }
    }
    void socks()
    {
        QFETCH(QString, how);
        QFETCH(QString, spelling);
        QFETCH(QString, says);
        const quint16 port = freePort(QStringLiteral("::1"));
        const Server proxy(QStringLiteral("microsocks"),
                           {QStringLiteral("-i"), QStringLiteral("::1"), QStringLiteral("-p"),
                            QString::number(port), QStringLiteral("-u"), QStringLiteral("ann"),
                            QStringLiteral("-P"), QStringLiteral("canary")},
                           QStringLiteral("::1"), port);
        // The proxy asks the computer for names, which knows none of the test's.
        const Outcome checked =
            run(asked("check", QStringLiteral("127.0.0.2:%1").arg(m_front->url().port())) +
                    QStringList{QStringLiteral("--profile"), QStringLiteral("custom:alert")},
                how, spelling.arg(port));
        QVERIFY2(checked.code == (says.isEmpty() ? 0 : 1), checked.words().constData());
        QVERIFY2(checked.words().contains(says.toUtf8()), checked.words().constData());
        const QString shown = QStringLiteral("[::1]:%1 (SOCKS5, %2)").arg(port).arg(how);
        QVERIFY2(checked.output.contains(shown.toUtf8()), checked.words().constData());
    }

    // A tenant that is saved with such a proxy keeps it, without the password.
    void aSavedTenantKeepsIt()
    {
        const Squid &proxy = *m_open;
        QStringList arguments = asked("tenant", host());
        arguments.insert(1, QStringLiteral("add"));
        arguments.insert(2, QStringLiteral("Acme"));
        const Outcome added =
            run(arguments +
                QStringList{QStringLiteral("--proxy"), QStringLiteral("ann:canary@") + proxy.hostAndPort()});
        QVERIFY2(added.code == 0, added.words().constData());
        QVERIFY2(added.errors.contains("password"), added.words().constData());
        const Outcome listed =
            run({QStringLiteral("tenant"), QStringLiteral("list"), QStringLiteral("--json")});
        QVERIFY2(listed.output.contains("http://ann@" + proxy.hostAndPort().toUtf8()),
                 listed.words().constData());
        QVERIFY(!listed.output.contains("canary"));
        const Outcome checked =
            run({QStringLiteral("check"), QStringLiteral("--tenant"), QStringLiteral("Acme"),
                 QStringLiteral("--profile"), QStringLiteral("custom:alert")});
        QVERIFY2(checked.code == 0, checked.words().constData());
        QTRY_VERIFY(tunnels() > m_before);
    }

    void anExportGoesThroughIt()
    {
        const Squid &proxy = *m_closed;
        const QString out = m_world->filePath(QStringLiteral("out"));
        const Outcome exported =
            run(asked("export", host()) +
                    QStringList{QStringLiteral("--endpoint"), QStringLiteral("alert"),
                                QStringLiteral("--from"), QString::number(from), QStringLiteral("--to"),
                                QString::number(to), QStringLiteral("--max-rate"), QStringLiteral("0"),
                                QStringLiteral("--json"), QStringLiteral("--dest"), out},
                QStringLiteral("HTTPS_PROXY"), QStringLiteral("ann:canary@") + proxy.hostAndPort());
        QVERIFY2(exported.code == 0, exported.words().constData());
        const QJsonObject job =
            QJsonDocument::fromJson(exported.output.trimmed().split('\n').last()).object();
        QVERIFY2(job[QStringLiteral("events")].toInt() == 90, exported.words().constData());
        QCOMPARE(job[QStringLiteral("endpoints")].toArray().first()[QStringLiteral("endpoint")].toString(),
                 QStringLiteral("alert"));
        QTRY_VERIFY(tunnels() > m_before);
    }
};

QTEST_GUILESS_MAIN(Ipv6ProxyTest)
#include "ipv6_proxy_test.moc"

// One wrong password of a proxy is tried once in a whole command, however many connections it makes.
#include "tests/support/cli_run.h"
#include "tests/support/scripted_proxy.h"

#include <QTemporaryDir>
#include <QTest>

using namespace slipway::test;

class ProxyTriesTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_world;
    std::unique_ptr<ScriptedProxy> m_proxy;

    // The command's exit code and everything that it wrote.
    struct Outcome
    {
        int code = -1;
        QByteArray words;
    };
    [[nodiscard]] Outcome run(const QStringList &arguments, const char *login = "ann:canary@") const
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("HTTPS_PROXY"), m_proxy->url(QString::fromLatin1(login)));
        CliRun process(m_world.path(), arguments, "proxy-tries-test-token", environment);
        if (!QTest::qWaitFor([&] { return !process.isRunning(); }, 60'000))
            return {};
        const int code = process.wait();
        return {code, process.errors() + process.output()};
    }
    [[nodiscard]] static QStringList words(const char *line)
    {
        return QString::fromUtf8(line).split(QLatin1Char(' '));
    }

private Q_SLOTS:
    void init()
    {
        m_proxy = std::make_unique<ScriptedProxy>(
            quint16(1), [](const QByteArray &) { return signInPage(offersNtlm + offersBasic); });
    }

    void anExportOfEightEndpoints()
    {
        const Outcome refused =
            run(words("export --host https://acme.goskope.com --token-stdin --endpoint "
                      "alert,page,application,audit,infrastructure,network,connection,incident "
                      "--from 2026-09-01 --to 2026-09-02 --dest") +
                QStringList{m_world.filePath(QStringLiteral("out"))});
        QVERIFY2(refused.words.contains("does not accept the user name or password (407)"),
                 refused.words.constData());
        QVERIFY2(refused.code == 3, refused.words.constData());
        QCOMPARE(m_proxy->tries(), 1);
        QVERIFY(m_proxy->requests.size() >= 2);
    }
    void aCheckOfManyEndpoints()
    {
        const Outcome refused = run(words("check --host https://acme.goskope.com --token-stdin --profile "
                                          "custom:alert,page,application,audit,infrastructure,network"));
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.words.contains("does not accept the user name or password (407)"),
                 refused.words.constData());
        QCOMPARE(m_proxy->tries(), 1);
    }
    void aCheckOfAllTenants()
    {
        for (const char *name : {"one", "two", "three", "four"}) {
            const Outcome added = run(QStringList{
                QStringLiteral("tenant"), QStringLiteral("add"), QString::fromLatin1(name),
                QStringLiteral("--host"), QStringLiteral("https://%1.goskope.com").arg(QLatin1String(name)),
                QStringLiteral("--token-stdin")});
            QVERIFY2(added.code == 0, added.words.constData());
        }
        QCOMPARE(m_proxy->requests.size(), 0);
        const Outcome refused = run(words("check --all"));
        QCOMPARE(refused.code, 1);
        QCOMPARE(m_proxy->tries(), 1);
        QCOMPARE(refused.words.count("does not accept the user name or password"), 4);
        // Another password, which the user gives in another command, is tried.
        (void)run(words("check --all"), "ann:other@");
        QCOMPARE(m_proxy->tries(), 2);
        for (const char *name : {"one", "two", "three", "four"})
            QCOMPARE(
                run({QStringLiteral("tenant"), QStringLiteral("remove"), QString::fromLatin1(name)}).code, 0);
    }
    // A proxy that closes the connection on a wrong password, and says nothing.
    void aProxyThatHangsUp()
    {
        m_proxy = std::make_unique<ScriptedProxy>(quint16(1), [](const QByteArray &head) {
            return head.contains("Proxy-Authorization") ? QByteArray("close") : signInPage(offersBasic);
        });
        const Outcome refused = run(words("check --host https://acme.goskope.com --token-stdin --profile "
                                          "custom:alert,page,application"));
        QCOMPARE(refused.code, 1);
        QCOMPARE(m_proxy->tries(), 1);
    }
    // A right password is used by all connections at once, and none waits for another for long.
    void aRightPasswordIsForAll()
    {
        m_proxy = std::make_unique<ScriptedProxy>(quint16(1), [](const QByteArray &head) {
            return head.contains(basicOfAnn)
                       ? QByteArray("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                       : signInPage(offersBasic);
        });
        const Outcome unreachable = run(words("check --host https://acme.goskope.com --token-stdin"));
        QVERIFY2(unreachable.words.contains("cannot reach acme.goskope.com:443 (502 Bad Gateway)"),
                 unreachable.words.constData());
        QVERIFY(m_proxy->tries() >= 1);
    }
};

QTEST_GUILESS_MAIN(ProxyTriesTest)
#include "proxy_tries_test.moc"

// slipway-cli check through proxies that answer in unusual ways: what is said, and how often they are asked.
#include "tests/support/cli_run.h"
#include "tests/support/scripted_proxy.h"
#include "tests/support/servers.h"

using namespace slipway::test;

class ProxyAnswersTest : public QObject
{
    Q_OBJECT

    struct Outcome
    {
        int code = -1;
        QByteArray text;
    };
    static Outcome check(const QString &proxy,
                         const QString &host = QStringLiteral("https://acme.goskope.com"))
    {
        QTemporaryDir world;
        CliRun run(world.path(),
                   {QStringLiteral("check"), QStringLiteral("--host"), host, QStringLiteral("--token-stdin"),
                    QStringLiteral("--profile"), QStringLiteral("custom:alert"), QStringLiteral("--proxy"),
                    proxy},
                   "proxy-answers-token");
        Outcome outcome;
        if (QTest::qWaitFor([&] { return !run.isRunning(); }, 60'000))
            outcome.code = run.wait();
        outcome.text = run.output() + run.errors();
        return outcome;
    }
    static QByteArray page(const QByteArray &status, const QByteArray &headers = {})
    {
        return status + "\r\n" + headers + "Content-Type: text/html\r\nContent-Length: 34\r\n\r\n" +
               "<html><title>Gateway</title></html";
    }

private Q_SLOTS:
    void answers_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("tries");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("next");
        const auto row = [](const char *name, const char *user, const QByteArray &answer, int tries,
                            const char *says, const char *next) {
            QTest::newRow(name) << QString::fromLatin1(user) << answer << tries << QString::fromLatin1(says)
                                << QString::fromLatin1(next);
        };
        const char *ann = "ann:canary@";
        const QByteArray location = "Location: https://portal.example.com/sign-in?to=acme\r\n";
        row("302", "", page("HTTP/1.1 302 Found", location), 1, "it answers 302 Found", "portal.example.com");
        row("307 of HTTP/1.0", "", page("HTTP/1.0 307 Temporary Redirect", location), 1, "it answers 307",
            "portal.example.com");
        row("302 to nowhere", "", page("HTTP/1.1 302 Found"), 1, "it answers 302 Found", "administrator");
        row("429", "", page("HTTP/1.1 429 Too Many Requests", "Retry-After: 30\r\n"), 1, "it answers 429",
            "later");
        row("Bearer", ann,
            page("HTTP/1.1 407 Proxy Authentication Required", "Proxy-Authenticate: Bearer realm=\"x\"\r\n"),
            1, "only be signed in to with bearer", "administrator");
        row("Bearer, no password", "",
            page("HTTP/1.1 407 Proxy Authentication Required", "Proxy-Authenticate: Bearer\r\n"), 1,
            "only be signed in to with bearer", "administrator");
        row("407 with a page, and closes", ann,
            page("HTTP/1.1 407 Proxy Authentication Required", offersBasic + "Connection: close\r\n"), 2,
            "does not accept the user name or password (407)", "");
        row("407 with a page that is cut off", ann,
            "HTTP/1.1 407 Proxy Authentication Required\r\n" + offersBasic +
                "Connection: close\r\nContent-Length: 9000\r\n\r\n<html>",
            2, "does not accept the user name or password (407)", "");
        row("407 without a length", ann,
            "HTTP/1.1 407 Proxy Authentication Required\r\n" + offersBasic +
                "Connection: close\r\n\r\n<html>no</html>",
            2, "does not accept the user name or password (407)", "");
        row("407 in chunks", ann,
            "HTTP/1.1 407 Proxy Authentication Required\r\n" + offersBasic +
                "Transfer-Encoding: chunked\r\n\r\n4\r\n<br>\r\n0\r\n\r\n",
            2, "does not accept the user name or password (407)", "");
        row("407 of HTTP/1.0", ann, page("HTTP/1.0 407 Proxy Authentication Required", offersBasic), 2,
            "does not accept the user name or password (407)", "");
        row("407 of HTTP/1.0, no password", "",
            page("HTTP/1.0 407 Proxy Authentication Required", offersBasic), 1,
            "asks for a user name and password (407)", "HTTPS_PROXY");
        row("403 of HTTP/1.0", "", page("HTTP/1.0 403 Forbidden"), 1,
            "does not allow a connection to acme.goskope.com", "administrator");
        row("an answer without HTTP", "", "<html>Gateway</html>\r\n\r\n", 1,
            "does not answer as an HTTP proxy", "");
    }
    void answers()
    {
        QFETCH(QString, user);
        QFETCH(QByteArray, answer);
        QFETCH(int, tries);
        QFETCH(QString, says);
        QFETCH(QString, next);
        ScriptedProxy proxy(0, [answer](const QByteArray &) { return answer; });
        const Outcome outcome = check(proxy.url(user));
        QVERIFY2(outcome.code == 1, outcome.text.constData());
        QVERIFY2(outcome.text.contains(says.toUtf8()), outcome.text.constData());
        QVERIFY2(outcome.text.contains(next.toUtf8()), outcome.text.constData());
        QVERIFY2(!outcome.text.contains("canary") && !outcome.text.contains("proxy-answers-token"),
                 outcome.text.constData());
        QVERIFY2(!outcome.text.contains("new token"), outcome.text.constData());
        QCOMPARE(proxy.requests.size(), tries);
        for (const QByteArray &request : proxy.requests)
            QVERIFY(request.startsWith("CONNECT acme.goskope.com:443 HTTP/1.1\r\n"));
    }

    // Names and addresses of the proxy and of the tenant, as they are spelled.
    void addresses_data()
    {
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<QString>("says");
        const QString closed = QString::number(freePort());
        const auto row = [&](const char *proxy, const char *says) {
            QTest::newRow(proxy) << QString::fromLatin1(proxy).replace(QLatin1String("PORT"), closed)
                                 << QString::fromLatin1(says).replace(QLatin1String("PORT"), closed);
        };
        row("[::1]:PORT", "::1 refuses connections on port PORT");
        row("http://[::1]:PORT", "::1 refuses connections on port PORT");
        row("http://[::1]:PORT/", "::1 refuses connections on port PORT");
        row("http://ann:canary@[::1]:PORT", "::1 refuses connections on port PORT");
        row("socks5://[::1]:PORT", "::1 refuses connections on port PORT");
        row("http://[0:0:0:0:0:0:0:1]:PORT", "::1 refuses connections on port PORT");
        row("http://127.0.0.1:PORT", "127.0.0.1 refuses connections on port PORT");
        row("LOCALHOST:PORT", "localhost refuses connections on port PORT");
        row("http://[::1", "proxy");
        row("http://::1:PORT", "proxy");
        row("http://[::1]:99999", "proxy");
    }
    void addresses()
    {
        QFETCH(QString, proxy);
        QFETCH(QString, says);
        const Outcome outcome = check(proxy);
        QVERIFY2(outcome.code == 1 || outcome.code == 2, outcome.text.constData());
        QVERIFY2(outcome.text.contains(says.toUtf8()), outcome.text.constData());
        QVERIFY2(!outcome.text.contains("canary"), outcome.text.constData());
    }
};

QTEST_GUILESS_MAIN(ProxyAnswersTest)
#include "proxy_answers_test.moc"

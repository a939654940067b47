// Reaching a tenant through proxies, over real sockets and TLS: proxies that play every refusal and count
// their requests, and real ones (Squid with Digest and NTLM, microsocks).
#include "core/netskope/api_client.h"
#include "tests/support/cli_run.h"
#include "tests/support/raw_server.h"
#include "tests/support/scripted_proxy.h"
#include "tests/support/servers.h"
#include "tests/support/squid.h"
#include "tests/support/time_limits.h"

#include <QElapsedTimer>
#include <QSslKey>
#include <QSslServer>
#include <QTest>
#include <QTimer>

using namespace slipway;
using namespace slipway::test;

class ProxiesTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<Authority> m_authority;
    QSslServer m_tenant;
    int m_served = 0, m_connections = 0, m_closed = 0;
    bool m_lasting = false; // the tenant keeps its connections open

    [[nodiscard]] std::unique_ptr<ApiClient>
    client(const QString &proxy, const QString &host = QStringLiteral("acme.goskope.com")) const
    {
        ConnectionSettings settings;
        settings.address = QUrl(QStringLiteral("https://%1:%2").arg(host).arg(m_tenant.serverPort()));
        settings.token = Secret("proxies-test-token");
        settings.caFile = m_authority->caFile();
        settings.proxy = proxy;
        return std::make_unique<ApiClient>(settings);
    }
    static Result<HttpAnswer> ask(ApiClient &client,
                                  std::chrono::milliseconds connect = std::chrono::seconds(20))
    {
        RequestLimits limits;
        limits.connect = connect;
        return QCoro::waitFor(client.get(QStringLiteral("/api/v2/x"), {}, {}, limits));
    }
    Result<HttpAnswer> ask(const QString &proxy, std::chrono::milliseconds connect = std::chrono::seconds(20))
    {
        return ask(*client(proxy), connect);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_authority = std::make_unique<Authority>(QStringLiteral("Proxies Test CA"));
        const auto pair =
            m_authority->issue(QStringLiteral("tenant"), QStringLiteral("DNS:*.goskope.com,IP:127.0.0.2"));
        QSslConfiguration tls;
        tls.setLocalCertificate(QSslCertificate::fromPath(pair.certificate).value(0));
        QFile key(pair.key);
        QVERIFY(key.open(QIODevice::ReadOnly));
        tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
        m_tenant.setSslConfiguration(tls);
        m_tenant.setProxy(QNetworkProxy::NoProxy);
        QVERIFY(m_tenant.listen(QHostAddress::AnyIPv4));
        connect(&m_tenant, &QSslServer::pendingConnectionAvailable, this, [this] {
            QTcpSocket *socket = m_tenant.nextPendingConnection();
            ++m_connections;
            connect(socket, &QTcpSocket::disconnected, this, [this] { ++m_closed; });
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                if (socket->readAll().contains("\r\n\r\n")) {
                    ++m_served;
                    socket->write(http("{\"ok\":1}"));
                    if (!m_lasting)
                        socket->disconnectFromHost();
                }
            });
        });
    }
    void init()
    {
        m_served = m_connections = m_closed = 0;
        m_lasting = false;
    }

    void opens()
    {
        ScriptedProxy proxy(m_tenant.serverPort(), [](const QByteArray &) { return established; });
        const auto answer = ask(proxy.url());
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
        QCOMPARE(answer->body, QByteArray("{\"ok\":1}"));
        QCOMPARE(proxy.requests.size(), 1);
        QVERIFY(proxy.requests.first().startsWith("CONNECT acme.goskope.com:"));
        QVERIFY(!proxy.requests.first().contains("proxies-test-token"));
    }
    void basicBesideOthersIsUsed_data()
    {
        QTest::addColumn<QByteArray>("offers");
        QTest::newRow("Basic") << offersBasic;
        QTest::newRow("NTLM, Basic") << offersNtlm + offersBasic;
        QTest::newRow("Negotiate, NTLM, Basic") << offersNegotiate + offersNtlm + offersBasic;
    }
    void basicBesideOthersIsUsed()
    {
        QFETCH(QByteArray, offers);
        ScriptedProxy proxy(m_tenant.serverPort(), [offers](const QByteArray &head) {
            return head.contains(basicOfAnn) ? established : signInPage(offers);
        });
        const auto api = client(proxy.url(QStringLiteral("ann:canary@")));
        for (int requests : {2, 3, 4}) { // what worked once is not asked for again
            const auto answer = ask(*api);
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
            QCOMPARE(proxy.requests.size(), requests);
        }
        QCOMPARE(m_served, 3);
    }
    // A kept connection is one tunnel and one sign-in, through TLS as well.
    void aKeptConnectionIsOneTunnel()
    {
        m_lasting = true;
        ScriptedProxy proxy(m_tenant.serverPort(), [](const QByteArray &head) {
            return head.contains(basicOfAnn) ? established : signInPage(offersNtlm + offersBasic);
        });
        const auto api = client(proxy.url(QStringLiteral("ann:canary@")));
        api->keepConnection();
        for (int served : {1, 2, 3, 4}) {
            const auto answer = ask(*api);
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
            QCOMPARE(m_served, served);
            QCOMPARE(m_connections, 1);
            QCOMPARE(proxy.requests.size(), 2);
        }
        const auto direct = client(QStringLiteral("none"), QStringLiteral("127.0.0.2"));
        direct->keepConnection();
        for (int served : {5, 6, 7}) {
            const auto answer = ask(*direct);
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
            QCOMPARE(m_served, served);
            QCOMPARE(m_connections, 2);
        }
        // The tenant closes after this answer: a new connection, and no fault.
        m_lasting = false;
        const int closed = m_closed;
        QVERIFY(ask(*direct));
        QTRY_COMPARE(m_closed, closed + 1);
        const auto answer = ask(*direct);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
        QCOMPARE(m_connections, 3);
    }
    // Qt's own way asked 43,000 times in 20 seconds.
    void noProxyIsAskedMoreThanThreeTimes_data()
    {
        QTest::addColumn<QByteArray>("offers");
        for (const char *user : {"", "ann:canary@", "ann@"}) {
            QTest::addRow("NTLM, %s", user) << offersNtlm;
            QTest::addRow("Negotiate, %s", user) << offersNegotiate;
            QTest::addRow("Negotiate and NTLM, %s", user) << offersNegotiate + offersNtlm;
            QTest::addRow("all, %s", user)
                << offersNegotiate + offersNtlm +
                       "Proxy-Authenticate: Digest realm=\"x\", nonce=\"y\", stale=true\r\n" + offersBasic;
            QTest::addRow("none, %s", user) << QByteArray();
        }
    }
    void noProxyIsAskedMoreThanThreeTimes()
    {
        QFETCH(QByteArray, offers);
        ScriptedProxy proxy(m_tenant.serverPort(),
                            [offers](const QByteArray &) { return signInPage(offers); });
        const QByteArray row = QTest::currentDataTag();
        const auto answer = ask(proxy.url(QString::fromLatin1(row.mid(row.indexOf(", ") + 2))));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Proxy);
        QVERIFY2(proxy.requests.size() <= 3, qPrintable(QString::number(proxy.requests.size())));
        QVERIFY(!answer.error().asText().contains(QLatin1String("canary")));
        QCOMPARE(m_served, 0);
    }
    // An export goes on after most errors; a wrong password it must not send every few seconds.
    void anExportDoesNotTryAPasswordAgain()
    {
        ScriptedProxy proxy(m_tenant.serverPort(),
                            [](const QByteArray &) { return signInPage(offersBasic); });
        QTemporaryDir world;
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("HTTPS_PROXY"), proxy.url(QStringLiteral("ann:canary@")));
        CliRun run(world.path(),
                   {QStringLiteral("export"), QStringLiteral("--host"),
                    QStringLiteral("https://acme.goskope.com:%1").arg(m_tenant.serverPort()),
                    QStringLiteral("--token-stdin"), QStringLiteral("--ca-file"), m_authority->caFile(),
                    QStringLiteral("--endpoint"), QStringLiteral("alert"), QStringLiteral("--from"),
                    QStringLiteral("2026-09-01"), QStringLiteral("--to"), QStringLiteral("2026-09-02"),
                    QStringLiteral("--dest"), world.filePath(QStringLiteral("out"))},
                   "proxies-test-token", environment);
        QTRY_VERIFY_WITH_TIMEOUT(!run.isRunning(), 20'000);
        const int code = run.wait();
        const QByteArray errors = run.errors() + run.output();
        QVERIFY2(code == 3, errors.constData()); // it can be resumed with the right one
        QVERIFY2(errors.contains("does not accept the user name or password (407)"), errors.constData());
        QCOMPARE(proxy.requests.size(), 2); // without it, and with it
    }
    // The same for a test that is repeated until all is granted.
    void aRepeatedTestDoesNotTryAPasswordAgain()
    {
        ScriptedProxy proxy(m_tenant.serverPort(),
                            [](const QByteArray &) { return signInPage(offersBasic); });
        QTemporaryDir world;
        CliRun run(world.path(),
                   {QStringLiteral("check"), QStringLiteral("--host"),
                    QStringLiteral("https://acme.goskope.com:%1").arg(m_tenant.serverPort()),
                    QStringLiteral("--token-stdin"), QStringLiteral("--ca-file"), m_authority->caFile(),
                    QStringLiteral("--proxy"), proxy.url(QStringLiteral("ann:canary@")),
                    QStringLiteral("--until-granted"), QStringLiteral("--every"), QStringLiteral("1")},
                   "proxies-test-token");
        QTRY_VERIFY_WITH_TIMEOUT(!run.isRunning(), 20'000);
        QCOMPARE(run.wait(), 1);
        QCOMPARE(proxy.requests.size(), 2);
    }
    void refusalsAreTheProxys_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("says");
        const auto page = [](const char *status) {
            return QByteArray("HTTP/1.1 ") + status + "\r\nContent-Length: 12\r\n\r\n<html>no<br>";
        };
        QTest::newRow("403") << page("403 Forbidden") << QStringLiteral("does not allow");
        QTest::newRow("502") << page("502 Bad Gateway") << QStringLiteral("cannot reach");
        QTest::newRow("503") << page("503 Service Unavailable") << QStringLiteral("cannot reach");
        QTest::newRow("a page that never ends")
            << QByteArray("HTTP/1.1 403 Forbidden\r\nContent-Length: 9000\r\n\r\n<html>")
            << QStringLiteral("does not allow");
        QTest::newRow("closes") << QByteArray("close") << QStringLiteral("closed the connection");
        QTest::newRow("silence") << QByteArray() << QStringLiteral("did not answer in time");
    }
    void refusalsAreTheProxys()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, says);
        ScriptedProxy proxy(m_tenant.serverPort(), [answer](const QByteArray &) { return answer; });
        QElapsedTimer clock;
        clock.start();
        const auto refused = ask(proxy.url(), std::chrono::milliseconds(answer.isEmpty() ? 300 : 20'000));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Proxy); // so nothing was sent to the tenant
        QVERIFY2(refused.error().message.contains(says), qPrintable(refused.error().asText()));
        QVERIFY(clock.elapsed() < test::promptly);
        QCOMPARE(proxy.requests.size(), 1);
    }
    void aProxyThatIsNotThere()
    {
        const auto refused = ask(QStringLiteral("http://127.0.0.1:%1").arg(freePort()));
        QCOMPARE(refused.error().kind, ErrorKind::Proxy);
        QVERIFY(refused.error().message.contains(QLatin1String("cannot be reached")));
        const auto unknown = ask(QStringLiteral("http://no-such-proxy.invalid:3128"));
        QCOMPARE(unknown.error().kind, ErrorKind::Proxy);
        QVERIFY2(unknown.error().message.contains(QLatin1String("No proxy named no-such-proxy.invalid")),
                 qPrintable(unknown.error().message));
    }
    void stopsUnderASilentProxy()
    {
        ScriptedProxy proxy(m_tenant.serverPort(), [](const QByteArray &) { return QByteArray(); });
        const auto api = client(proxy.url());
        std::stop_source stop;
        QTimer::singleShot(100, this, [&] { stop.request_stop(); });
        QElapsedTimer clock;
        clock.start();
        const auto answer = QCoro::waitFor(api->get(QStringLiteral("/x"), {}, stop.get_token()));
        QCOMPARE(answer.error().kind, ErrorKind::Cancelled);
        QVERIFY(clock.elapsed() < test::promptly);
    }
    // Netskope's name in the common name does not make a certificate the tenant's.
    void theCommonNameIsNotEnough()
    {
        const auto pair =
            m_authority->issue(QStringLiteral("acme.goskope.com"), QStringLiteral("DNS:other.example"));
        QSslServer impostor;
        QSslConfiguration tls;
        tls.setLocalCertificate(QSslCertificate::fromPath(pair.certificate).value(0));
        QFile key(pair.key);
        QVERIFY(key.open(QIODevice::ReadOnly));
        tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
        impostor.setSslConfiguration(tls);
        impostor.setProxy(QNetworkProxy::NoProxy);
        QVERIFY(impostor.listen(QHostAddress::LocalHost));
        QByteArray seen;
        connect(&impostor, &QSslServer::pendingConnectionAvailable, this, [&] {
            QTcpSocket *socket = impostor.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [&, socket] { seen += socket->readAll(); });
        });
        ScriptedProxy proxy(impostor.serverPort(), [](const QByteArray &) { return established; });
        const auto answer = ask(proxy.url());
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Tls);
        QVERIFY2(answer.error().message.contains(QLatin1String("issued for another host (other.example)")),
                 qPrintable(answer.error().message));
        QVERIFY(seen.isEmpty()); // not even the path
    }

    void squid_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("says");
        QTest::newRow("Digest, right") << QStringLiteral("ann:canary@") << QString();
        QTest::newRow("Digest, wrong") << QStringLiteral("ann:canary2@")
                                       << QStringLiteral("does not accept the user name or password (407)");
        QTest::newRow("Digest, none")
            << QString() << QStringLiteral("asks for a user name and password (407)");
    }
    void squid()
    {
        QFETCH(QString, user);
        QFETCH(QString, says);
        Squid squid({QStringLiteral("acme.goskope.com")}, Squid::SignIn::Digest);
        const auto answer = ask(QStringLiteral("http://") + user + squid.hostAndPort());
        if (says.isEmpty())
            QVERIFY2(answer,
                     answer ? "" : qPrintable(answer.error().asText() + QString::fromUtf8(squid.output())));
        else
            QVERIFY2(!answer && answer.error().message.contains(says),
                     answer ? "opened" : qPrintable(answer.error().asText()));
    }
    void microsocks_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("says");
        QTest::newRow("right") << QStringLiteral("ann:canary@") << QString();
        QTest::newRow("wrong") << QStringLiteral("ann:canary2@") << QStringLiteral("does not accept");
        QTest::newRow("none") << QString() << QStringLiteral("asks for a user name and password");
    }
    void microsocks()
    {
        QFETCH(QString, user);
        QFETCH(QString, says);
        const quint16 port = freePort();
        Server proxy(QStringLiteral("microsocks"),
                     {QStringLiteral("-i"), QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                      QString::number(port), QStringLiteral("-u"), QStringLiteral("ann"),
                      QStringLiteral("-P"), QStringLiteral("canary")},
                     QStringLiteral("127.0.0.1"), port);
        const auto api =
            client(QStringLiteral("socks5h://") + user + QStringLiteral("127.0.0.1:%1").arg(port),
                   QStringLiteral("127.0.0.2"));
        const auto answer = ask(*api);
        if (says.isEmpty()) {
            QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
            QCOMPARE(m_served, 1);
            return;
        }
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::Proxy);
        QVERIFY2(answer.error().message.contains(says), qPrintable(answer.error().asText()));
    }
};

QTEST_GUILESS_MAIN(ProxiesTest)
#include "proxies_test.moc"

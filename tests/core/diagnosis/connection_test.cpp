// The connection steps against real servers: OpenSSL and nginx with bad certificates, tinyproxy with a
// password.
#include "core/demo/demo_tenant.h"
#include "core/diagnosis/check.h"
#include "core/diagnosis/connection/tls_facts.h"
#include "core/diagnosis/fix.h"
#include "core/language/language.h"
#include "tests/support/demo_control.h"
#include "tests/support/raw_server.h"
#include "tests/support/servers.h"

#include <QSemaphore>
#include <QTimer>

using namespace slipway;
using namespace slipway::test;

namespace {

const QByteArray token = "connection-test-canary-token";
const QString here = QStringLiteral("127.0.0.1");
// Never reached directly by a proxy setting: localhost and 127.0.0.1 pass proxies by, this does not.
const QString there = QStringLiteral("127.0.0.2");

std::unique_ptr<Server> opensslServer(const Authority::Pair &pair, const QStringList &more = {})
{
    const quint16 port = freePort();
    return std::make_unique<Server>(QStringLiteral("openssl"),
                                    QStringList{QStringLiteral("s_server"), QStringLiteral("-accept"),
                                                QStringLiteral("%1:%2").arg(here).arg(port),
                                                QStringLiteral("-cert"), pair.certificate,
                                                QStringLiteral("-key"), pair.key} +
                                        more,
                                    here, port);
}

} // namespace

class ConnectionTest : public QObject
{
    Q_OBJECT

    EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    std::unique_ptr<Authority> m_authority;
    std::unique_ptr<DemoTenant> m_demo;

    CheckResult check(const QUrl &address, const QString &caFile = {},
                      const QString &proxy = QStringLiteral("none"))
    {
        const Profile profile = *m_catalogue.profile(QStringLiteral("hunters"));
        const CheckResult result =
            QCoro::waitFor(runCheck({address, Secret(token), caFile, proxy}, profile,
                                    m_catalogue.select(profile.endpointIds).value(), {}, {}));
        const QString everything =
            result.asText() + QString::fromUtf8(QJsonDocument(result.asJson()).toJson());
        if (everything.contains(QString::fromLatin1(token)))
            qFatal("the token is in the result");
        return result;
    }
    static QUrl https(const Server &server)
    {
        return QUrl(QStringLiteral("https://%1:%2").arg(here).arg(server.port()));
    }

private Q_SLOTS:
    void initTestCase()
    {
        useLanguage(QStringLiteral("en")); // for the plural forms
        m_authority =
            std::make_unique<Authority>(QStringLiteral("Acme Inspection CA"), QStringLiteral("Acme Corp"));
        DemoTenantOptions options;
        options.token = token;
        options.requestsPerSecond = 0;
        m_demo = DemoTenant::start(options).value();
    }

    void badCertificatesStopBeforeAnythingIsSent_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("next");
        const auto row = [](const char *kind, const char *says, const char *next) {
            QTest::newRow(kind) << QString::fromLatin1(kind) << QString::fromLatin1(says)
                                << QString::fromLatin1(next);
        };
        row("expired", "it expired on", "clock");
        row("self-signed", "signed by itself", "CA");
        row("wrong name", "issued for another host (other.goskope.com)", "address");
        row("wrong name, right common name", "issued for another host (other.goskope.com)", "address");
        row("RSA of 1024 bits", "its key of 1024 bits is too short", "old inspecting proxy");
        row("MD5", "it is signed with MD5", "old inspecting proxy");
        row("unknown issuer", "its issuer is unknown to this computer", "\"Acme Inspection CA\"");
    }
    void badCertificatesStopBeforeAnythingIsSent()
    {
        QFETCH(QString, kind);
        const bool known = kind != QLatin1String("self-signed") && kind != QLatin1String("unknown issuer");
        const QStringList weak{QStringLiteral("-cipher"), QStringLiteral("ALL:@SECLEVEL=0")};
        const QStringList serverOptions =
            kind == QLatin1String("RSA of 1024 bits") || kind == QLatin1String("MD5") ? weak : QStringList();
        const Authority::Pair pair =
            kind == QLatin1String("expired")
                ? m_authority->issue(QStringLiteral("expired"), QStringLiteral("IP:127.0.0.1"), -1)
            : kind == QLatin1String("self-signed")
                ? m_authority->selfSigned(QStringLiteral("alone"), QStringLiteral("IP:127.0.0.1"))
            : kind == QLatin1String("RSA of 1024 bits")
                ? m_authority->issue(QStringLiteral("short"), QStringLiteral("IP:127.0.0.1"), 10,
                                     {QStringLiteral("rsa:1024")})
            : kind == QLatin1String("MD5")
                ? m_authority->issue(QStringLiteral("md5"), QStringLiteral("IP:127.0.0.1"), 10,
                                     {QStringLiteral("rsa:2048"), QStringLiteral("-md5")})
            : kind == QLatin1String("wrong name, right common name")
                ? m_authority->issue(here, QStringLiteral("DNS:other.goskope.com"))
            : kind == QLatin1String("wrong name")
                ? m_authority->issue(QStringLiteral("other"), QStringLiteral("DNS:other.goskope.com"))
                : m_authority->issue(QStringLiteral("unknown"), QStringLiteral("IP:127.0.0.1"));
        const auto server = opensslServer(pair, serverOptions);
        const CheckResult result = check(https(*server), known ? m_authority->caFile() : QString());
        const ConnectionStep &tls = *result.step("tls");
        QCOMPARE(tls.state, StepState::Failed);
        QCOMPARE(tls.error->kind, ErrorKind::Tls);
        QFETCH(QString, says);
        QVERIFY2(tls.error->message.contains(says), qPrintable(tls.error->message));
        QFETCH(QString, next);
        QVERIFY2(tls.error->nextStep.contains(next), qPrintable(tls.error->nextStep));
        QVERIFY(tls.pem.contains(QLatin1String("BEGIN CERTIFICATE")));
        QVERIFY(tls.facts.join(QLatin1Char(' ')).contains(QLatin1String("SHA-256")));
        QCOMPARE(result.step("http")->state, StepState::Skipped);
        QCOMPARE(result.verdict, Verdict::NotConclusive);
        QVERIFY(!server->output().contains(token));
        QVERIFY(!server->output().contains("GET "));
    }
    void inspectorsAreNamed()
    {
        const Authority zscaler(QStringLiteral("Zscaler Intermediate Root CA"),
                                QStringLiteral("Zscaler Inc."));
        const auto server =
            opensslServer(zscaler.issue(QStringLiteral("tenant"), QStringLiteral("IP:127.0.0.1")));
        const CheckResult result = check(https(*server));
        QVERIFY(result.step("tls")->error->nextStep.contains(QLatin1String("Zscaler, which inspects")));
    }
    void publicAuthoritiesAreTold()
    {
        const Authority publicOne(QStringLiteral("DigiCert Global Root"), QStringLiteral("DigiCert Inc"));
        const auto pair = publicOne.issue(QStringLiteral("tenant"), QStringLiteral("DNS:acme.goskope.com"));
        const auto chain = QSslCertificate::fromPath(pair.certificate);
        QCOMPARE(chain.size(), 1);
        QCOMPARE(issuerOf(chain).kind, ChainIssuer::Kind::PublicAuthority);
        const auto own = QSslCertificate::fromPath(
            m_authority->issue(QStringLiteral("own"), QStringLiteral("DNS:x")).certificate);
        QCOMPARE(issuerOf(own).kind, ChainIssuer::Kind::Private);
        QCOMPARE(issuerOf(own).name, QStringLiteral("Acme Inspection CA"));
    }
    void caFileMakesInspectionAWarning()
    {
        const TlsFront front(m_authority->issue(QStringLiteral("front"), QStringLiteral("IP:127.0.0.1")),
                             m_demo->address());
        const CheckResult result = check(front.url(), m_authority->caFile());
        const ConnectionStep &tls = *result.step("tls");
        QCOMPARE(tls.state, StepState::Warning);
        QVERIFY(tls.error->message.contains(QLatin1String("\"Acme Inspection CA\"")));
        QVERIFY(tls.evidence.startsWith(QLatin1String("TLS 1.3")));
        QCOMPARE(result.verdict, Verdict::Ready);
        QVERIFY(result.step("http")->curl.contains(QLatin1String("--cacert")));
    }
    // The forms in which Windows and colleagues hand the certificate out work at a real server.
    void otherFormsOfACaFileWork_data()
    {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("DER") << QStringList{QStringLiteral("x509"), QStringLiteral("-outform"),
                                            QStringLiteral("DER"), QStringLiteral("-in")};
        QTest::newRow("PKCS #7") << QStringList{QStringLiteral("crl2pkcs7"), QStringLiteral("-nocrl"),
                                                QStringLiteral("-outform"), QStringLiteral("DER"),
                                                QStringLiteral("-certfile")};
    }
    void otherFormsOfACaFileWork()
    {
        QFETCH(QStringList, command);
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("ca.cer"));
        QCOMPARE(
            QProcess::execute(QStringLiteral("openssl"),
                              command + QStringList{m_authority->caFile(), QStringLiteral("-out"), file}),
            0);
        const TlsFront front(m_authority->issue(QStringLiteral("forms"), QStringLiteral("IP:127.0.0.1")),
                             m_demo->address());
        const CheckResult result = check(front.url(), file);
        QVERIFY2(result.verdict == Verdict::Ready, qPrintable(result.asText()));
        const QString facts = result.step("tls")->facts.join(QLatin1Char('\n'));
        QVERIFY2(facts.contains(file) && facts.contains(QLatin1String("Acme Inspection CA")),
                 qPrintable(facts));
    }
    void theEnvironmentsCertificatesCount_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::newRow("file") << QByteArray("SSL_CERT_FILE");
        QTest::newRow("folder") << QByteArray("SSL_CERT_DIR");
    }
    void theEnvironmentsCertificatesCount()
    {
        QFETCH(QByteArray, variable);
        const QString file = m_authority->caFile();
        const QByteArray before = qgetenv(variable.constData());
        const bool wasSet = qEnvironmentVariableIsSet(variable.constData());
        qputenv(variable.constData(),
                QFile::encodeName(variable.endsWith("DIR") ? QFileInfo(file).path() : file));
        const TlsFront front(
            m_authority->issue(QStringLiteral("environment"), QStringLiteral("IP:127.0.0.1")),
            m_demo->address());
        const CheckResult result = check(front.url());
        wasSet ? qputenv(variable.constData(), before) : qunsetenv(variable.constData());
        QVERIFY2(result.verdict == Verdict::Ready, qPrintable(result.asText()));
        QVERIFY(result.step("tls")
                    ->facts.join(QLatin1Char('\n'))
                    .contains(QString::fromLatin1(variable) + QLatin1Char(',')));
    }
    // What was just given is not asked for again.
    void aCaFileOfAnotherAuthorityIsNamed()
    {
        const Authority other(QStringLiteral("Other CA"));
        const auto server =
            opensslServer(m_authority->issue(QStringLiteral("wanted"), QStringLiteral("IP:127.0.0.1")));
        const CheckResult result = check(https(*server), other.caFile());
        const QString next = result.step("tls")->error->nextStep;
        QVERIFY2(next.contains(QLatin1String("but not that of \"Acme Inspection CA\"")), qPrintable(next));
        QVERIFY2(next.contains(QLatin1String("1 certificate (PEM): Other CA")), qPrintable(next));
        QVERIFY(!server->output().contains(token));
    }
    void aCaFileThatCannotBeUsedIsSaidFirst()
    {
        const auto server =
            opensslServer(m_authority->issue(QStringLiteral("unasked"), QStringLiteral("IP:127.0.0.1")));
        QTemporaryDir folder;
        const CheckResult result = check(https(*server), folder.filePath(QStringLiteral("gone.pem")));
        QCOMPARE(result.step("tls")->state, StepState::Failed);
        QVERIFY2(result.summary.contains(QLatin1String("There is no CA file")), qPrintable(result.summary));
        for (const char *step : {"proxy", "name", "tcp", "http"})
            QCOMPARE(result.step(step)->state, StepState::Skipped);
    }
    void oldVersionsAreRefused()
    {
        const auto pair = m_authority->issue(QStringLiteral("old"), QStringLiteral("IP:127.0.0.1"));
        for (const char *version : {"-tls1", "-tls1_1"}) {
            const auto server = opensslServer(pair, {QString::fromLatin1(version), QStringLiteral("-cipher"),
                                                     QStringLiteral("ALL:@SECLEVEL=0")});
            const CheckResult result = check(https(*server), m_authority->caFile());
            QCOMPARE(result.step("tls")->state, StepState::Failed);
            QVERIFY2(result.step("tls")->error->message.contains(QLatin1String("outdated TLS versions")),
                     qPrintable(result.step("tls")->error->asText()));
        }
    }
    void whatIsNotTlsIsNamed_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("says");
        QTest::newRow("plain HTTP") << QByteArray("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                                    << QStringLiteral("does not speak TLS");
        QTest::newRow("closes") << QByteArray() << QStringLiteral("closed the connection");
    }
    void whatIsNotTlsIsNamed()
    {
        QFETCH(QByteArray, answer);
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, answer] {
                socket->write(answer);
                socket->disconnectFromHost();
            });
        });
        const CheckResult result =
            check(QUrl(QStringLiteral("https://127.0.0.1:%1").arg(server.serverPort())));
        QFETCH(QString, says);
        QVERIFY2(result.step("tls")->error->message.contains(says),
                 qPrintable(result.step("tls")->error->asText()));
    }

    void proxyWithPassword_data()
    {
        QTest::addColumn<QString>("credentials");
        QTest::addColumn<QString>("says");
        QTest::newRow("none") << QString() << QStringLiteral("asks for a user name and password (407)");
        QTest::newRow("wrong") << QStringLiteral("ann:wrong-canary@")
                               << QStringLiteral("user name or password may be wrong");
        QTest::newRow("right") << QStringLiteral("ann:proxy-canary@") << QString();
    }
    void proxyWithPassword()
    {
        const TlsFront front(m_authority->issue(QStringLiteral("behind"), QStringLiteral("IP:127.0.0.2")),
                             m_demo->address(), there);
        QTemporaryDir folder;
        const quint16 port = freePort();
        QFile config(folder.filePath(QStringLiteral("tinyproxy.conf")));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(QStringLiteral("Port %1\nListen 127.0.0.1\nTimeout 30\nAllow 127.0.0.1\nMaxClients 20\n"
                                    "BasicAuth ann proxy-canary\nConnectPort %2\nLogLevel Info\n")
                         .arg(port)
                         .arg(front.url().port())
                         .toUtf8());
        config.close();
        Server proxy(QStringLiteral("tinyproxy"),
                     {QStringLiteral("-d"), QStringLiteral("-c"), config.fileName()}, here, port);
        QFETCH(QString, credentials);
        QFETCH(QString, says);
        const QUrl proxyUrl(QStringLiteral("http://") + credentials +
                            QStringLiteral("127.0.0.1:%1").arg(port));
        const CheckResult result = check(front.url(), m_authority->caFile(), proxyUrl.toString());
        const ConnectionStep &step = *result.step("proxy");
        if (says.isEmpty()) {
            QCOMPARE(step.state, StepState::Passed);
            QCOMPARE(step.evidence, QStringLiteral("127.0.0.1:%1 (HTTP, tenant settings)").arg(port));
            QCOMPARE(result.verdict, Verdict::Ready);
            QVERIFY(proxy.output().contains("CONNECT"));
        } else {
            QCOMPARE(step.state, StepState::Failed);
            QCOMPARE(step.error->kind, ErrorKind::Proxy);
            QVERIFY2(step.error->message.contains(says), qPrintable(step.error->message));
            QCOMPARE(result.step("tls")->state, StepState::Skipped);
            QVERIFY(result.summary.contains(step.error->message));
        }
        const QString text = result.asText() + QString::fromUtf8(QJsonDocument(result.asJson()).toJson());
        QVERIFY(!text.contains(QLatin1String("canary")));
        QVERIFY(!proxy.output().contains(token)); // it tunnels, and sees nothing
    }
    void unreachableProxyIsTheProxysFault()
    {
        const CheckResult result = check(QUrl(QStringLiteral("https://acme.goskope.com")), {},
                                         QStringLiteral("http://127.0.0.1:%1").arg(freePort()));
        QCOMPARE(result.step("tcp")->state, StepState::Failed);
        QVERIFY2(result.step("tcp")->error->message.contains(QLatin1String("proxy")),
                 qPrintable(result.step("tcp")->error->message));
    }
    void theEnvironmentsProxyIsNamed()
    {
        qputenv("https_proxy", "127.0.0.1:3128");
        const auto route = QCoro::waitFor(routeTo(QUrl(QStringLiteral("https://acme.goskope.com")), {}, {}));
        qunsetenv("https_proxy");
        QVERIFY(route);
        QCOMPARE(route->source, ProxyRoute::Source::Environment);
        QCOMPARE(route->text(), QStringLiteral("127.0.0.1:3128 (HTTP, https_proxy)"));
        for (const char *direct : {"https://localhost", "https://127.0.0.1", "http://127.0.0.9"})
            QVERIFY(QCoro::waitFor(routeTo(QUrl(QString::fromLatin1(direct)),
                                           QStringLiteral("http://127.0.0.1:3128"), {}))
                        ->isDirect());
    }
    void aSystemThatDoesNotAnswerIsNotWaitedFor()
    {
        const auto release = std::make_shared<QSemaphore>();
        const SystemProxyLookup stuck = [release](const QNetworkProxyQuery &) {
            release->acquire();
            return QList<QNetworkProxy>();
        };
        const QUrl url(QStringLiteral("https://acme.goskope.com"));
        const auto late = QCoro::waitFor(routeTo(url, {}, {}, std::chrono::milliseconds(200), stuck));
        QCOMPARE(late.error().kind, ErrorKind::Timeout);
        std::stop_source stop;
        QTimer::singleShot(100, this, [&stop] { stop.request_stop(); });
        const auto stopped =
            QCoro::waitFor(routeTo(url, {}, stop.get_token(), std::chrono::seconds(60), stuck));
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        release->release(2); // both calls came back before the system did
    }

    void redirectsNeverGetTheToken()
    {
        QTcpServer target, origin;
        QVERIFY(target.listen(QHostAddress::LocalHost) && origin.listen(QHostAddress::LocalHost));
        connect(&origin, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = origin.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, &target] {
                socket->readAll();
                socket->write(QStringLiteral("HTTP/1.1 302 Found\r\nLocation: http://localhost:%1/login\r\n"
                                             "Content-Length: 0\r\n\r\n")
                                  .arg(target.serverPort())
                                  .toUtf8());
            });
        });
        const CheckResult result =
            check(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(origin.serverPort())));
        QCOMPARE(result.step("http")->state, StepState::Failed);
        QVERIFY(result.step("http")->error->message.contains(QLatin1String("leads elsewhere, to localhost")));
        QVERIFY(!target.hasPendingConnections() && !target.waitForNewConnection(100));
    }
    // A web page with a status of a refusal says nothing about the token.
    void aWebPageIsSomethingInBetween_data()
    {
        QTest::addColumn<QByteArray>("status");
        for (const char *status : {"401 Unauthorized", "403 Forbidden", "407 Proxy Authentication Required",
                                   "511 Network Authentication Required"})
            QTest::newRow(status) << QByteArray(status);
    }
    void aWebPageIsSomethingInBetween()
    {
        QFETCH(QByteArray, status);
        const RawServer server(
            {{"HTTP/1.1 " + status +
              "\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><head><title>\n"
              "Sign in to the &quot;guest&quot; network &#8211; A&#x26;B</title></head></html>"}});
        const CheckResult result = check(server.address());
        QCOMPARE(result.verdict, Verdict::NotConclusive);
        QVERIFY2(result.summary.contains(QStringLiteral("titled \"Sign in to the \"guest\" network – A&B\"")),
                 qPrintable(result.summary));
        for (const AccessRow &row : result.rows) {
            QCOMPARE(row.cause, Cause::SomethingBetween);
            QCOMPARE(row.access, Access::NotConclusive);
        }
        const QString text = result.asText() + fixFor(result).asText();
        QVERIFY2(!text.contains(QLatin1String("allowlist")), qPrintable(text));
        QVERIFY2(!text.contains(QLatin1String("new token")), qPrintable(text));
        QVERIFY(text.contains(QLatin1String("omething between this computer and the tenant")));
    }
    // The same in other forms, which are not the API's either.
    void anotherAnswerFromBetween_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &answer, const char *says) {
            QTest::newRow(name) << "HTTP/1.1 " + answer << QString::fromLatin1(says);
        };
        const QByteArray plain = "\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n",
                         html = "\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n",
                         json = "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        row("text, 403", "403 Forbidden" + plain + "Blocked by\n  the filter",
            "\"Blocked by the filter\" (HTTP 403)");
        row("text, 401", "401 Unauthorized" + plain + "Sign in first", "\"Sign in first\" (HTTP 401)");
        row("407 without a page", "407 Proxy Authentication Required\r\nConnection: close\r\n\r\n",
            "(HTTP 407)");
        row("407, JSON", "407 Proxy Authentication Required" + json + "{\"message\":\"sign in\"}",
            "(HTTP 407)");
        row("511, JSON", "511 Network Authentication Required" + json + "{\"message\":\"sign in\"}",
            "(HTTP 511)");
        row("451", "451 Unavailable For Legal Reasons" + html + "<title>Blocked</title>",
            "titled \"Blocked\" (HTTP 451)");
        row("400", "400 Bad Request" + html + "<title>400</title>", "titled \"400\" (HTTP 400)");
    }
    void anotherAnswerFromBetween()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, says);
        const RawServer server({{answer}});
        const CheckResult result = check(server.address());
        QCOMPARE(result.verdict, Verdict::NotConclusive);
        QVERIFY2(result.summary.contains(QLatin1String("Something between this computer and the tenant")) &&
                     result.summary.contains(says),
                 qPrintable(result.summary));
        for (const AccessRow &row : result.rows)
            QCOMPARE(row.cause, Cause::SomethingBetween);
        const QString text = result.asText() + fixFor(result).asText();
        QVERIFY2(!text.contains(QLatin1String("allowlist")) && !text.contains(QLatin1String("new token")),
                 qPrintable(text));
    }
    // What the API itself says in words, and a tenant's 403 without any, still count.
    void aRefusalOfTheApiIsNotFromBetween_data()
    {
        QTest::addColumn<QByteArray>("answer");
        const QByteArray status = "HTTP/1.1 403 Forbidden\r\nConnection: close\r\n";
        QTest::newRow("JSON named text")
            << status + "Content-Type: text/plain\r\n\r\n{\"message\":\"You cannot consume this service\"}";
        QTest::newRow("its words as text")
            << status + "Content-Type: text/plain\r\n\r\nInvalid authentication credentials";
        QTest::newRow("nothing") << status + "\r\n";
    }
    void aRefusalOfTheApiIsNotFromBetween()
    {
        QFETCH(QByteArray, answer);
        const RawServer server({{answer}});
        const CheckResult result = check(server.address());
        for (const AccessRow &row : result.rows)
            QVERIFY(row.cause != Cause::SomethingBetween);
    }
    // An answer without events is an answer all the same.
    void anAnswerWithoutEventsIsAPermission_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        const QByteArray json =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        QTest::newRow("null") << json + R"({"ok":1,"result":null})";
        QTest::newRow("null with more") << json + R"({"result": null, "timestamp_hwm": 0, "wait_time": 0})";
    }
    void anAnswerWithoutEventsIsAPermission()
    {
        QFETCH(QByteArray, answer);
        const RawServer server({{answer}});
        const CheckResult result = check(server.address());
        QVERIFY2(result.verdict == Verdict::Ready, qPrintable(result.asText()));
    }
    void aReportOfAFaultIsNoPermission()
    {
        const RawServer server(
            {{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
              R"({"ok":0,"result":null})"}});
        QVERIFY(check(server.address()).verdict != Verdict::Ready);
    }
    void noRequestsLeftIsSaid()
    {
        const RawServer server(
            QList<RawAnswer>{{"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nratelimit-limit: 4\r\n"
                              "ratelimit-remaining: 0\r\nratelimit-reset: 1\r\nConnection: close\r\n\r\n"
                              R"({"ok":1,"result":[]})"}});
        const CheckResult result = check(server.address());
        QCOMPARE(result.verdict, Verdict::Ready);
        QCOMPARE(result.step("rate")->state, StepState::Warning);
        QCOMPARE(result.step("rate")->evidence, QStringLiteral("0 of 4 left"));
        QVERIFY(result.asText().contains(QLatin1String("none of the tenant's 4 requests were left")));
    }
    void aRefusalByAWebPageIsAWarning()
    {
        control(m_demo->address(), "/__demo/settings", R"({"bad_token":"403-html","token":"another"})");
        const CheckResult result = check(m_demo->address());
        control(m_demo->address(), "/__demo/settings",
                QByteArray(R"({"bad_token":"401","token":")") + token + "\"}");
        QCOMPARE(result.step("http")->state, StepState::Warning);
        QCOMPARE(result.rows.first().cause, Cause::SomethingBetween);
        QCOMPARE(result.verdict, Verdict::NotConclusive);
    }
};

QTEST_GUILESS_MAIN(ConnectionTest)
#include "connection_test.moc"

// Signing in to a proxy with a Kerberos ticket: a real key distribution centre (MIT's), and Squid with its
// negotiate_kerberos_auth.
#include "core/destinations/object_store.h"
#include "core/net/kerberos.h"
#include "core/netskope/api_client.h"
#include "tests/support/azure_server.h"
#include "tests/support/bucket_export.h"
#include "tests/support/raw_server.h"
#include "tests/support/servers.h"

#include <QSslKey>
#include <QSslServer>
#include <QTest>

using namespace slipway;
using namespace slipway::test;

class KerberosTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Authority> m_authority;
    std::unique_ptr<Server> m_realm, m_proxy;
    QSslServer m_tenant;

    [[nodiscard]] QString path(const char *name) const
    {
        return m_folder.filePath(QString::fromLatin1(name));
    }
    void write(const char *name, const QString &text) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
            qFatal("a test file cannot be written");
    }
    void run(const char *program, const QStringList &arguments, const QByteArray &input = {}) const
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        const QString name = QString::fromLatin1(program);
        const QString found =
            QStandardPaths::findExecutable(name, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin")});
        if (found.isEmpty())
            qFatal("%s is missing: run installer/setup tests", program);
        process.start(found, arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            qFatal("%s: %s", program, process.readAll().constData());
    }
    void ask(const QString &command) const
    {
        run("kadmin.local",
            {QStringLiteral("-r"), QStringLiteral("ACME.TEST"), QStringLiteral("-q"), command});
    }
    void signIn(const QStringList &options = {}) const
    {
        run("kinit", options + QStringList{QStringLiteral("ann@ACME.TEST")}, "canary\n");
    }
    void signOut() const { QFile::remove(path("tickets")); }
    // The lines of Squid's log: one for each request that it answered.
    [[nodiscard]] QByteArrayList requests() const
    {
        QFile log(path("access.log"));
        return log.open(QIODevice::ReadOnly) ? log.readAll().split('\n') : QByteArrayList();
    }
    [[nodiscard]] std::unique_ptr<ApiClient> client(const char *host) const
    {
        ConnectionSettings settings;
        settings.address = QUrl(QStringLiteral("https://acme.goskope.com:%1").arg(m_tenant.serverPort()));
        settings.token = Secret("kerberos-test-token");
        settings.caFile = m_authority->caFile();
        settings.proxy = QStringLiteral("http://%1:%2").arg(QString::fromLatin1(host)).arg(m_proxy->port());
        return std::make_unique<ApiClient>(settings);
    }
    static Result<HttpAnswer> get(ApiClient &client)
    {
        return QCoro::waitFor(client.get(QStringLiteral("/api/v2/x"), {}, {}, {}));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(canUseTickets());
        // Started by root, Squid works as another user.
        QVERIFY(QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7777)));
        m_authority = std::make_unique<Authority>(QStringLiteral("Kerberos Test CA"));
        const auto pair = m_authority->issue(QStringLiteral("tenant"), QStringLiteral("DNS:*.goskope.com"));
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
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                if (socket->readAll().contains("\r\n\r\n")) {
                    socket->write(http("{\"ok\":1}"));
                    socket->disconnectFromHost();
                }
            });
        });

        const quint16 realmPort = freePort();
        write("krb5.conf", QStringLiteral("[libdefaults]\ndefault_realm = ACME.TEST\ndns_lookup_kdc = false\n"
                                          "dns_lookup_realm = false\nrdns = false\n"
                                          "dns_canonicalize_hostname = false\nudp_preference_limit = 1\n"
                                          "[realms]\nACME.TEST = {\nkdc = 127.0.0.1:%1\n}\n"
                                          "[domain_realm]\nlocalhost = ACME.TEST\n127.0.0.1 = ACME.TEST\n")
                               .arg(realmPort));
        write("kdc.conf",
              QStringLiteral("[kdcdefaults]\nkdc_listen = 127.0.0.1:%1\nkdc_tcp_listen = 127.0.0.1:%1\n"
                             "[realms]\nACME.TEST = {\ndatabase_name = %2/principals\n"
                             "key_stash_file = %2/stash\nacl_file = %2/acl\n}\n"
                             "[logging]\nkdc = FILE:%2/kdc.log\n")
                  .arg(realmPort)
                  .arg(m_folder.path()));
        qputenv("KRB5_CONFIG", QFile::encodeName(path("krb5.conf")));
        qputenv("KRB5_KDC_PROFILE", QFile::encodeName(path("kdc.conf")));
        qputenv("KRB5CCNAME", "FILE:" + QFile::encodeName(path("tickets")));
        run("kdb5_util", {QStringLiteral("-r"), QStringLiteral("ACME.TEST"), QStringLiteral("create"),
                          QStringLiteral("-s"), QStringLiteral("-P"), QStringLiteral("master")});
        ask(QStringLiteral("addprinc -pw canary ann"));
        ask(QStringLiteral("addprinc -randkey HTTP/localhost"));
        ask(QStringLiteral("ktadd -k %1 HTTP/localhost").arg(path("keytab")));
        QVERIFY(QFile::setPermissions(path("keytab"), QFile::Permissions(0x6444)));
        m_realm = std::make_unique<Server>(QStringLiteral("krb5kdc"), QStringList{QStringLiteral("-n")},
                                           QStringLiteral("127.0.0.1"), realmPort);

        write("hosts", QStringLiteral("127.0.0.1 acme.goskope.com slipway.blob.slipway.test\n"));
        const quint16 proxyPort = freePort();
        write("squid.conf",
              QStringLiteral("http_port 127.0.0.1:%1\npid_filename %2/pid\ncache deny all\n"
                             "access_log stdio:%2/access.log\nbuffered_logs off\ncache_log %2/cache.log\n"
                             "coredump_dir %2\npinger_enable off\nshutdown_lifetime 0 seconds\n"
                             "hosts_file %2/hosts\n"
                             "auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth "
                             "-k %2/keytab -s HTTP/localhost@ACME.TEST\n"
                             "auth_param negotiate children 1\n"
                             "acl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all\n")
                  .arg(proxyPort)
                  .arg(m_folder.path()));
        m_proxy = std::make_unique<Server>(
            QStringLiteral("squid"),
            QStringList{QStringLiteral("-N"), QStringLiteral("-f"), path("squid.conf")},
            QStringLiteral("127.0.0.1"), proxyPort);
    }
    void cleanupTestCase()
    {
        m_proxy.reset();
        m_realm.reset();
    }
    void cleanup() { signOut(); }

    void aTicketOpensTheWay()
    {
        signIn();
        const auto api = client("localhost");
        const qsizetype before = requests().size();
        const auto answer = get(*api);
        QVERIFY2(answer, answer ? "" : qPrintable(answer.error().asText()));
        QCOMPARE(answer->body, QByteArray("{\"ok\":1}"));
        QTRY_COMPARE(requests().size() - before, 2); // refused once, then with the ticket
        for (int i = 0; i < 3; ++i) {
            const auto next = get(*api);
            QVERIFY2(next, next ? "" : qPrintable(next.error().asText()));
        }
        QTRY_COMPARE(requests().size() - before, 5); // from then on with one at once
        QVERIFY(requests().at(requests().size() - 2).contains("ann@ACME.TEST"));
    }
    // Azure's Blob service with a signature that rclone cannot use: Slipway's own requests.
    void aTicketOpensTheWayToAzure()
    {
        const AzureServer azure;
        const auto pair =
            m_authority->issue(QStringLiteral("blob"), QStringLiteral("DNS:slipway.blob.slipway.test"));
        const TlsFront front(pair, QUrl(QStringLiteral("http://127.0.0.1:%1").arg(azure.port())));
        DestinationAccess access = azure.access(QStringLiteral("by-ticket"), "sas-write");
        access.destination.caFile = m_authority->caFile();
        access.destination.proxy = QStringLiteral("localhost:%1").arg(m_proxy->port());
        access.destination.options.insert(
            QStringLiteral("endpoint"),
            QStringLiteral("https://slipway.blob.slipway.test:%1").arg(front.url().port()));
        const auto store = ObjectStore::open(access);
        QVERIFY2(store, store ? "" : qPrintable(store.error().asText()));
        QFile file(path("file"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QByteArray(3 << 20, 'x')) > 0);
        file.close();
        const qsizetype before = requests().size();
        const auto put = [&] {
            return QCoro::waitFor(store->put(file.fileName(), QStringLiteral("a/file"), 0, {}, {}));
        };
        const Result<void> refused = put();
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(QLatin1String("but you have none")),
                 qPrintable(refused.error().asText()));
        QTRY_COMPARE(requests().size() - before, 1);
        signIn();
        const Result<void> written = put();
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QTRY_COMPARE(requests().size() - before, 3); // without a ticket, and with it
    }
    void withoutATicket()
    {
        const qsizetype before = requests().size();
        const auto refused = get(*client("localhost"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Proxy);
        QVERIFY2(refused.error().message.contains(QLatin1String("but you have none")),
                 qPrintable(refused.error().asText()));
        QVERIFY(refused.error().nextStep.contains(QLatin1String("kinit")));
        QTRY_COMPARE(requests().size() - before, 1);
    }
    void anExpiredTicket()
    {
        signIn({QStringLiteral("-l"), QStringLiteral("1s")});
        QTest::qWait(2100); // a real clock at the other end; nothing else makes a ticket old
        const auto refused = get(*client("localhost"));
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(QLatin1String("has expired")),
                 qPrintable(refused.error().asText()));
    }
    void aProxyThatTheRealmDoesNotKnow()
    {
        signIn();
        const auto refused = get(*client("127.0.0.1"));
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(
                     QLatin1String("your realm does not know a proxy named 127.0.0.1")),
                 qPrintable(refused.error().asText()));
    }
    // After the others: it ends the realm.
    void theRealmIsGone()
    {
        signIn();
        m_realm.reset();
        const auto refused = get(*client("localhost"));
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(QLatin1String("your realm cannot be reached")),
                 qPrintable(refused.error().asText()));
    }
};

QTEST_GUILESS_MAIN(KerberosTest)
#include "kerberos_test.moc"

// slipway-cli check against a real TLS server with all kinds of certificates, and with CA files in all kinds
// of forms. The names are those of a tenant: a proxy leads every connection to the server. Where something is
// wrong, no request goes out. Certificates that are too weak are in connection_test: Qt does not serve them.
#include "tests/support/cli_run.h"
#include "tests/support/scripted_proxy.h"
#include "tests/support/servers.h"

#include <QSslKey>
#include <QSslServer>
#include <QStringEncoder>

using namespace slipway::test;

class CertificatesCommandTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    // A TLS server that grants everything, and counts.
    class Tenant
    {
    public:
        Tenant(const QList<QSslCertificate> &chain, const QString &keyFile)
        {
            QSslConfiguration tls;
            tls.setLocalCertificateChain(chain);
            QFile key(keyFile);
            if (!key.open(QIODevice::ReadOnly))
                qFatal("there is no key");
            tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
            m_server.setSslConfiguration(tls);
            m_server.setProxy(QNetworkProxy::NoProxy);
            m_server.listen(QHostAddress::LocalHost);
            QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] {
                while (QTcpSocket *client = m_server.nextPendingConnection())
                    QObject::connect(client, &QTcpSocket::readyRead, client, [this, client] {
                        if (!client->peek(64 << 10).contains("\r\n\r\n"))
                            return;
                        client->readAll();
                        ++requests;
                        client->write(
                            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                            "Content-Length: 20\r\nConnection: close\r\n\r\n{\"ok\":1,\"result\":[]}");
                        client->disconnectFromHost();
                    });
            });
        }
        [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
        int requests = 0;

    private:
        QSslServer m_server;
    };

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    static QStringList words(const QString &line) { return line.split(QLatin1Char(' '), Qt::SkipEmptyParts); }

    // `clock`: how far the clock is off, as faketime reads it: "+40d".
    static void openssl(const QStringList &arguments, const QByteArray &clock = {})
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        if (!clock.isEmpty()) {
            environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(SLIPWAY_FAKETIME_LIBRARY));
            environment.insert(QStringLiteral("FAKETIME"), QString::fromLatin1(clock));
        }
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("openssl"), arguments);
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            qFatal("openssl: %s", process.readAllStandardError().constData());
    }
    // An authority; without an `issuer` it signs itself. Valid for 30 days.
    void authority(const QString &name, const QString &issuer = {}, const QByteArray &clock = {}) const
    {
        const QStringList key = words(QStringLiteral("req -newkey rsa:2048 -nodes -keyout "))
                                << path(name + QStringLiteral(".key"));
        const QStringList subject{QStringLiteral("-subj"), QStringLiteral("/O=Test/CN=") + name};
        const QString constraint = QStringLiteral("basicConstraints=critical,CA:TRUE");
        if (issuer.isEmpty()) {
            openssl(key + subject + words(QStringLiteral("-x509 -days 30 -out ")) + QStringList{path(name)},
                    clock);
            return;
        }
        openssl(key + subject +
                QStringList{QStringLiteral("-addext"), constraint, QStringLiteral("-out"),
                            path(QStringLiteral("csr"))});
        sign(name, issuer, clock);
    }
    void sign(const QString &name, const QString &issuer, const QByteArray &clock) const
    {
        openssl(words(QStringLiteral("x509 -req -days 30 -CAcreateserial -copy_extensions copy")) +
                    QStringList{QStringLiteral("-in"), path(QStringLiteral("csr")), QStringLiteral("-CA"),
                                path(issuer), QStringLiteral("-CAkey"), path(issuer + QStringLiteral(".key")),
                                QStringLiteral("-out"), path(name)},
                clock);
    }
    // A tenant's certificate for `names`, issued by `issuer`, or by itself.
    void certificate(const QString &name, const QString &names, const QString &issuer,
                     const QByteArray &clock = {}) const
    {
        QStringList request = words(QStringLiteral("req -nodes -newkey rsa:2048"));
        request << QStringLiteral("-keyout") << path(name + QStringLiteral(".key")) << QStringLiteral("-subj")
                << QStringLiteral("/CN=tenant") << QStringLiteral("-addext")
                << QStringLiteral("subjectAltName=") + names;
        if (issuer.isEmpty()) {
            openssl(request + words(QStringLiteral("-x509 -days 30 -out ")) + QStringList{path(name)}, clock);
            return;
        }
        openssl(request + QStringList{QStringLiteral("-out"), path(QStringLiteral("csr"))});
        sign(name, issuer, clock);
    }
    QString write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("a test file cannot be written");
        return file.fileName();
    }
    [[nodiscard]] QByteArray contents(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    struct Outcome
    {
        int code, requests;
        QByteArray text;
    };
    [[nodiscard]] Outcome check(const QString &host, const QStringList &chain, const QString &caFile) const
    {
        QList<QSslCertificate> certificates;
        for (const QString &each : chain)
            certificates += QSslCertificate::fromPath(path(each));
        Tenant tenant(certificates, path(chain.first() + QStringLiteral(".key")));
        ScriptedProxy proxy(tenant.port(), [](const QByteArray &) { return established; });
        QTemporaryDir world;
        QStringList arguments{QStringLiteral("check"),
                              QStringLiteral("--host"),
                              QStringLiteral("https://%1:%2").arg(host).arg(tenant.port()),
                              QStringLiteral("--token-stdin"),
                              QStringLiteral("--profile"),
                              QStringLiteral("custom:alert"),
                              QStringLiteral("--proxy"),
                              proxy.url()};
        if (!caFile.isEmpty())
            arguments << QStringLiteral("--ca-file")
                      << (caFile.startsWith(QLatin1Char('/')) ? caFile : path(caFile));
        CliRun run(world.path(), arguments, "certificates-test-token");
        if (!QTest::qWaitFor([&] { return !run.isRunning(); }, 60'000))
            return {-1, tenant.requests, {}};
        const int code = run.wait();
        return {code, tenant.requests, run.output() + run.errors()};
    }

private Q_SLOTS:
    void initTestCase()
    {
        qunsetenv("SSL_CERT_FILE");
        qunsetenv("SSL_CERT_DIR");
        const auto text = [](const char *word) { return QString::fromLatin1(word); };
        authority(text("Root"));
        authority(text("Stranger"));
        authority(text("Middle"), text("Root"));
        authority(text("Old Root"), {}, "-60d");
        authority(text("Old Middle"), text("Root"), "-60d");
        const QString name = text("DNS:acme.goskope.com");
        certificate(text("good"), name, text("Root"));
        certificate(text("wildcard"), text("DNS:*.goskope.com"), text("Root"));
        certificate(text("other"), text("DNS:other.goskope.com"), text("Root"));
        certificate(text("expired"), name, text("Root"), "-60d");
        certificate(text("future"), name, text("Root"), "+40d");
        certificate(text("self"), name, {});
        certificate(text("below"), name, text("Middle"));
        certificate(text("below old"), name, text("Old Middle"));
        certificate(text("of old"), name, text("Old Root"));
        const QString root = QString::fromLatin1(contents(text("Root")));
        openssl(QStringList{text("x509"), text("-in"), path(text("Root")), text("-outform"), text("DER"),
                            text("-out"), path(text("root.der"))});
        openssl(QStringList{text("crl2pkcs7"), text("-nocrl"), text("-certfile"), path(text("Root")),
                            text("-out"), path(text("root.p7b"))});
        QStringEncoder utf16(QStringConverter::Utf16LE, QStringEncoder::Flag::WriteBom);
        write(text("root.utf16"), utf16(root));
        write(text("root.crlf"), QByteArray(contents(text("Root"))).replace("\n", "\r\n"));
        write(text("both.pem"), contents(text("Stranger")) + contents(text("Root")));
        write(text("empty.pem"), {});
        write(text("notes.txt"), "the certificate is on the share\n");
    }

    void certificates_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("chain");
        QTest::addColumn<QString>("caFile");
        QTest::addColumn<QString>("says"); // empty: it is trusted
        QTest::addColumn<QString>("next");
        const auto row = [](const char *name, const char *chain, const char *caFile, const char *says = "",
                            const char *next = "", const char *host = "acme.goskope.com") {
            QTest::newRow(name) << QString::fromLatin1(host) << QString::fromLatin1(chain)
                                << QString::fromLatin1(caFile) << QString::fromLatin1(says)
                                << QString::fromLatin1(next);
        };
        row("good", "good", "Root");
        row("wildcard", "wildcard", "Root");
        row("wildcard, in capitals", "wildcard", "Root", "", "", "ACME.goskope.com");
        row("wildcard, two levels", "wildcard", "Root", "issued for another host (*.goskope.com)",
            "Check the tenant's address", "acme.eu.goskope.com");
        row("wrong host", "other", "Root", "issued for another host (other.goskope.com)",
            "Check the tenant's address");
        row("expired", "expired", "Root", "it expired on", "this computer's clock");
        row("not yet valid", "future", "Root", "it is not valid before", "this computer's clock");
        row("self-signed", "self", "Root", "signed by itself", "");
        row("self-signed, and given", "self", "self");
        row("no CA file", "good", "", "its issuer is unknown to this computer", "\"Root\"");
        row("CA file of another authority", "good", "Stranger", "its issuer is unknown to this computer",
            "but not that of \"Root\"");
        row("with its intermediate", "below,Middle", "Root");
        row("with an intermediate too many", "below,Middle,Root", "Root");
        row("intermediate is missing", "below", "Root", "its issuer is unknown to this computer",
            "but not that of \"Middle\"");
        row("intermediate has expired", "below old,Old Middle", "Root",
            "the certificate of its issuer \"Old Middle\" expired on", "");
        row("authority has expired", "of old", "Old Root", "its issuer is unknown to this computer",
            "The CA certificate of \"Old Root\" was added, but it expired on");
        row("DER", "good", "root.der");
        row("PKCS #7", "good", "root.p7b");
        row("UTF-16", "good", "root.utf16", "is UTF-16 text", "iconv -f UTF-16 -t UTF-8");
        row("Windows line ends", "good", "root.crlf");
        row("two in one file", "good", "both.pem");
        row("missing file", "good", "missing.pem", "There is no CA file", "Check the path");
        row("folder", "good", "/tmp", "folder", "");
        row("empty file", "good", "empty.pem", "empty", "");
        row("text", "good", "notes.txt", "certificate", "");
        row("key", "good", "Root.key", "private key", "");
        row("the tenant's own", "other", "other", "issued for another host (other.goskope.com)", "");
    }
    void certificates()
    {
        QFETCH(QString, host);
        QFETCH(QString, chain);
        QFETCH(QString, caFile);
        QFETCH(QString, says);
        QFETCH(QString, next);
        const Outcome outcome = check(host, chain.split(QLatin1Char(',')), caFile);
        if (says.isEmpty()) {
            QVERIFY2(outcome.code == 0 && outcome.requests > 0, outcome.text.constData());
            return;
        }
        QVERIFY2(outcome.code == 1 || outcome.code == 2, outcome.text.constData());
        QVERIFY2(outcome.text.contains(says.toUtf8()), outcome.text.constData());
        QVERIFY2(outcome.text.contains(next.toUtf8()), outcome.text.constData());
        QVERIFY2(outcome.requests == 0, outcome.text.constData()); // and so the token stayed here
    }
};

QTEST_GUILESS_MAIN(CertificatesCommandTest)
#include "certificates_command_test.moc"

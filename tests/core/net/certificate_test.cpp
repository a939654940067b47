// Which host a certificate names, and what is said about weak ones: real certificates, made by OpenSSL.
#include "core/net/certificate.h"
#include "tests/support/servers.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

namespace {

QSslCertificate made(const QString &commonName, const QByteArray &names, const QStringList &more = {})
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("c.pem"));
    QStringList arguments{QStringLiteral("req"),
                          QStringLiteral("-x509"),
                          QStringLiteral("-nodes"),
                          QStringLiteral("-days"),
                          QStringLiteral("5"),
                          QStringLiteral("-subj"),
                          QStringLiteral("/CN=") + commonName,
                          QStringLiteral("-keyout"),
                          QStringLiteral("/dev/null"),
                          QStringLiteral("-out"),
                          file};
    if (!names.isEmpty())
        arguments << QStringLiteral("-addext")
                  << QStringLiteral("subjectAltName=") + QString::fromLatin1(names);
    arguments << (more.isEmpty()
                      ? QStringList{QStringLiteral("-newkey"), QStringLiteral("ec"),
                                    QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256")}
                      : more);
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"), arguments);
    if (!openssl.waitForFinished(30'000) || openssl.exitCode() != 0)
        qFatal("openssl: %s", openssl.readAllStandardError().constData());
    return QSslCertificate::fromPath(file).value(0);
}

} // namespace

class CertificateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QByteArray>("names");
        QTest::addColumn<QString>("host");
        QTest::addColumn<bool>("named");
        const auto row = [](const char *names, const char *host, bool named) {
            QTest::addRow("%s for %s", names, host) << QByteArray(names) << QString::fromUtf8(host) << named;
        };
        // All have the common name acme.goskope.com.
        row("", "acme.goskope.com", true);
        row("", "other.goskope.com", false);
        row("DNS:other.goskope.com", "acme.goskope.com", false);
        row("DNS:other.goskope.com", "other.goskope.com", true);
        row("DNS:other.goskope.com,DNS:acme.goskope.com", "acme.goskope.com", true);
        row("DNS:ACME.goskope.com", "acme.Goskope.com", true);
        row("DNS:*.goskope.com", "acme.goskope.com", true);
        row("DNS:*.goskope.com", "a.b.goskope.com", false);
        row("DNS:*.goskope.com", "goskope.com", false);
        row("DNS:*.com", "goskope.com", false);
        row("DNS:ac*.goskope.com", "acme.goskope.com", false);
        row("DNS:*", "acme", false);
        row("IP:127.0.0.1", "acme.goskope.com", false);
        row("IP:127.0.0.1", "127.0.0.1", true);
        row("IP:127.0.0.1", "127.0.0.2", false);
        row("IP:::1", "::1", true);
        row("DNS:127.0.0.1", "127.0.0.2", false);
        row("email:a@acme.goskope.com", "acme.goskope.com", true); // names no host, so the common name counts
        row("URI:https://other.goskope.com/", "acme.goskope.com", false);
        row("URI:https://acme.goskope.com/", "acme.goskope.com", false);
        row("email:a@acme.goskope.com,URI:spiffe://acme.goskope.com/x", "acme.goskope.com", false);
        row("RID:1.2.3.4", "acme.goskope.com", false);
        row("DNS:xn--bcher-kva.goskope.com",
            "b\xc3\xbc"
            "cher.goskope.com",
            true);
    }
    void names()
    {
        QFETCH(QByteArray, names);
        QFETCH(QString, host);
        QFETCH(bool, named);
        QCOMPARE(namesHost(made(QStringLiteral("acme.goskope.com"), names), host), named);
    }
    void weakOnesHaveAReason_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("says");
        const auto list = [](const char *text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
        QTest::newRow("RSA 1024") << list("-newkey rsa:1024") << QStringLiteral("1024 bits is too short");
        QTest::newRow("RSA 512") << list("-newkey rsa:512") << QStringLiteral("512 bits is too short");
        QTest::newRow("MD5") << list("-newkey rsa:2048 -md5") << QStringLiteral("MD5");
        QTest::newRow("another reason") << list("-newkey rsa:2048") << QStringLiteral("gives no reason");
    }
    void weakOnesHaveAReason()
    {
        QFETCH(QStringList, options);
        QFETCH(QString, says);
        const QSslCertificate certificate = made(QStringLiteral("weak"), {}, options);
        const QStringList problems =
            certificateProblems({QSslError(QSslError::UnspecifiedError, certificate)}, {certificate});
        QCOMPARE(problems.size(), 1);
        QVERIFY2(problems.first().contains(says), qPrintable(problems.first()));
    }
    // Only a certificate that signs itself is called self-signed; one from an unknown authority is not.
    void whoSigned_data()
    {
        QTest::addColumn<QSslError::SslError>("error");
        QTest::addColumn<QString>("says");
        const auto row = [](QSslError::SslError error, const char *says) {
            QTest::addRow("%d", int(error)) << error << QString::fromLatin1(says);
        };
        row(QSslError::SelfSignedCertificate, "signed by itself");
        row(QSslError::SelfSignedCertificateInChain, "issuer is unknown to this computer");
        row(QSslError::UnableToGetLocalIssuerCertificate, "issuer is unknown to this computer");
        row(QSslError::UnableToVerifyFirstCertificate, "issuer is unknown to this computer");
    }
    void whoSigned()
    {
        QFETCH(QSslError::SslError, error);
        QFETCH(QString, says);
        const QSslCertificate certificate = made(QStringLiteral("acme.goskope.com"), {});
        const QStringList problems = certificateProblems({QSslError(error, certificate)}, {certificate});
        QCOMPARE(problems.size(), 1);
        QVERIFY2(problems.first().contains(says), qPrintable(problems.first()));
    }
    void aWeakIssuerIsNamedAsSuch()
    {
        const QSslCertificate good = made(QStringLiteral("good"), {}),
                              weak = made(QStringLiteral("weak"), {},
                                          {QStringLiteral("-newkey"), QStringLiteral("rsa:1024")});
        const QStringList problems =
            certificateProblems({QSslError(QSslError::UnspecifiedError, good)}, {good, weak});
        QVERIFY2(problems.first().contains(QLatin1String("issuer is too weak")),
                 qPrintable(problems.first()));
    }
};

QTEST_GUILESS_MAIN(CertificateTest)
#include "certificate_test.moc"

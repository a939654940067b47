// No secret of any kind of destination can be seen from outside: not in the arguments of any process, and not
// in what Slipway writes, while it uploads with credentials from the keychain or from the environment.
#include "tests/support/azure_server.h"
#include "tests/support/bucket_export.h"
#include "tests/support/cli_run.h"
#include "tests/support/gcs_server.h"
#include "tests/support/sftp_server.h"

#include <unistd.h>

using namespace slipway;
using namespace slipway::test;

namespace {

// All that anybody on this computer can see of its processes.
QByteArray argumentsOfAll()
{
    QByteArray seen;
    for (const QString &process : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
        QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(process));
        if (process.toLongLong() > 0 && arguments.open(QIODevice::ReadOnly))
            seen += arguments.readAll() + '\n';
    }
    return seen;
}

// Database, logs, settings; not the events themselves.
QByteArray writtenBelow(const QString &folder)
{
    QByteArray written;
    const auto files = filesIn(folder);
    for (auto file = files.cbegin(); file != files.cend(); ++file) {
        if (!file.key().contains(QLatin1String(".ndjson")))
            written += file.value() + '\n';
    }
    return written;
}

} // namespace

class SecrecyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_swift = std::make_unique<SwiftServer>();
        m_azure = std::make_unique<AzureServer>();
        m_google = std::make_unique<GcsServer>();
        m_sftp = std::make_unique<SftpServer>();
    }
    void cleanupTestCase()
    {
        m_swift.reset();
        m_azure.reset();
        m_google.reset();
        m_sftp.reset();
    }

    void secretsCannotBeSeen_data()
    {
        QTest::addColumn<DestinationAccess>("access");
        QTest::addColumn<QList<QByteArray>>("secrets");
        QTest::addColumn<bool>("isSaved");
        DestinationAccess s3 = m_swift->access(QStringLiteral("secret"));
        const QByteArray session = "s3ss10n-0f-th3-upl04d", key = SwiftServer::secretKey;
        s3.secrets.insert(QStringLiteral("session_token"), Secret(session));
        const QList<QByteArray> ofS3{key, key.toBase64(), key.toHex(), session, "test:tester"};
        QTest::newRow("S3, saved") << s3 << ofS3 << true;
        s3.destination.prefix = QStringLiteral("environment");
        QTest::newRow("S3, environment") << s3 << ofS3 << false;
        for (const char *sas : {"sas", "sas-write"}) {
            const QByteArray text = m_azure->sas(sas), signature = text.mid(text.indexOf("sig=") + 4);
            QTest::newRow(sas) << m_azure->access(QStringLiteral("secret-") + QLatin1String(sas), sas)
                               << QList<QByteArray>{signature, QByteArray::fromPercentEncoding(signature)}
                               << true;
        }
        const QByteArray account = m_google->account();
        QTest::newRow("Google") << m_google->access(QStringLiteral("secret"))
                                << QList<QByteArray>{account.mid(account.indexOf("KEY-----") + 20, 40),
                                                     "BEGIN PRIVATE KEY"}
                                << true;
        QTest::newRow("SFTP") << m_sftp->access(QStringLiteral("secret"))
                              << QList<QByteArray>{SftpServer::passphrase()} << true;
    }
    void secretsCannotBeSeen()
    {
        QFETCH(DestinationAccess, access);
        QFETCH(QList<QByteArray>, secrets);
        QFETCH(bool, isSaved);
        const Destination &destination = access.destination;
        ExportWorld world(2500);
        const QTemporaryDir home;
        QProcessEnvironment environment;
        // Common on computers behind an inspecting proxy; rclone fails where it sees it.
        environment.insert(QStringLiteral("AWS_CA_BUNDLE"),
                           QStringLiteral("/etc/ssl/certs/ca-certificates.crt"));
        QStringList to{QStringLiteral("--dest"), destination.url()};
        QByteArray seen;
        if (isSaved) {
            to = QStringList{QStringLiteral("--destination"), QStringLiteral("drop")};
            QStringList arguments{QStringLiteral("destination"), QStringLiteral("add"),
                                  QStringLiteral("drop"), destination.url(),
                                  QStringLiteral("--credentials-stdin")};
            for (auto option = destination.options.cbegin(); option != destination.options.cend(); ++option)
                arguments << QStringLiteral("--set") << option.key() + QLatin1Char('=') + option.value();
            QByteArray lines;
            for (auto secret = access.secrets.cbegin(); secret != access.secrets.cend(); ++secret)
                lines += access.secrets.contains(QStringLiteral("service_account"))
                             ? secret->reveal()
                             : secret.key().toUtf8() + " = " + secret->reveal() + '\n';
            CliRun add(home.path(), arguments, lines);
            const int added = add.wait();
            seen += add.errors();
            QVERIFY2(added == 0, seen.constData());
        } else {
            environment.insert(m_swift->awsEnvironment());
            environment.insert(QStringLiteral("AWS_SESSION_TOKEN"),
                               QString::fromUtf8(access.secrets[QStringLiteral("session_token")].reveal()));
        }
        CliRun run(home.path(),
                   exportArguments(world, to) + QStringList{QStringLiteral("--bandwidth"),
                                                            QStringLiteral("3M"), QStringLiteral("--json")},
                   ExportWorld::token(), environment);
        int looks = 0, uploads = 0;
        while (run.isRunning() && looks < 400) {
            ++looks;
            uploads += rcloneChildrenOf(run.pid()).isEmpty() ? 0 : 1;
            seen += argumentsOfAll();
            if (looks % 5 == 0)
                seen += writtenBelow(home.path());
            QTest::qWait(20);
        }
        const int code = run.wait();
        const QByteArray errors = run.errors() + QJsonDocument(run.json()).toJson();
        QVERIFY2(code == 0, errors.constData());
        QVERIFY(uploads > 3 ||
                destination.prefix == QLatin1String("secret-sas-write")); // that one has no rclone
        QVERIFY(seen.contains("slipway-cli") && seen.contains(QByteArrayList{"export", "--host"}.join('\0')));
        seen += writtenBelow(home.path()) + errors;
        QVERIFY(seen.contains(destination.path().toUtf8())); // it looked in the right places
        for (const QByteArray &secret : secrets)
            QVERIFY2(!secret.isEmpty() && !seen.contains(secret), secret.constData());
        // With all that it has arrived.
        const QMap<QString, QByteArray> there =
            destination.kind == QLatin1String("s3") ? objects(m_swift->environment(), destination.path())
            : destination.kind == QLatin1String("azblob")
                ? objects(m_azure->environment(), destination.path())
            : destination.kind == QLatin1String("gcs") ? m_google->objects(destination.prefix)
                                                       : filesIn(destination.path());
        QVERIFY(linesIn(there) == world.truth());
        if (isSaved) {
            // By its address it is found as well, with all that is saved for it.
            CliRun test(home.path(),
                        {QStringLiteral("destination"), QStringLiteral("test"), destination.url()}, {});
            QVERIFY2(test.wait() == 0, test.errors().constData());
            CliRun remove(home.path(),
                          {QStringLiteral("destination"), QStringLiteral("remove"), QStringLiteral("drop")},
                          {});
            QVERIFY2(remove.wait() == 0, remove.errors().constData());
        }
    }

private:
    std::unique_ptr<SwiftServer> m_swift;
    std::unique_ptr<AzureServer> m_azure;
    std::unique_ptr<GcsServer> m_google;
    std::unique_ptr<SftpServer> m_sftp;
};

QTEST_GUILESS_MAIN(SecrecyTest)
#include "secrecy_test.moc"

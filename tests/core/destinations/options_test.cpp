// Each option of a destination reaches the store: it is seen on the way there, and kept by the store if the
// store knows it.
#include "core/destinations/rclone/rclone_environment.h"
#include "tests/support/azure_server.h"
#include "tests/support/bucket_export.h"
#include "tests/support/cli_run.h"
#include "tests/support/recording_proxy.h"
#include "tests/support/servers.h"

using namespace slipway;
using namespace slipway::test;

namespace {

// Swift's storage_domain; the name is known to nobody but the proxy.
constexpr auto s3Name = "s3.slipway.test";

// A column of rclone's list of one object, without the code under test.
QByteArray listed(const QProcessEnvironment &environment, const QString &path, const char *format)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral("rclone"),
                  {QStringLiteral("lsf"), QStringLiteral("-R"), QStringLiteral("--files-only"),
                   QStringLiteral("--format"), QLatin1String(format), QStringLiteral("look:") + path,
                   QStringLiteral("--config=")});
    process.waitForFinished(30'000);
    return process.readAllStandardOutput().trimmed();
}

} // namespace

class OptionsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_swift = std::make_unique<SwiftServer>();
        m_azure = std::make_unique<AzureServer>();
    }
    void cleanupTestCase()
    {
        m_swift.reset();
        m_azure.reset();
    }

    void s3Headers_data()
    {
        QTest::addColumn<QString>("options"); // blanks between
        QTest::addColumn<QString>("headers"); // "|" between
        QTest::addColumn<QString>("error");   // what Swift thinks of it; nothing: it takes it
        const auto row = [](const char *name, const char *options, const char *headers, const char *error) {
            QTest::newRow(name) << QString::fromLatin1(options) << QString::fromLatin1(headers)
                                << QString::fromLatin1(error);
        };
        // rclone sends an ACL in any case.
        row("nothing", "", "x-amz-acl: private", "");
        row("canned ACL", "acl=private", "x-amz-acl: private", "");
        row("the owner's ACL", "acl=bucket-owner-full-control", "x-amz-acl: bucket-owner-full-control", "");
        row("storage class", "storage_class=STANDARD acl=private",
            "x-amz-acl: private|x-amz-storage-class: STANDARD", "");
        row("another storage class", "storage_class=GLACIER_IR",
            "x-amz-acl: private|x-amz-storage-class: GLACIER_IR", "does not know this storage class");
        row("AES256", "encryption=AES256", "x-amz-acl: private|x-amz-server-side-encryption: AES256",
            "does not support");
        row("KMS", "encryption=aws:kms kms_key=arn:aws:kms:eu-west-1:1:key/a-b",
            "x-amz-acl: private|x-amz-server-side-encryption: aws:kms|"
            "x-amz-server-side-encryption-aws-kms-key-id: arn:aws:kms:eu-west-1:1:key/a-b",
            "does not support");
        row("all at once", "acl=bucket-owner-read storage_class=STANDARD_IA encryption=AES256",
            "x-amz-acl: bucket-owner-read|x-amz-server-side-encryption: AES256|x-amz-storage-class: "
            "STANDARD_IA",
            "does not know this storage class");
    }
    void s3Headers()
    {
        QFETCH(QString, options);
        QFETCH(QString, headers);
        QFETCH(QString, error);
        RecordingProxy proxy(m_swift->port());
        DestinationAccess access = s3By(proxy);
        for (const QString &option : options.split(QLatin1Char(' '), Qt::SkipEmptyParts))
            access.destination.options.insert(option.section(QLatin1Char('='), 0, 0),
                                              option.section(QLatin1Char('='), 1));
        const DestinationTestReport report = testOf(access);
        const auto puts = proxy.with("PUT", ".slipway-test");
        QVERIFY(!puts.isEmpty());
        QStringList sent;
        for (auto header = puts.first().headers.cbegin(); header != puts.first().headers.cend(); ++header) {
            if (header.key().startsWith("x-amz-acl") || header.key().startsWith("x-amz-storage") ||
                header.key().startsWith("x-amz-server"))
                sent << QString::fromLatin1(header.key() + ": " + header.value());
        }
        QCOMPARE(sent.join(QLatin1Char('|')), headers); // these and no others
        // They are signed: nobody on the way can take them off.
        for (const QString &header : sent)
            QVERIFY(puts.first()
                        .header("authorization")
                        .contains(header.section(QLatin1Char(':'), 0, 0).toLatin1()));
        if (error.isEmpty())
            QVERIFY2(report.isPassed(), reasonOf(report));
        else
            QVERIFY2(report.error() && report.error()->message.contains(error), reasonOf(report));
    }

    // The next file's upload begins before the one before has ended, and both together keep the limit.
    void bandwidth()
    {
        ExportWorld world(6000);
        const DestinationAccess access = m_swift->access(QStringLiteral("limited"));
        ExportRequest request = requestTo(access, world);
        request.partSize = 4 << 20;
        request.bandwidth = 6 << 20;
        QElapsedTimer clock;
        clock.start();
        const JobSnapshot job =
            world.waitForEnd(world.jobs->submit(request, world.connection(), access).value());
        const double seconds = static_cast<double>(clock.elapsed()) / 1000;
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(job.endpoints.first().uploadedFiles >= 4);
        const double rate = static_cast<double>(job.endpoints.first().uploadedBytes) / seconds;
        QVERIFY2(rate <= static_cast<double>(request.bandwidth), qPrintable(QString::number(rate)));
    }

    void s3SessionToken()
    {
        RecordingProxy proxy(m_swift->port());
        DestinationAccess access = s3By(proxy);
        access.secrets.insert(QStringLiteral("session_token"), Secret("s3ss10n-0f-th3-t3st"));
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
        QVERIFY(!proxy.requests.isEmpty());
        for (const RecordedRequest &request : proxy.requests) {
            QCOMPARE(request.header("x-amz-security-token"), QByteArray("s3ss10n-0f-th3-t3st"));
            QVERIFY(request.header("authorization").contains("x-amz-security-token"));
        }
    }

    void s3Region()
    {
        RecordingProxy proxy(m_swift->port());
        DestinationAccess access = s3By(proxy);
        access.destination.options.insert(QStringLiteral("region"), QStringLiteral("eu-central-2"));
        (void)testOf(access);
        QVERIFY(!proxy.requests.isEmpty());
        QVERIFY(proxy.requests.first().header("authorization").contains("/eu-central-2/s3/aws4_request"));
    }

    // In the path for compatible stores, in the host's name for Amazon, and as one says for both.
    void s3Addresses_data()
    {
        QTest::addColumn<QString>("pathStyle");
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("as usual") << QString() << QByteArray("http://s3.slipway.test/drop");
        QTest::newRow("path") << QStringLiteral("true") << QByteArray("http://s3.slipway.test/drop");
        QTest::newRow("virtual host")
            << QStringLiteral("false") << QByteArray("http://drop.s3.slipway.test/");
    }
    void s3Addresses()
    {
        QFETCH(QString, pathStyle);
        QFETCH(QByteArray, start);
        RecordingProxy proxy(m_swift->port());
        DestinationAccess access = s3By(proxy);
        if (!pathStyle.isEmpty())
            access.destination.options.insert(QStringLiteral("path_style"), pathStyle);
        access.destination.prefix = QStringLiteral("addresses") + pathStyle;
        ExportWorld world(1000);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(linesIn(objects(m_swift->environment(), access.destination.path())) == world.truth());
        for (const RecordedRequest &request : proxy.requests)
            QVERIFY2(request.target.startsWith(start), request.target.constData());
        QVERIFY(proxy.requests.size() > 4);
    }
    // Amazon itself is told from the others by its missing endpoint: its names, its regions, TLS.
    void amazonsAddresses()
    {
        RecordingProxy proxy(m_swift->port(), 1); // nothing is behind CONNECT
        DestinationAccess access = s3By(proxy);
        access.destination.options.remove(QStringLiteral("endpoint"));
        access.destination.options.insert(QStringLiteral("region"), QStringLiteral("eu-west-1"));
        QVERIFY(!testOf(access).isPassed());
        QVERIFY(!proxy.requests.isEmpty());
        QCOMPARE(proxy.requests.first().method, QByteArray("CONNECT"));
        // Nobody but Amazon needs to be told apart by it: see rclone_environment.cpp.
        const auto told = rcloneEnvironment(access, {});
        QCOMPARE(told->value(QStringLiteral("RCLONE_CONFIG_SLIPWAY_ACL")),
                 QStringLiteral("bucket-owner-full-control"));
        QCOMPARE(proxy.requests.first().target, QByteArray("drop.s3.eu-west-1.amazonaws.com:443"));
    }

    void azureTier_data()
    {
        QTest::addColumn<QString>("sas");
        QTest::addColumn<QString>("tier");
        for (const char *sas : {"sas", "sas-write"}) {
            for (const char *tier : {"hot", "cool", "archive"})
                QTest::addRow("%s, %s", sas, tier) << QString::fromLatin1(sas) << QString::fromLatin1(tier);
        }
    }
    void azureTier()
    {
        QFETCH(QString, sas);
        QFETCH(QString, tier);
        const QString prefix = sas + QLatin1Char('-') + tier;
        DestinationAccess access = m_azure->access(prefix, qPrintable(sas));
        access.destination.options.insert(QStringLiteral("tier"), tier);
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
        ExportWorld world(500);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const QByteArrayList tiers =
            listed(m_azure->environment(), QStringLiteral("drop/") + prefix, "T").toLower().split('\n');
        QVERIFY(tiers.size() >= 3);
        for (const QByteArray &each : tiers)
            QCOMPARE(each, tier.toLatin1());
    }

    // A key instead of a SAS, at an endpoint that is not Azure's own, with its CA file and by a proxy.
    void azureKey()
    {
        const Authority authority(QStringLiteral("blob-ca"));
        const TlsFront front(
            authority.issue(QStringLiteral("blob"), QStringLiteral("DNS:slipway.blob.slipway.test")),
            QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_azure->port())));
        RecordingProxy proxy(1, static_cast<quint16>(front.url().port()));
        DestinationAccess access = m_azure->access(QStringLiteral("key"));
        access.destination.caFile = authority.caFile();
        access.destination.proxy = proxy.url();
        access.secrets = {{QStringLiteral("key"), Secret(AzureServer::key())}};
        for (const char *endpoint : {"https://slipway.blob.slipway.test", "https://blob.slipway.test/"}) {
            access.destination.options.insert(QStringLiteral("endpoint"), QLatin1String(endpoint));
            const DestinationTestReport report = testOf(access);
            QVERIFY2(report.isPassed(), reasonOf(report));
        }
        for (const RecordedRequest &request : proxy.requests)
            QCOMPARE(request.target, QByteArray("slipway.blob.slipway.test:443"));
        ExportWorld world(500);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(linesIn(objects(m_azure->environment(), QStringLiteral("drop/key"))) == world.truth());

        access.secrets = {{QStringLiteral("key"), Secret(QByteArray("0th3r-k3y-0f-th3-t3st").toBase64())}};
        const Error refused = errorOf(access);
        QVERIFY2(refused.message.contains(QLatin1String("key or SAS")), qPrintable(refused.asText()));
        // rclone makes https://ACCOUNT.endpoint of it, so others are refused at once.
        access.destination.options.insert(QStringLiteral("endpoint"), m_azure->endpoint());
        QCOMPARE(errorOf(access).kind, ErrorKind::BadInput);
    }

    void azureSasInsteadOfKey()
    {
        DestinationAccess access = m_azure->access(QStringLiteral("both"));
        access.secrets.insert(QStringLiteral("key"), Secret(QByteArray("0th3r-k3y-0f-th3-t3st").toBase64()));
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
    }

    // rclone would ignore them without a word.
    void optionsWithoutAMeaningAreRefused_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<QString>("caFile");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *url, const char *proxy, const char *caFile,
                            const char *words) {
            QTest::newRow(name) << QString::fromLatin1(url) << QString::fromLatin1(proxy)
                                << QString::fromLatin1(caFile) << QString::fromLatin1(words);
        };
        row("SFTP by a proxy", "sftp://a@b/c", "http://proxy.example.com:3128", "", "through a proxy");
        row("SFTP with a CA file", "sftp://a@b/c", "", "/etc/ssl/certs/ca-certificates.crt", "CA file");
        row("SFTP without a proxy", "sftp://a@b/c", "none", "", "");
        row("KMS key without KMS", "s3://bucket?encryption=AES256&kms_key=k", "", "", "KMS");
    }
    void optionsWithoutAMeaningAreRefused()
    {
        QFETCH(QString, url);
        QFETCH(QString, proxy);
        QFETCH(QString, caFile);
        QFETCH(QString, words);
        const QTemporaryDir home;
        QStringList arguments{QStringLiteral("destination"), QStringLiteral("add"), QStringLiteral("drop"),
                              url};
        if (!proxy.isEmpty())
            arguments << QStringLiteral("--proxy") << proxy;
        if (!caFile.isEmpty())
            arguments << QStringLiteral("--ca-file") << caFile;
        CliRun run(home.path(), arguments, {});
        QCOMPARE(run.wait() == 0, words.isEmpty());
        QVERIFY2(run.errors().contains(words.toUtf8()), words.toUtf8());
    }

private:
    DestinationAccess s3By(const RecordingProxy &proxy) const
    {
        DestinationAccess access = m_swift->access(QStringLiteral("options"));
        access.destination.options.insert(QStringLiteral("endpoint"),
                                          QStringLiteral("http://") + QLatin1String(s3Name));
        access.destination.proxy = proxy.url();
        return access;
    }
    std::unique_ptr<SwiftServer> m_swift;
    std::unique_ptr<AzureServer> m_azure;
};

QTEST_GUILESS_MAIN(OptionsTest)
#include "options_test.moc"

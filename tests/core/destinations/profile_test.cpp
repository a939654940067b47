// S3 with a profile from the user's own AWS configuration instead of keys.
#include "core/destinations/destination_secrets.h"
#include "tests/support/bucket_export.h"
#include "tests/support/cli_run.h"
#include "tests/support/recording_proxy.h"

using namespace slipway;
using namespace slipway::test;

class ProfileTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<SwiftServer>();
        write("credentials", QByteArray("[siem]\naws_access_key_id = test:tester\naws_secret_access_key = ") +
                                 SwiftServer::secretKey +
                                 "\n[other]\naws_access_key_id = test:tester\n"
                                 "aws_secret_access_key = n0t-th3-r1ght-0n3\n"
                                 "[abroad]\naws_access_key_id = test:tester\naws_secret_access_key = x\n");
        write("config", "[default]\nregion = us-west-2\n[profile siem]\nregion = us-east-1\n"
                        "[profile abroad]\nregion=eu-north-1\n[sso-session company]\nregion = "
                        "eu-west-3\n[profile empty]\n");
        qputenv("AWS_CONFIG_FILE", file("config"));
        qputenv("AWS_SHARED_CREDENTIALS_FILE", file("credentials"));
        // Nobody asks the metadata service of a virtual machine for credentials.
        qputenv("AWS_EC2_METADATA_DISABLED", "true");
    }
    void cleanupTestCase() { m_server.reset(); }

    void testAndExport()
    {
        const DestinationAccess access = by("siem");
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
        ExportWorld world(1000);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(linesIn(objects(m_server->environment(), QStringLiteral("drop/siem"))) == world.truth());
    }

    // It is there instead of keys: those that were entered before do not count.
    void beforeKeys()
    {
        DestinationAccess access = by("siem");
        access.secrets = {{QStringLiteral("access_key"), Secret("n0b0dys-k3y")},
                          {QStringLiteral("secret_key"), Secret("n0b0dys-s3cr3t")}};
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
    }

    void byTheCommandLine()
    {
        ExportWorld world(1000);
        const QTemporaryDir home;
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("AWS_PROFILE"), QStringLiteral("siem"));
        environment.insert(QStringLiteral("AWS_ENDPOINT_URL"),
                           QStringLiteral("http://127.0.0.1:%1").arg(m_server->port()));
        CliRun run(home.path(),
                   exportArguments(world, {QStringLiteral("--dest"), QStringLiteral("s3://drop/shell")}),
                   ExportWorld::token(), environment);
        QVERIFY2(run.wait() == 0, run.errors().constData());
        QVERIFY(linesIn(objects(m_server->environment(), QStringLiteral("drop/shell"))) == world.truth());
    }

    void itsRegion_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("option");
        QTest::addColumn<QByteArray>("region");
        QTest::newRow("the profile's") << QStringLiteral("siem") << QString() << QByteArray("us-east-1");
        QTest::newRow("another's") << QStringLiteral("abroad") << QString() << QByteArray("eu-north-1");
        QTest::newRow("the destination's before it")
            << QStringLiteral("abroad") << QStringLiteral("ap-south-1") << QByteArray("ap-south-1");
        QTest::newRow("none") << QStringLiteral("other") << QString() << QByteArray("us-east-1");
    }
    void itsRegion()
    {
        QFETCH(QString, profile);
        QFETCH(QString, option);
        QFETCH(QByteArray, region);
        RecordingProxy proxy(m_server->port());
        DestinationAccess access = by(qPrintable(profile));
        access.destination.options.insert(QStringLiteral("endpoint"),
                                          QStringLiteral("http://s3.slipway.test"));
        access.destination.proxy = proxy.url();
        if (!option.isEmpty())
            access.destination.options.insert(QStringLiteral("region"), option);
        (void)testOf(access);
        QVERIFY(!proxy.requests.isEmpty());
        const QByteArray signedWith = proxy.requests.first().header("authorization");
        QVERIFY2(signedWith.contains('/' + region + "/s3/aws4_request"), signedWith.constData());
    }

    void errors()
    {
        const Error unknown = errorOf(by("nosuch"));
        QVERIFY2(unknown.message.contains(QLatin1String("no profile \"nosuch\"")),
                 qPrintable(unknown.asText()));
        QCOMPARE(unknown.kind, ErrorKind::NotFound);
        QVERIFY2(unknown.nextStep.contains(QLatin1String("abroad, default, empty, other, siem")),
                 qPrintable(unknown.asText()));
        const Error empty = errorOf(by("empty"));
        QVERIFY2(empty.message.contains(QLatin1String("no usable credentials")), qPrintable(empty.asText()));
        const Error wrong = errorOf(by("other"));
        QVERIFY2(wrong.message.contains(QLatin1String("does not belong")), qPrintable(wrong.asText()));
        QVERIFY(!wrong.asText().contains(QLatin1String("n0t-th3-r1ght-0n3")));
    }

private:
    DestinationAccess by(const char *profile) const
    {
        DestinationAccess access = m_server->access(QLatin1String(profile));
        access.secrets.clear();
        access.destination.options.remove(QStringLiteral("region"));
        access.destination.options.insert(QStringLiteral("profile"), QLatin1String(profile));
        return access;
    }
    QByteArray file(const char *name) const { return m_folder.filePath(QLatin1String(name)).toUtf8(); }
    void write(const char *name, const QByteArray &text) const
    {
        QFile out(m_folder.filePath(QLatin1String(name)));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text) == text.size());
    }
    QTemporaryDir m_folder;
    std::unique_ptr<SwiftServer> m_server;
};

QTEST_GUILESS_MAIN(ProfileTest)
#include "profile_test.moc"

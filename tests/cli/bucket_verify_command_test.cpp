// "slipway-cli verify" for exports in a bucket: the ways to name them, the ways to log in, and the exit
// codes.
#include "tests/support/bucket_hand.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/time_limits.h"

#include <QJsonArray>
#include <csignal>

using namespace slipway;
using namespace slipway::test;

class BucketVerifyCommandTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SwiftServer> m_swift;
    std::unique_ptr<BucketHand> m_hand;
    std::unique_ptr<ExportWorld> m_world;
    BucketExport m_plain, m_gzip;

    CliRun cli(const QTemporaryDir &home, const QStringList &arguments, bool withKeys = true,
               const QByteArray &input = {}) const
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("AWS_ENDPOINT_URL"),
                           QStringLiteral("http://127.0.0.1:%1").arg(m_swift->port()));
        if (withKeys) {
            environment.insert(QStringLiteral("AWS_ACCESS_KEY_ID"), QStringLiteral("test:tester"));
            environment.insert(QStringLiteral("AWS_SECRET_ACCESS_KEY"), key());
        }
        return CliRun(home.path(), QStringList{QStringLiteral("verify")} + arguments, input, environment);
    }
    [[nodiscard]] QString key() const
    {
        const auto secrets = m_plain.subject.access->secrets;
        return QString::fromUtf8(secrets.value(QStringLiteral("secret_key")).reveal());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_swift = std::make_unique<SwiftServer>();
        m_hand = std::make_unique<BucketHand>(m_swift->environment());
        m_world = std::make_unique<ExportWorld>(2000);
        m_plain = BucketExport(*m_world, m_swift->access(QStringLiteral("plain")));
        m_gzip = BucketExport(*m_world, m_swift->access(QStringLiteral("gzip")), Compression::Gzip);
    }
    void cleanupTestCase()
    {
        m_world.reset();
        m_swift.reset();
    }

    void theCommandTakesUrls()
    {
        QTemporaryDir home;
        CliRun one = cli(home, {m_plain.url("-manifest.json"), QStringLiteral("--json")});
        QCOMPARE(one.wait(), 0);
        const QJsonObject report = one.json();
        QCOMPARE(report[QStringLiteral("manifest")].toString(), m_plain.url("-manifest.json"));
        QCOMPARE(report[QStringLiteral("method")].toString(), QStringLiteral("read"));
        QVERIFY(report[QStringLiteral("right")].toBool());

        // The export's folder, and the one above.
        for (const char *folder : {"s3://drop/gzip/netskope_alerts/", "s3://drop/gzip"}) {
            CliRun all = cli(home, {QLatin1String(folder), QStringLiteral("--quick")});
            QCOMPARE(all.wait(), 0);
            const QByteArray lines = all.output();
            QVERIFY2(lines.startsWith("right  " + m_gzip.url("-manifest.json").toUtf8()), lines.constData());
            QVERIFY2(lines.contains("the files were not read"), lines.constData());
        }
        // Credentials from standard input, for one that the environment has none of.
        CliRun given = cli(home, {m_plain.url("-manifest.json"), QStringLiteral("--credentials-stdin")},
                           false, "access_key = test:tester\nsecret_key = " + key().toUtf8());
        QCOMPARE(given.wait(), 0);
        CliRun without = cli(home, {m_plain.url("-manifest.json")}, false);
        QCOMPARE(without.wait(), 2);
        QVERIFY(without.errors().contains("no access key"));
        CliRun nothing = cli(home, {QStringLiteral("s3://drop/plain/none-manifest.json")});
        QCOMPARE(nothing.wait(), 1);
        CliRun empty = cli(home, {QStringLiteral("s3://drop/nothing-there")});
        QCOMPARE(empty.wait(), 1);
        QVERIFY(empty.errors().contains("There is no manifest in s3://drop/nothing-there"));

        m_hand->remove(m_gzip.path("-00002.ndjson.gz"));
        CliRun wrong = cli(home, {m_gzip.url("-manifest.json")});
        QCOMPARE(wrong.wait(), 1);
        QVERIFY(wrong.output().contains(m_gzip.name("-00002.ndjson.gz").toUtf8() + ": It is missing."));
    }
    void theCommandCanBeInterrupted()
    {
        QTemporaryDir home;
        FaultProxy proxy(m_swift->port());
        proxy.set(FaultProxy::Hold);
        CliRun run = cli(home, {QStringLiteral("%1?endpoint=http://127.0.0.1:%2")
                                    .arg(m_plain.url("-manifest.json"))
                                    .arg(proxy.port())});
        QVERIFY(QTest::qWaitFor([&] { return proxy.held() > 0; }, 20'000));
        QCOMPARE(::kill(static_cast<pid_t>(run.pid()), SIGINT), 0);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(run.wait(), 3);
        QVERIFY(clock.elapsed() < test::promptly);
        QVERIFY(run.output().isEmpty()); // no verdict
    }
    // By a job's id, and by a destination that is saved with its credentials in the keychain.
    void theCommandTakesJobsAndDestinations()
    {
        QTemporaryDir home;
        QVERIFY(QDir(home.path()).mkdir(QStringLiteral("slipway")));
        m_world->jobs.reset(); // that all of it is in the file
        QVERIFY(QFile::copy(m_world->databasePath(), home.filePath(QStringLiteral("slipway/slipway.db"))));
        m_world->openJobs();
        CliRun job = cli(home, {QStringLiteral("--job"), m_plain.id, QStringLiteral("--json")});
        QCOMPARE(job.wait(), 0);
        QCOMPARE(job.json()[QStringLiteral("manifest")].toString(), m_plain.url("-manifest.json"));

        CliRun add(home.path(),
                   {QStringLiteral("destination"), QStringLiteral("add"), QStringLiteral("drop"),
                    QStringLiteral("s3://drop/plain"), QStringLiteral("--credentials-stdin"),
                    QStringLiteral("--test"), QStringLiteral("--set"),
                    QStringLiteral("endpoint=http://127.0.0.1:%1").arg(m_swift->port())},
                   "access_key = test:tester\nsecret_key = " + key().toUtf8());
        QVERIFY2(add.wait() == 0, add.errors().constData());
        QVERIFY(add.output().contains("passed    Delete it"));
        CliRun list(home.path(),
                    {QStringLiteral("destination"), QStringLiteral("list"), QStringLiteral("--json")}, {});
        QCOMPARE(list.wait(), 0);
        const QJsonArray all = list.json()[QStringLiteral("destinations")].toArray();
        QVERIFY(all.first()[QStringLiteral("tested")][QStringLiteral("passed")].toBool());
        for (const QStringList &words :
             {QStringList{}, QStringList{QStringLiteral("netskope_alerts/") + m_plain.name("-manifest.json")},
              QStringList{m_plain.url("-manifest.json")}}) {
            CliRun saved = cli(home,
                               QStringList{QStringLiteral("--destination"), QStringLiteral("drop"),
                                           QStringLiteral("--json")} +
                                   words,
                               false);
            QVERIFY2(saved.wait() == 0, saved.errors().constData());
            QCOMPARE(saved.json()[QStringLiteral("manifest")].toString(), m_plain.url("-manifest.json"));
        }
        // A URL alone finds it, too.
        CliRun found = cli(home, {m_plain.url("-manifest.json"), QStringLiteral("--quick")}, false);
        QVERIFY2(found.wait() == 0, found.errors().constData());
        CliRun other = cli(home, {QStringLiteral("--destination"), QStringLiteral("drop"),
                                  QStringLiteral("s3://elsewhere/x-manifest.json")});
        QCOMPARE(other.wait(), 2);
        CliRun none = cli(home, {QStringLiteral("--job"), QStringLiteral("nothing")});
        QCOMPARE(none.wait(), 1);
    }
};

QTEST_GUILESS_MAIN(BucketVerifyCommandTest)
#include "bucket_verify_command_test.moc"

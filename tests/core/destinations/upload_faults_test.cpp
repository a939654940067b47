// What may happen to an upload while it runs: rclone, Slipway or the store is killed, the store is busy, the
// network is cut, a permission is taken away. Whatever it is, the bucket ends with the same objects.
#include "tests/support/bucket_export.h"
#include "tests/support/bucket_look.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_proxy.h"

#include <QJsonArray>

#include <csignal>

using namespace slipway;
using namespace slipway::test;

class UploadFaultsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<SwiftServer>(); }
    void cleanupTestCase() { m_server.reset(); }

    void rcloneIsKilled()
    {
        Run run(*m_server, "rclone-killed");
        int killed = 0;
        QVERIFY(QTest::qWaitFor(
            [&] {
                if (!run.isUnderWay())
                    return false;
                for (const qint64 pid : rcloneChildrenOf(::getpid()))
                    killed += ::kill(static_cast<pid_t>(pid), SIGKILL) == 0 ? 1 : 0;
                return killed >= 3;
            },
            20'000));
        run.endsWhole();
    }
    void theStoreIsKilled()
    {
        Run run(*m_server, "store-killed");
        QVERIFY(run.waitForUpload());
        m_server->stop();
        QVERIFY(run.waitForNote("Trying again"));
        m_server->start();
        run.endsWhole();
    }
    void theStoreIsBusy()
    {
        FaultProxy proxy(m_server->port());
        Run run(*m_server, "busy", proxy.port());
        QVERIFY(run.waitForUpload());
        proxy.set(FaultProxy::Busy);
        QVERIFY(run.waitForNote("busy and asks Slipway to slow down"));
        QVERIFY(proxy.spoiled() > 0);
        proxy.set(FaultProxy::Forward);
        run.endsWhole();
    }
    void theNetworkIsCut()
    {
        FaultProxy proxy(m_server->port());
        Run run(*m_server, "cut", proxy.port());
        QVERIFY(run.waitForUpload());
        proxy.set(FaultProxy::Cut);
        QVERIFY(run.waitForNote("broke"));
        QVERIFY(proxy.spoiled() > 0);
        proxy.set(FaultProxy::Forward);
        run.endsWhole();
    }
    // For longer than the retries last: the job waits for a person, and goes on where it was.
    void theNetworkStaysCut()
    {
        FaultProxy proxy(m_server->port());
        Run run(*m_server, "cut-long", proxy.port(), std::chrono::milliseconds(1500));
        QVERIFY(run.waitForUpload());
        proxy.set(FaultProxy::Cut);
        const JobSnapshot waiting = run.world.waitForEnd(run.id);
        QCOMPARE(waiting.state, JobState::Interrupted);
        QVERIFY(waiting.error && waiting.error->message.contains(QLatin1String("s3://drop/cut-long")));
        proxy.set(FaultProxy::Forward);
        run.resume();
        run.endsWhole();
    }
    void pauseAndResume()
    {
        Run run(*m_server, "paused");
        for (int pauses = 0; pauses < 2; ++pauses) {
            QVERIFY(run.waitForUpload());
            QVERIFY(run.world.jobs->pause(run.id).has_value());
            QCOMPARE(run.world.waitForEnd(run.id).state, JobState::Paused);
            QVERIFY(rcloneChildrenOf(::getpid()).isEmpty());
            run.world.openJobs(); // as after a restart
            run.resume();
        }
        run.endsWhole();
    }
    // The keys are changed in mid-job: it keeps its files, says so, and goes on with the new ones.
    void theKeysAreRefused()
    {
        Run run(*m_server, "refused");
        QVERIFY(run.waitForUpload());
        QVERIFY(run.world.jobs->pause(run.id).has_value());
        QCOMPARE(run.world.waitForEnd(run.id).state, JobState::Paused);
        DestinationAccess wrong = run.access;
        wrong.secrets.insert(QStringLiteral("secret_key"), Secret("revoked"));
        QVERIFY(run.world.jobs->resume(run.id, run.world.connection(), wrong).has_value());
        const JobSnapshot refused = run.world.waitForEnd(run.id);
        QCOMPARE(refused.state, JobState::Paused);
        QVERIFY(refused.error && refused.error->message.contains(QLatin1String("secret key")));
        run.resume();
        run.endsWhole();
    }
    // Not when the first file is full, which may take hours.
    void aWrongDestinationIsToldAtOnce_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("message");
        QTest::newRow("bucket") << QStringLiteral("bucket") << QStringLiteral("There is no such bucket");
        QTest::newRow("access key") << QStringLiteral("access_key") << QStringLiteral("key");
        QTest::newRow("secret key") << QStringLiteral("secret_key") << QStringLiteral("secret key");
    }
    void aWrongDestinationIsToldAtOnce()
    {
        QFETCH(QString, what);
        QFETCH(QString, message);
        ExportWorld world(3000);
        DestinationAccess access = m_server->access(QStringLiteral("wrong"));
        if (what == QLatin1String("bucket"))
            access.destination.bucket = QStringLiteral("nosuch");
        else
            access.secrets.insert(what, Secret("wr0ng-cr3d3ntial"));
        ExportRequest request = requestTo(access, world);
        request.partSize = 1 << 30;
        request.maxRate = 1; // it would take some ten seconds until there is a file
        const QString id = world.jobs->submit(request, world.connection(), access).value();
        const JobSnapshot job = world.waitForEnd(id);
        QCOMPARE(job.state, JobState::Paused);
        QVERIFY2(job.error && job.error->message.contains(message), reasonOf(job));
        QVERIFY(!job.error->asText().contains(QLatin1String("wr0ng")));
        QVERIFY2(job.endpoints.first().hwm < ExportWorld::to, "only when all was fetched");
    }
    void anotherBucketIsNotTheJobs()
    {
        Run run(*m_server, "place");
        QVERIFY(run.waitForUpload());
        QVERIFY(run.world.jobs->pause(run.id).has_value());
        QCOMPARE(run.world.waitForEnd(run.id).state, JobState::Paused);
        DestinationAccess other = run.access;
        other.destination.prefix = QStringLiteral("elsewhere");
        const auto refused = run.world.jobs->resume(run.id, run.world.connection(), other);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(QLatin1String("s3://drop/elsewhere")));
        run.resume();
        run.endsWhole();
    }
    // Twenty times at another moment, by the command line; no rclone survives it.
    void slipwayIsKilled()
    {
        ExportWorld world(3000);
        QTemporaryDir home;
        const QProcessEnvironment environment = m_server->awsEnvironment();
        QStringList arguments =
            exportArguments(world, {QStringLiteral("--dest"), QStringLiteral("s3://drop/killed")}) +
            QStringList{QStringLiteral("--bandwidth"), QStringLiteral("8M"), QStringLiteral("--json")};
        int kills = 0, inUpload = 0;
        for (int moment = 0; moment < 20; ++moment) {
            CliRun run(home.path(), arguments, ExportWorld::token(), environment);
            QElapsedTimer clock;
            clock.start();
            QList<qint64> children;
            (void)QTest::qWaitFor(
                [&] {
                    children = rcloneChildrenOf(run.pid());
                    return clock.elapsed() > 150 + moment * 20 &&
                           (!children.isEmpty() || clock.elapsed() > 1500);
                },
                5'000);
            if (run.pid() > 0 && ::kill(static_cast<pid_t>(run.pid()), SIGKILL) == 0)
                ++kills;
            inUpload += children.isEmpty() ? 0 : 1;
            if (run.wait() == 0)
                break; // it was done before
            for (const qint64 child : children)
                QVERIFY(QTest::qWaitFor([&] { return ::kill(static_cast<pid_t>(child), 0) != 0; }, 15'000));
            CliRun list(home.path(),
                        {QStringLiteral("jobs"), QStringLiteral("list"), QStringLiteral("--json")}, {});
            QCOMPARE(list.wait(), 0);
            const QJsonArray jobs = list.json()[QStringLiteral("jobs")].toArray();
            if (jobs.isEmpty())
                continue; // killed before it was stored
            QCOMPARE(jobs.size(), 1);
            arguments = QStringList{QStringLiteral("jobs"), QStringLiteral("resume"),
                                    jobs.first()[QStringLiteral("id")].toString(),
                                    QStringLiteral("--token-stdin"), QStringLiteral("--json")};
        }
        QVERIFY2(inUpload >= 3, qPrintable(QString::number(inUpload)));
        CliRun last(home.path(), arguments, ExportWorld::token(), environment);
        (void)last.wait();
        CliRun list(home.path(), {QStringLiteral("jobs"), QStringLiteral("list"), QStringLiteral("--json")},
                    {});
        QCOMPARE(list.wait(), 0);
        const QJsonObject job = list.json()[QStringLiteral("jobs")].toArray().first().toObject();
        QCOMPARE(job[QStringLiteral("state")].toString(), QStringLiteral("complete"));
        isWhole(*m_server, world, QStringLiteral("killed"));
        QVERIFY(QDir(home.filePath(QStringLiteral("slipway/spool"))).isEmpty());
    }

private:
    // A job with a slow upload.
    struct Run
    {
        Run(SwiftServer &store, const char *prefix, quint16 via = 0,
            std::chrono::milliseconds episode = std::chrono::seconds(60))
            : server(store), name(QLatin1String(prefix)), access(store.access(name, via))
        {
            using std::chrono::milliseconds;
            world.jobs.reset();
            world.jobs =
                JobService::open(world.databasePath(), {milliseconds(50), milliseconds(300), episode})
                    .value();
            ExportRequest request = requestTo(access, world);
            request.bandwidth = 6 << 20;
            id = world.jobs->submit(request, world.connection(), access).value();
        }
        [[nodiscard]] bool isUnderWay() const
        {
            return world.jobs->job(id)->endpoints.first().uploadedFiles > 0;
        }
        // A file is there, and another on its way.
        [[nodiscard]] bool waitForUpload() const
        {
            return QTest::qWaitFor([&] { return isUnderWay() && !rcloneChildrenOf(::getpid()).isEmpty(); },
                                   20'000);
        }
        [[nodiscard]] bool waitForNote(const char *words) const
        {
            return QTest::qWaitFor(
                [&] { return world.jobs->job(id)->endpoints.first().note.contains(QLatin1String(words)); },
                20'000);
        }
        void resume() const
        {
            const auto resumed = world.jobs->resume(id, world.connection(), access);
            QVERIFY2(resumed, resumed ? "" : qPrintable(resumed.error().asText()));
        }
        void endsWhole()
        {
            const JobSnapshot job = world.waitForEnd(id);
            QVERIFY2(job.state == JobState::Complete, reasonOf(job));
            isWhole(server, world, name);
            QVERIFY(QDir(world.folder.filePath(QStringLiteral("spool"))).isEmpty());
        }
        SwiftServer &server;
        QString name;
        DestinationAccess access;
        ExportWorld world{3000};
        QString id;
    };
    std::unique_ptr<SwiftServer> m_server;
};

QTEST_GUILESS_MAIN(UploadFaultsTest)
#include "upload_faults_test.moc"

#include "core/exporting/jobs/job_lock.h"
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/export_world.h"
#include "tests/support/time_limits.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QProcess>

#include <csignal>

using namespace slipway;
using test::control;
using test::ExportWorld;

// Many jobs at once: the queue, the shared pace, who may run a job, and what a cancelled one leaves.
class JobQueueTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ExportWorld> m_world;

    // slipway-cli on the same state, as a second instance of the program would be.
    std::unique_ptr<QProcess> start(const QStringList &arguments) const
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->folder.filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("NETSKOPE_API_TOKEN"), QString::fromLatin1(ExportWorld::token()));
        process->setProcessEnvironment(environment);
        process->start(qEnvironmentVariable("SLIPWAY_CLI"), arguments);
        return process;
    }
    std::pair<int, QByteArray> run(const QStringList &arguments) const
    {
        const auto process = start(arguments);
        if (!process->waitForFinished(60'000))
            return {-1, {}};
        return {process->exitCode(), process->readAllStandardOutput() + process->readAllStandardError()};
    }
    QStringList exportArguments() const
    {
        return {QStringLiteral("export"),
                QStringLiteral("--host"),
                m_world->demo->address().toString(),
                QStringLiteral("--endpoint"),
                QStringLiteral("alert"),
                QStringLiteral("--from"),
                QString::number(ExportWorld::from),
                QStringLiteral("--to"),
                QString::number(ExportWorld::to),
                QStringLiteral("--dest"),
                m_world->request().folder,
                QStringLiteral("--max-rate"),
                QStringLiteral("0")};
    }
    QJsonObject firstJob() const
    {
        const QByteArray list =
            run({QStringLiteral("jobs"), QStringLiteral("list"), QStringLiteral("--json")}).second;
        return QJsonDocument::fromJson(list).object()[QStringLiteral("jobs")][0].toObject();
    }
    qsizetype requestsSeen() const { return control(m_world->demo->address(), "/__demo/log").array().size(); }
    QStringList filesBelow(const QString &folder) const
    {
        QStringList files;
        for (QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();)
            files << it.next();
        return files;
    }

private Q_SLOTS:
    void init() { m_world = std::make_unique<ExportWorld>(); }
    void cleanup() { m_world.reset(); }

    void moreJobsThanPlacesWaitAndSaySo()
    {
        m_world->settings(R"({"latency_ms":100})");
        QStringList ids;
        for (int i = 0; i < 6; ++i)
            ids << *m_world->jobs->submit(m_world->request(), m_world->connection());
        for (int i = 0; i < 4; ++i)
            QCOMPARE(m_world->state(ids[i]), JobState::Running);
        for (int i = 4; i < 6; ++i) {
            const JobSnapshot job = *m_world->jobs->job(ids[i]);
            QCOMPARE(job.state, JobState::Queued);
            QVERIFY(job.endpoints.first().note.contains(QLatin1String("Waiting for its turn")));
        }
        // A queued one can be paused and cancelled like any other.
        QVERIFY(m_world->jobs->pause(ids[4]));
        QCOMPARE(m_world->state(ids[4]), JobState::Paused);
        QVERIFY(m_world->jobs->cancel(ids[5]));
        QCOMPARE(m_world->state(ids[5]), JobState::Cancelled);
        QVERIFY(m_world->jobs->resume(ids[4], m_world->connection()));
        QCOMPARE(m_world->state(ids[4]), JobState::Queued);
        m_world->settings(R"({"latency_ms":0})");
        for (int i = 0; i < 5; ++i) {
            const JobSnapshot job = m_world->waitForEnd(ids[i]);
            QCOMPARE(job.state, JobState::Complete);
            QVERIFY(job.endpoints.first().note.isEmpty());
            QVERIFY(verifyExport(job.manifests.first())->isRight());
        }
    }
    void whoeverIsToldOfAJobMayStopItAtOnce_data()
    {
        QTest::addColumn<JobState>("told");
        QTest::addColumn<JobState>("end");
        QTest::newRow("pause when queued") << JobState::Queued << JobState::Paused;
        QTest::newRow("cancel when queued") << JobState::Queued << JobState::Cancelled;
        QTest::newRow("pause when running") << JobState::Running << JobState::Paused;
        QTest::newRow("cancel when running") << JobState::Running << JobState::Cancelled;
    }
    void whoeverIsToldOfAJobMayStopItAtOnce()
    {
        QFETCH(JobState, told);
        QFETCH(JobState, end);
        JobService &jobs = *m_world->jobs;
        int stops = 0;
        connect(&jobs, &JobService::jobChanged, this, [&](const JobSnapshot &job) {
            if (job.state == told && stops++ == 0)
                QVERIFY(end == JobState::Paused ? jobs.pause(job.id) : jobs.cancel(job.id));
        });
        const QString id = *jobs.submit(m_world->request(), m_world->connection());
        QCOMPARE(m_world->waitForEnd(id).state, end);
        QVERIFY(stops > 0);
        QVERIFY(!jobs.hasRunningJobs());
        // The next one is not held up by it.
        QCOMPARE(m_world->run(m_world->request()).state, JobState::Complete);
    }
    // Two jobs on one endpoint together keep the pace of one: the tenant's limit is shared by all.
    void jobsOfATenantShareThePace()
    {
        ExportRequest wanted = m_world->request();
        wanted.maxRate = 5;
        const QString one = *m_world->jobs->submit(wanted, m_world->connection());
        const QString two = *m_world->jobs->submit(wanted, m_world->connection());
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(requestsSeen() >= 16, 20'000);
        const double rate = static_cast<double>(requestsSeen()) * 1000 / static_cast<double>(clock.elapsed());
        QVERIFY2(rate < 6.5, qPrintable(QString::number(rate)));
        const qint64 first = m_world->jobs->job(one)->endpoints.first().pages;
        const qint64 second = m_world->jobs->job(two)->endpoints.first().pages;
        QVERIFY2(first > 0 && second > 0, "one of them starves");
        QVERIFY(m_world->jobs->cancel(one) && m_world->jobs->cancel(two));
    }
    void aRestartLeavesJobsToBeResumedAndAsksNobody()
    {
        m_world->settings(R"({"latency_ms":50})");
        const QString id = *m_world->jobs->submit(m_world->request(), m_world->connection());
        QVERIFY(QTest::qWaitFor([&] { return m_world->jobs->job(id)->events() > 0; }, 20'000));
        m_world->openJobs(); // the former one ends first
        QCOMPARE(m_world->state(id), JobState::Interrupted);
        const qsizetype before = requestsSeen();
        QVERIFY(!m_world->jobs->hasRunningJobs());
        QTest::qWait(500); // to see that no request is sent
        QCOMPARE(requestsSeen(), before);
        m_world->settings(R"({"latency_ms":0})");
        QCOMPARE(m_world->resume(id).state, JobState::Complete);
        QVERIFY(ExportWorld::exported(m_world->request().folder) == m_world->truth());
    }
    void twoProcessesNeverRunOneJob()
    {
        m_world->settings(R"({"latency_ms":200})");
        const auto first = start(exportArguments());
        QJsonObject job;
        QVERIFY(QTest::qWaitFor([&] { return (job = firstJob())[QStringLiteral("events")].toInt() > 0; },
                                30'000));
        const QString id = job[QStringLiteral("id")].toString();
        QCOMPARE(job[QStringLiteral("state")].toString(), QStringLiteral("running"));
        const auto second = run({QStringLiteral("jobs"), QStringLiteral("resume"), id});
        QVERIFY2(second.first != 0 && second.second.contains("running in another Slipway"),
                 second.second.constData());
        QCOMPARE(first->state(), QProcess::Running);
        ::kill(static_cast<pid_t>(first->processId()), SIGKILL);
        QVERIFY(first->waitForFinished());
        QCOMPARE(firstJob()[QStringLiteral("state")].toString(), QStringLiteral("interrupted"));
        m_world->settings(R"({"latency_ms":0})");
        const auto third = run({QStringLiteral("jobs"), QStringLiteral("resume"), id});
        QVERIFY2(third.first == 0, third.second.constData());
        QVERIFY(ExportWorld::exported(m_world->request().folder) == m_world->truth());
    }
    // In a container process numbers come again soon: a lock file that names a living process which is not
    // its owner holds nothing up.
    void aReusedProcessNumberIsNoOwner()
    {
        m_world->settings(R"({"latency_ms":50})");
        const QString id = *m_world->jobs->submit(m_world->request(), m_world->connection());
        QVERIFY(QTest::qWaitFor([&] { return m_world->jobs->job(id)->events() > 0; }, 20'000));
        m_world->openJobs();
        const QString path = m_world->folder.filePath(QStringLiteral("locks/%1.lock").arg(id));
        {
            QFile lock(path); // as the dead owner left it, with the number of a process that runs: ours
            QVERIFY(lock.open(QIODevice::WriteOnly));
            lock.write(QByteArray::number(QCoreApplication::applicationPid()) + "\njob_queue_test\n");
        }
        QCOMPARE(m_world->resume(id).state, JobState::Complete);
        QVERIFY(!QFile::exists(path));
    }
    void aHeldLockIsHeld()
    {
        const QString path = m_world->folder.filePath(QStringLiteral("a.lock"));
        auto first = JobLock::tryTake(path);
        QVERIFY(first);
        const auto second = JobLock::tryTake(path);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Busy);
        first->reset();
        QVERIFY(!QFile::exists(path));
        QVERIFY(JobLock::tryTake(path));
        const auto nowhere =
            JobLock::tryTake(m_world->folder.filePath(QStringLiteral("no/such/folder.lock")));
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().kind, ErrorKind::Storage);
    }
    void aCancelledJobLeavesNothing()
    {
        m_world->settings(R"({"latency_ms":60})");
        ExportRequest wanted = m_world->request();
        wanted.endpointIds = {QStringLiteral("alert"), QStringLiteral("page")}; // the second is not permitted
        const QString id = *m_world->jobs->submit(wanted, m_world->connection());
        QVERIFY(QTest::qWaitFor([&] { return m_world->jobs->job(id)->endpoints.first().parts > 1; }, 20'000));
        QVERIFY(!filesBelow(wanted.folder).isEmpty());
        QElapsedTimer clock;
        clock.start();
        QVERIFY(m_world->jobs->cancel(id));
        QCOMPARE(m_world->waitForEnd(id).state, JobState::Cancelled);
        QVERIFY2(clock.elapsed() < test::promptly, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(filesBelow(wanted.folder), QStringList());
        QVERIFY(!m_world->jobs->resume(id, m_world->connection()));
    }
    // The process that cancelled the job ended before it had removed the files.
    void whatACancelledJobLeftIsClearedAtTheNextStart()
    {
        m_world->settings(R"({"latency_ms":60})");
        const ExportRequest wanted = m_world->request();
        const QString id = *m_world->jobs->submit(wanted, m_world->connection());
        QVERIFY(QTest::qWaitFor([&] { return m_world->jobs->job(id)->endpoints.first().parts > 0; }, 20'000));
        QVERIFY(m_world->jobs->pause(id));
        QCOMPARE(m_world->waitForEnd(id).state, JobState::Paused);
        QVERIFY(!filesBelow(wanted.folder).isEmpty());
        QCOMPARE(m_world->jobs->unfinishedFiles(id).value().size(), filesBelow(wanted.folder).size());
        QVERIFY(JobJournal::open(m_world->databasePath())->setState(id, JobState::Cancelled, {}));
        m_world->openJobs();
        QCOMPARE(filesBelow(wanted.folder), QStringList());
        QCOMPARE(m_world->state(id), JobState::Cancelled);
    }
    void whatCouldNotBeFetchedIsNamedAndCanBeFetchedAgain()
    {
        ExportRequest wanted = m_world->request();
        wanted.endpointIds = {QStringLiteral("alert"), QStringLiteral("page")};
        const JobSnapshot job = m_world->run(wanted);
        QCOMPARE(job.state, JobState::Incomplete);
        const QJsonArray missing = job.asJson()[QStringLiteral("missing")].toArray();
        QCOMPARE(missing.size(), 1);
        QCOMPARE(missing[0][QStringLiteral("endpoint")].toString(), QStringLiteral("page"));
        QVERIFY(missing[0][QStringLiteral("from")].toString() < missing[0][QStringLiteral("to")].toString());
        // Who takes in the files goes by the manifests: one is there, the other is not.
        QCOMPARE(job.manifests.size(), 1);
        QVERIFY(verifyExport(job.manifests.first())->isRight());
        QVERIFY(!filesBelow(wanted.folder).join(QLatin1Char(' ')).contains(QLatin1String("page")));
        m_world->settings(R"({"granted":["alert","page"]})");
        const qint64 alertRequests = job.endpoints.first().requests;
        const JobSnapshot again = m_world->resume(job.id);
        QCOMPARE(again.state, JobState::Complete);
        QCOMPARE(again.manifests.size(), 2);
        QCOMPARE(again.endpoints.first().requests, alertRequests); // what is there is not fetched again
        QVERIFY(again.asJson()[QStringLiteral("missing")].toArray().isEmpty());
    }
};

QTEST_GUILESS_MAIN(JobQueueTest)
#include "job_queue_test.moc"

// One command line stops a job that another process runs.
#include "core/exporting/jobs/stop_requests.h"
#include "core/exporting/journal/job_journal.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_plan.h"
#include "tests/support/fault_world.h"
#include "tests/support/time_limits.h"

#include <csignal>

using namespace slipway;
using test::CliRun;
using test::FaultWorld;

class StopRequestsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FaultWorld> m_world;
    QString m_job;

    [[nodiscard]] CliRun jobs(const QStringList &arguments) const
    {
        return CliRun(m_world->path("xdg"), QStringList{QStringLiteral("jobs")} + arguments,
                      FaultWorld::token);
    }
    [[nodiscard]] QString state() const
    {
        CliRun show = jobs({QStringLiteral("show"), m_job, QStringLiteral("--json")});
        return show.wait() == 0 ? show.json()[QStringLiteral("state")].toString() : QString();
    }
    [[nodiscard]] qsizetype files() const
    {
        return QDir(m_world->path("out") + QStringLiteral("/netskope_alerts")).entryList(QDir::Files).size();
    }
    // Another process, at work for as long as the test needs: each page takes a while, except for the first.
    [[nodiscard]] std::unique_ptr<CliRun> startExport()
    {
        m_world->set(R"({"latency_ms":1000})");
        auto run = std::make_unique<CliRun>(
            m_world->path("xdg"),
            QStringList{QStringLiteral("export"), QStringLiteral("--host"), m_world->address().toString(),
                        QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"),
                        QStringLiteral("alert"), QStringLiteral("--from"), QString::number(FaultWorld::from),
                        QStringLiteral("--to"), QString::number(FaultWorld::to), QStringLiteral("--dest"),
                        m_world->path("out"), QStringLiteral("--max-rate"), QStringLiteral("0"),
                        QStringLiteral("--part-size"), QStringLiteral("1M"), QStringLiteral("--json")},
            FaultWorld::token);
        const bool writes = QTest::qWaitFor([&] { return files() > 0; }, 30'000);
        m_world->set(R"({"latency_ms":3000})");
        CliRun list = jobs({QStringLiteral("list"), QStringLiteral("--json")});
        if (!writes || list.wait() != 0)
            return {};
        m_job = list.json()[QStringLiteral("jobs")].toArray().first()[QStringLiteral("id")].toString();
        return run;
    }
    // It goes on to the end, and nothing that was requested before stops it.
    void resumesToTheEnd()
    {
        m_world->set(R"({"latency_ms":300})"); // longer than a look for requests takes to come
        CliRun resumed = jobs(
            {QStringLiteral("resume"), m_job, QStringLiteral("--token-stdin"), QStringLiteral("--json")});
        QCOMPARE(resumed.wait(), 0);
        QCOMPARE(resumed.json()[QStringLiteral("state")].toString(), QStringLiteral("complete"));
        QVERIFY(m_world->exported() == FaultWorld::truth());
    }

private Q_SLOTS:
    void init() { m_world = std::make_unique<FaultWorld>(); }
    void cleanup() { m_world.reset(); }

    void pausesWhatAnotherProcessRuns()
    {
        const auto runner = startExport();
        QVERIFY(runner && runner->isRunning());
        CliRun pause = jobs({QStringLiteral("pause"), m_job});
        QCOMPARE(pause.wait(), 0);
        QVERIFY2(pause.output().contains("Paused"), pause.errors().constData());
        // It has ended there, as by that process's own doing.
        QCOMPARE(runner->wait(), 3);
        QCOMPARE(runner->json()[QStringLiteral("state")].toString(), QStringLiteral("paused"));
        QCOMPARE(state(), QStringLiteral("paused"));
        CliRun again = jobs({QStringLiteral("pause"), m_job});
        QCOMPARE(again.wait(), 0); // it is what was asked for
        resumesToTheEnd();
        CliRun late = jobs({QStringLiteral("pause"), m_job});
        QCOMPARE(late.wait(), 2);
        QVERIFY(late.errors().contains("has ended"));
    }
    void cancelsWhatAnotherProcessRuns()
    {
        const auto runner = startExport();
        QVERIFY(runner && runner->isRunning());
        CliRun bare = jobs({QStringLiteral("cancel"), m_job}); // nobody said that files may go
        QCOMPARE(bare.wait(), 2);
        QVERIFY(bare.errors().contains("--yes"));
        QVERIFY(runner->isRunning() && files() > 0);
        CliRun cancel =
            jobs({QStringLiteral("cancel"), m_job, QStringLiteral("--yes"), QStringLiteral("--json")});
        QCOMPARE(cancel.wait(), 0);
        QCOMPARE(files(), 0); // already when the command has ended
        QCOMPARE(cancel.json()[QStringLiteral("state")].toString(), QStringLiteral("cancelled"));
        QCOMPARE(runner->wait(), 1);
        QCOMPARE(runner->json()[QStringLiteral("state")].toString(), QStringLiteral("cancelled"));
    }
    // A process that hangs cannot answer. Killed then, it takes the request with it.
    void aRequestDoesNotOutliveItsRun()
    {
        const auto runner = startExport();
        QVERIFY(runner && runner->isRunning());
        const auto pid = static_cast<pid_t>(runner->pid());
        QCOMPARE(::kill(pid, SIGSTOP), 0);
        CliRun pause = jobs({QStringLiteral("pause"), m_job});
        QCOMPARE(pause.wait(), 1);
        const QByteArray told = pause.errors();
        QVERIFY2(told.contains("is still running") && told.contains("5 seconds"), told.constData());
        QCOMPARE(::kill(pid, SIGKILL), 0);
        (void)runner->wait();
        resumesToTheEnd();
    }
    // Nor does it where nobody has looked at the job in between: the state file still tells of that run.
    void theNextRunIsAnother()
    {
        const auto journal = JobJournal::open(m_world->path("state.db"));
        const auto runs = StopRequests::open(m_world->path("state.db"));
        m_world->set(R"({"latency_ms":300})");
        QVERIFY(journal->addJob(QStringLiteral("job"), m_world->request()));
        const Result<QString> killed = runs->begin(QStringLiteral("job"));
        QVERIFY(killed && runs->request({QStringLiteral("job"), *killed, StopReason::Cancel}));
        QCOMPARE(runs->requests()->size(), 1);
        QVERIFY(m_world->jobs().resume(QStringLiteral("job"), m_world->connection()));
        QVERIFY(runs->request({QStringLiteral("job"), *killed, StopReason::Cancel})); // too late
        QCOMPARE(m_world->waitForEnd(QStringLiteral("job")).state, JobState::Complete);
        QVERIFY(m_world->exported() == FaultWorld::truth());
        QVERIFY(runs->current(QStringLiteral("job"))->isEmpty());
    }
    // A page of hundreds of MB that is being written, a disk or a file server that does not answer: whoever
    // presses Ctrl+C does not wait for it, and the export can be resumed.
    void whatIsStuckDoesNotDelayCtrlC_data()
    {
        QTest::addColumn<QString>("stuckIn");
        QTest::newRow("a write") << QStringLiteral("write");
        QTest::newRow("a sync") << QStringLiteral("fsync");
        QTest::newRow("a rename") << QStringLiteral("rename");
    }
    void whatIsStuckDoesNotDelayCtrlC()
    {
        QFETCH(QString, stuckIn);
        const test::FaultPlan plan{
            {m_world->path("out")}, m_world->path("calls"), QStringLiteral("hang"), 2, 0, stuckIn};
        CliRun run(m_world->path("xdg"),
                   {QStringLiteral("export"), QStringLiteral("--host"), m_world->address().toString(),
                    QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                    QStringLiteral("--from"), QString::number(FaultWorld::from), QStringLiteral("--to"),
                    QString::number(FaultWorld::to), QStringLiteral("--dest"), m_world->path("out"),
                    QStringLiteral("--max-rate"), QStringLiteral("0"), QStringLiteral("--part-size"),
                    QStringLiteral("100k"), QStringLiteral("--json")},
                   FaultWorld::token, plan.environment());
        const auto calls = [&] {
            QFile trace(plan.trace);
            return trace.open(QIODevice::ReadOnly) ? trace.readAll().count('\n') : 0;
        };
        QVERIFY(QTest::qWaitFor([&] { return calls() >= plan.at; }, 30'000)); // now it is stuck
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(::kill(static_cast<pid_t>(run.pid()), SIGINT), 0);
        const int code = run.isRunning() ? run.wait() : -3;
        const qint64 took = clock.elapsed();
        run.kill();
        QVERIFY2(took < test::promptly, qPrintable(QString::number(took)));
        QCOMPARE(code, 3);
        const QJsonObject told = run.json();
        QCOMPARE(told[QStringLiteral("state")].toString(), QStringLiteral("interrupted"));
        m_job = told[QStringLiteral("id")].toString();
        QCOMPARE(state(), QStringLiteral("interrupted"));
        resumesToTheEnd();
    }
    void saysSoWhenTheProcessIsKilledMeanwhile()
    {
        const auto runner = startExport();
        QVERIFY(runner && runner->isRunning());
        const auto pid = static_cast<pid_t>(runner->pid());
        QCOMPARE(::kill(pid, SIGSTOP), 0);
        CliRun pause = jobs({QStringLiteral("pause"), m_job});
        const auto runs = StopRequests::open(m_world->path("xdg") + QStringLiteral("/slipway/slipway.db"));
        QVERIFY(QTest::qWaitFor([&] { return runs->requests()->size() == 1; }, 20'000));
        QCOMPARE(::kill(pid, SIGKILL), 0);
        QCOMPARE(pause.wait(), 3);
        const QByteArray told = pause.errors();
        QVERIFY2(told.contains("was not paused"), told.constData());
        QCOMPARE(state(), QStringLiteral("interrupted"));
        resumesToTheEnd();
    }
};

QTEST_GUILESS_MAIN(StopRequestsTest)
#include "stop_requests_test.moc"

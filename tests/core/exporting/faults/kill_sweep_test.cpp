// kill -9 at every change of a file and at random moments, of the export, of the tenant, and of both: resume
// always ends with the files of an undisturbed run, byte for byte, and no file is ever seen unfinished under
// its final name.
//
// What a killed process has written stays in the kernel's hands: this shows that the order of the steps is
// right, not that a disk obeys fsync.
#include "core/exporting/jobs/job_service.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/cli_export.h"

#include <QRandomGenerator>

using namespace slipway;
using test::CliExport;
using test::CliRun;
using test::DemoProcess;
using test::ExportedFiles;
using test::FaultPlan;

namespace {

constexpr int killed = -2; // as CliRun::wait() tells it

// "fsync …/slipway.db-wal" → "fsync journal"
QString pointOf(const QString &call)
{
    const QString kind = call.section(QLatin1Char(' '), 0, 0), path = call.section(QLatin1Char(' '), 1);
    const bool isState = path.contains(QLatin1String("slipway.db"));
    const QString what = isState                                         ? QStringLiteral("journal")
                         : path.contains(QLatin1String(".ndjson"))       ? QStringLiteral("part")
                         : path.contains(QLatin1String("manifest.json")) ? QStringLiteral("manifest")
                         : path.contains(QLatin1String(".sha256"))       ? QStringLiteral("checksums")
                                                                         : QStringLiteral("folder");
    return kind + QLatin1Char(' ') + what;
}

} // namespace

class KillSweepTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<DemoProcess> m_demo;
    QRandomGenerator m_random{20261125};
    int m_all = 0;
    QMap<QString, int> m_points; // "kill-before fsync journal" → how often

    [[nodiscard]] QString world(const QString &name) const
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(path);
        return path;
    }
    void startDemo(const QString &name, const QStringList &endpoints, int events)
    {
        m_demo = std::make_unique<DemoProcess>(m_folder.filePath(name + QStringLiteral(".cursors")),
                                               endpoints, events);
        QVERIFY(m_demo->start());
    }
    // What an export is that nothing happens to, and the calls that it makes.
    [[nodiscard]] ExportedFiles undisturbed(bool gzip, QStringList *calls = nullptr) const
    {
        const CliExport run(*m_demo, world(gzip ? QStringLiteral("gz") : QStringLiteral("plain")), gzip);
        const FaultPlan count = run.faults({}, 0);
        const auto succeeds = [&] {
            CliRun started = run.start(count);
            const int code = started.wait();
            if (code != 0)
                qWarning("exit code %d: %s", code, started.errors().constData());
            return code == 0;
        };
        if (!succeeds())
            return {{}, {}};
        (void)count.takeCalls(); // it made the state file; the runs to come find one
        if (!succeeds())
            return {{}, {}};
        if (calls)
            *calls = count.takeCalls();
        return run.files(run.job()->id);
    }
    // Counts it; true: the run was killed where the plan says.
    bool wasKilled(CliRun &run, const FaultPlan &plan)
    {
        const int code = run.wait();
        const QStringList calls = plan.takeCalls();
        if (code != killed)
            return false;
        ++m_all;
        ++m_points[plan.action + QLatin1Char(' ') + pointOf(calls.value(plan.at - 1))];
        return calls.size() >= plan.at;
    }
    static void complete(const CliExport &run, const QString &job, const ExportedFiles &expected)
    {
        if (run.job()->state != JobState::Complete) {
            CliRun last = run.resume(job);
            const int code = last.wait();
            QVERIFY2(code == 0, qPrintable(QString::number(code) + QString::fromUtf8(last.errors())));
        }
        const QString difference = run.files(job).differenceTo(expected);
        QVERIFY2(difference.isEmpty(), qPrintable(difference));
    }

private Q_SLOTS:
    void init() { m_all = 0, m_points.clear(); }
    void cleanup() { m_demo.reset(); }

    void atEveryCall_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::addColumn<QString>("action");
        QTest::addColumn<int>("step"); // of the calls, one in so many
        QTest::newRow("plain, before") << false << QStringLiteral("kill-before") << 1;
        QTest::newRow("plain, after") << false << QStringLiteral("kill-after") << 2;
        QTest::newRow("gzip, before") << true << QStringLiteral("kill-before") << 4;
        QTest::newRow("gzip, after") << true << QStringLiteral("kill-after") << 3;
        QTest::newRow("plain, in the middle of a write") << false << QStringLiteral("kill-torn") << 4;
    }
    // Each job is killed twice: at its n-th call, and at some call of the run that resumes it.
    void atEveryCall()
    {
        QFETCH(bool, gzip);
        QFETCH(QString, action);
        QFETCH(int, step);
        const QString name = QString::fromUtf8(QTest::currentDataTag());
        startDemo(name, {QStringLiteral("alert")}, gzip ? 280 : 120);
        QStringList calls;
        const ExportedFiles expected = undisturbed(gzip, &calls);
        QVERIFY(expected.names().filter(QStringLiteral("ndjson")).size() >= 2); // parts
        const CliExport run(*m_demo, world(gzip ? QStringLiteral("gz") : QStringLiteral("plain")), gzip);
        QString before = run.job()->id;
        int first = 0, second = 0;
        QList<FaultPlan> plans;
        for (int call = 1; call <= calls.size(); call += step)
            plans << run.faults(action, call);
        // Two threads write, so the n-th call of all is not always the same; of those to the export's own
        // files it is, and each is met.
        for (int call = 1; call <= calls.filter(run.folder()).size(); ++call) {
            plans << run.faults(action, call);
            plans.last().folders = {run.folder()};
        }
        for (const FaultPlan &plan : plans) {
            CliRun started = run.start(plan);
            if (wasKilled(started, plan))
                ++first;
            const QString job = run.job()->id;
            if (job == before)
                continue; // not stored yet: nothing was promised
            before = job;
            QCOMPARE(run.files(job).wrongIn(expected), QString());
            const FaultPlan again = run.faults(action, 1 + m_random.bounded(60));
            CliRun resumed = run.resume(job, again);
            if (wasKilled(resumed, again))
                ++second;
            QCOMPARE(run.files(job).wrongIn(expected), QString());
            complete(run, job, expected);
            if (QTest::currentTestFailed())
                return;
        }
        qInfo("%d calls; killed %d times at the first run, %d times at the second", int(calls.size()), first,
              second);
        // The numbers of calls differ by a few from run to run.
        QVERIFY(first >= plans.size() - 12);
        QVERIFY(second >= first / 3);
        QCOMPARE(first + second, m_all);
        if (action == QLatin1String("kill-torn"))
            return;
        for (const char *point :
             {"write journal", "fsync journal", "write part", "fsync part", "rename part", "fsync folder"}) {
            const QString key = action + QLatin1Char(' ') + QLatin1String(point);
            QVERIFY2(m_points.value(key) > 0, qPrintable(key));
        }
        QVERIFY(m_points.value(action + QStringLiteral(" fsync journal")) >= 4); // intents and commits
        for (const char *call : {"write manifest", "fsync manifest", "rename manifest"}) {
            const QString key = action + QLatin1Char(' ') + QLatin1String(call);
            QVERIFY2(step > 1 || m_points.value(key) > 0, qPrintable(key));
        }
    }

    void atRandomMoments_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }
    void atRandomMoments()
    {
        QFETCH(bool, gzip);
        const QString name = QStringLiteral("random-") + QString::fromUtf8(QTest::currentDataTag());
        startDemo(name, {QStringLiteral("alert"), QStringLiteral("application")}, 480);
        const ExportedFiles expected = undisturbed(gzip);
        const CliExport run(*m_demo, world(gzip ? QStringLiteral("gz") : QStringLiteral("plain")), gzip);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(run.start().wait(), 0);
        const int length = static_cast<int>(clock.elapsed());
        QString before = run.job()->id;
        int kills = 0, jobs = 0;
        // A job is killed again and again until it is done.
        for (int tries = 0; kills < 30 && tries < 300; ++tries) {
            const std::optional<JobSnapshot> last = run.job();
            const bool isNew = last->id == before || isFinal(last->state);
            CliRun going = isNew ? run.start() : run.resume(last->id);
            QTest::qWait(length / 8 + m_random.bounded(length));
            going.kill(); // where it is still there
            kills += going.wait() == killed ? 1 : 0;
            const std::optional<JobSnapshot> now = run.job();
            QCOMPARE(run.files(now->id).wrongIn(expected), QString());
            if (now->id != before && now->state == JobState::Complete) {
                complete(run, now->id, expected);
                before = now->id;
                ++jobs;
            }
        }
        QVERIFY2(kills >= 30, qPrintable(QString::number(kills)));
        if (run.job()->id != before) {
            complete(run, run.job()->id, expected);
            ++jobs;
        }
        QVERIFY(jobs > 0);
        qInfo("%d kills, %d jobs of %d ms", kills, jobs, length);
    }

    // The tenant keeps its cursors, as a real one does. The export waits and goes on by itself.
    void theTenantIsKilled()
    {
        startDemo(QStringLiteral("server"), {QStringLiteral("alert")}, 480);
        const ExportedFiles expected = undisturbed(false);
        m_demo->kill();
        const CliExport run(*m_demo, world(QStringLiteral("plain")), false);
        const QString cursors = m_folder.filePath(QStringLiteral("server.cursors"));
        using std::chrono::milliseconds;
        const auto jobs = JobService::open(run.dataFolder() + QStringLiteral("/slipway/slipway.db"),
                                           {milliseconds(20), milliseconds(100), milliseconds(60'000)})
                              .value();
        ExportRequest wanted = run.job()->request;
        const ConnectionSettings connection{m_demo->address(), Secret(DemoProcess::token), {}, {}};
        int kills = 0, done = 0;
        const QStringList actions{QStringLiteral("kill-before"), QStringLiteral("kill-after"),
                                  QStringLiteral("kill-torn")};
        while (kills < 45) {
            const QString id = *jobs->submit(wanted, connection);
            const auto ended = [&] {
                const JobState state = jobs->job(id)->state;
                return state != JobState::Running && state != JobState::Queued;
            };
            while (!ended()) {
                // Before, in or after the n-th time that it notes a cursor; after is before the answer.
                const int at = 1 + m_random.bounded(8);
                const FaultPlan plan{{cursors},
                                     m_folder.filePath(QStringLiteral("server.trace")),
                                     actions[m_random.bounded(3)],
                                     at,
                                     0};
                // The export may reach it before it has said that it is ready.
                QVERIFY(m_demo->start(plan.environment()) || m_demo->wasKilled());
                QVERIFY(QTest::qWaitFor([&] { return ended() || !m_demo->isRunning(); }, 30'000));
                kills += m_demo->wasKilled() ? 1 : 0;
                (void)plan.takeCalls();
                m_demo->kill();
                QCOMPARE(run.files(id).wrongIn(expected), QString());
            }
            QCOMPARE(jobs->job(id)->state, JobState::Complete);
            QCOMPARE(run.files(id).differenceTo(expected), QString());
            QVERIFY(verifyExport(jobs->job(id)->manifests.first())->isRight());
            ++done;
        }
        qInfo("%d kills, %d jobs", kills, done);
    }

    void bothAreKilled_data() { atRandomMoments_data(); }
    void bothAreKilled()
    {
        QFETCH(bool, gzip);
        const QString name = QStringLiteral("both-") + QString::fromUtf8(QTest::currentDataTag());
        startDemo(name, {QStringLiteral("alert")}, 480);
        const ExportedFiles expected = undisturbed(gzip);
        const CliExport run(*m_demo, world(gzip ? QStringLiteral("gz") : QStringLiteral("plain")), gzip);
        QString before = run.job()->id;
        int kills = 0, jobs = 0, exportFirst = 0, tenantFirst = 0;
        // Whichever meets its fate first takes the other with it.
        for (int tries = 0; kills < 15 && tries < 100; ++tries) {
            m_demo->kill();
            const bool tenantsTurn = tries % 2 == 0;
            const FaultPlan tenants{{m_folder.filePath(name + QStringLiteral(".cursors"))},
                                    m_folder.filePath(QStringLiteral("tenant.trace")),
                                    QStringLiteral("kill-after"),
                                    tenantsTurn ? 1 + m_random.bounded(4) : 0,
                                    0};
            QVERIFY(m_demo->start(tenants.environment()));
            const std::optional<JobSnapshot> last = run.job();
            const bool isNew = last->id == before || isFinal(last->state);
            const FaultPlan plan =
                run.faults(QStringLiteral("kill-after"), tenantsTurn ? 0 : 5 + m_random.bounded(110));
            CliRun going = isNew ? run.start(plan) : run.resume(last->id, plan);
            QVERIFY(QTest::qWaitFor([&] { return !going.isRunning() || !m_demo->isRunning(); }, 30'000));
            (m_demo->isRunning() ? exportFirst : tenantFirst) += 1;
            going.kill();
            m_demo->kill();
            kills += going.wait() == killed ? 1 : 0;
            const std::optional<JobSnapshot> now = run.job();
            QCOMPARE(run.files(now->id).wrongIn(expected), QString());
            if (now->id != before && now->state == JobState::Complete) {
                complete(run, now->id, expected);
                before = now->id;
                ++jobs;
            }
        }
        QCOMPARE(kills, 15);
        QVERIFY(exportFirst > 0 && tenantFirst > 0);
        QVERIFY(m_demo->start());
        if (run.job()->id != before) {
            complete(run, run.job()->id, expected);
            ++jobs;
        }
        QVERIFY(jobs > 0);
        qInfo("%d kills of both (%d times the tenant first), %d jobs", kills, tenantFirst, jobs);
    }
};

QTEST_GUILESS_MAIN(KillSweepTest)
#include "kill_sweep_test.moc"

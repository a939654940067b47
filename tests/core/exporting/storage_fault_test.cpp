// The n-th write, fsync, rename, truncation or new folder fails, for n = 1, 2, 3 … until none fails,
// including those of the state file: an export ends complete, or with the right sentence and exit code, and
// can then be resumed to the files of an undisturbed run.
#include "tests/support/cli_export.h"

using namespace slipway;
using test::CliExport;
using test::CliRun;
using test::DemoProcess;
using test::ExportedFiles;
using test::FaultPlan;

class StorageFaultTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<DemoProcess> m_demo;

    [[nodiscard]] QString world(const QString &name) const
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(path);
        return path;
    }
    // What the export said about its error, by --json: of the job, or of the command.
    static QJsonObject errorOf(CliRun &run) { return run.json()[QStringLiteral("error")].toObject(); }

    static void saysWhatIsWrong(CliRun &run, int code, bool full)
    {
        const QJsonObject error = errorOf(run);
        const QString kind = error[QStringLiteral("kind")].toString(),
                      message = error[QStringLiteral("message")].toString();
        const QByteArray told = QJsonDocument(error).toJson() + run.errors();
        QVERIFY2(code == 1 || code == 3, told.constData());
        const QStringList kinds{QStringLiteral("storage"), QStringLiteral("database"),
                                QStringLiteral("disk-full")};
        QVERIFY2(kinds.contains(kind), told.constData());
        QVERIFY2(full || kind != kinds.last(), told.constData());
        QVERIFY2(!message.isEmpty() && !error[QStringLiteral("next_step")].toString().isEmpty(),
                 told.constData());
        QVERIFY2(!message.contains(QLatin1String("another")), told.constData());
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<DemoProcess>(m_folder.filePath(QStringLiteral("cursors")),
                                               QStringList{QStringLiteral("alert")}, 120);
        QVERIFY(m_demo->start());
    }
    void cleanupTestCase() { m_demo.reset(); }

    void theNthCallFails_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::addColumn<QString>("action");
        QTest::addColumn<int>("error");
        QTest::addColumn<bool>("resumes"); // the run that goes on after a crash is the one that fails
        QTest::newRow("one fault, plain") << false << QStringLiteral("fail") << EIO << false;
        QTest::newRow("full from then on, gzip") << true << QStringLiteral("fail-on") << ENOSPC << false;
        QTest::newRow("full for a moment, resumed") << false << QStringLiteral("fail") << ENOSPC << true;
    }
    void theNthCallFails()
    {
        QFETCH(bool, gzip);
        QFETCH(QString, action);
        QFETCH(int, error);
        QFETCH(bool, resumes);
        const QString row = QString::fromUtf8(QTest::currentDataTag());
        const CliExport calm(*m_demo, world(row + QStringLiteral(" calm")), gzip);
        const FaultPlan count = calm.faults({}, 0);
        QCOMPARE(calm.start(count).wait(), 0);
        // A page is in its file and not yet committed.
        const qsizetype crash = 1 + count.takeCalls().lastIndexOf(
                                        QRegularExpression(QStringLiteral("fsync .*\\.ndjson.*\\.part")));
        QVERIFY(crash > 0);
        const ExportedFiles expected = calm.files(calm.job()->id);
        int complete = 0, resumed = 0, nothing = 0;
        for (int call = 1;; ++call) {
            const CliExport run(*m_demo, world(row + QLatin1Char(' ') + QString::number(call)), gzip);
            const FaultPlan plan = run.faults(action, call, error);
            if (resumes) {
                QCOMPARE(run.start(run.faults(QStringLiteral("kill-after"), static_cast<int>(crash))).wait(),
                         -2);
                (void)plan.takeCalls();
            }
            CliRun failing = resumes ? run.resume(run.job()->id, plan) : run.start(plan);
            const int code = failing.wait();
            const QStringList calls = plan.takeCalls();
            if (calls.size() < call) { // none failed
                QCOMPARE(code, 0);
                break;
            }
            const QByteArray where = QByteArray::number(call) + ' ' + calls[call - 1].toUtf8() + ": ";
            const auto job = run.job();
            const QString id = job ? job->id : QString();
            const QString wrong = run.files(id).wrongIn(expected);
            QVERIFY2(id.isEmpty() || wrong.isEmpty(), (where + wrong.toUtf8()).constData());
            if (code == 0) {
                // Whoever is told that all is well finds it so.
                QVERIFY2(job && job->state == JobState::Complete,
                         (where + (job ? jobStateName(job->state).toUtf8() : "no job")).constData());
                QVERIFY2(run.files(id).differenceTo(expected).isEmpty(),
                         (where + run.files(id).differenceTo(expected).toUtf8()).constData());
                ++complete;
            } else {
                saysWhatIsWrong(failing, code, error == ENOSPC);
                if (QTest::currentTestFailed())
                    qFatal("%s", where.constData());
                ++(id.isEmpty() ? nothing : resumed);
            }
            // The disk is well again.
            if (id.isEmpty() || job->state != JobState::Complete) {
                CliRun again = id.isEmpty() ? run.start() : run.resume(id);
                const int second = again.wait();
                QVERIFY2(second == 0, (where + again.errors()).constData());
            }
            const QString difference = run.files(run.job()->id).differenceTo(expected);
            QVERIFY2(difference.isEmpty(), (where + difference.toUtf8()).constData());
            QVERIFY(QDir(world(row + QLatin1Char(' ') + QString::number(call))).removeRecursively());
        }
        qInfo("%d faults: %d exports went on, %d were resumed, %d had not begun",
              complete + resumed + nothing, complete, resumed, nothing);
        QVERIFY(resumed > 30);
        QCOMPARE(nothing > 0, !resumes);
    }

    // A page is committed only when its file can be found after a power failure: the names of the file and of
    // its folders are on the disk before.
    void namesAreDurableBeforeTheFirstCommit()
    {
        const CliExport run(*m_demo, world(QStringLiteral("names")), false);
        QCOMPARE(run.start().wait(), 0); // makes the state file
        QVERIFY(QDir(run.folder()).removeRecursively());
        FaultPlan plan = run.faults({}, 0);
        plan.folders = QStringList{QFileInfo(run.folder()).path()};
        QCOMPARE(run.start(plan).wait(), 0);
        const QStringList calls = plan.takeCalls();
        const QString table = run.folder() + QStringLiteral("/netskope_alerts");
        const auto part = calls.indexOf(QRegularExpression(QStringLiteral("fsync .*\\.ndjson\\.part")));
        QVERIFY(part > 0);
        const QStringList sofar = calls.mid(0, part);
        const auto outMade = sofar.indexOf(QStringLiteral("mkdir ") + run.folder());
        const auto outSynced = sofar.lastIndexOf(QStringLiteral("fsync ") + QFileInfo(run.folder()).path());
        const auto tableMade = sofar.indexOf(QStringLiteral("mkdir ") + table);
        const auto tableSynced = sofar.lastIndexOf(QStringLiteral("fsync ") + run.folder());
        QVERIFY(outMade >= 0 && outSynced > outMade);
        QVERIFY(tableMade > outMade && tableSynced > tableMade);
        QVERIFY(sofar.lastIndexOf(QStringLiteral("fsync ") + table) > tableMade);
    }
};

QTEST_GUILESS_MAIN(StorageFaultTest)
#include "storage_fault_test.moc"

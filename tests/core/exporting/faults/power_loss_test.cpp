// The power fails before the n-th write, fsync, rename, truncation or new folder of an export, for n = 1, 2,
// 3 … until none is left, and after its end: everything that was not synced is lost, in files, folders and
// the state file. After a resume, the export ends with the files of an undisturbed run.
#include "tests/support/cli_export.h"

using namespace slipway;
using test::CliExport;
using test::CliRun;
using test::DemoProcess;
using test::ExportedFiles;
using test::FaultPlan;

class PowerLossTest : public QObject
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
    static FaultPlan failure(const CliExport &run, int call)
    {
        FaultPlan plan = run.faults(QStringLiteral("power"), call);
        plan.folders =
            QStringList{QFileInfo(run.folder()).path()}; // which names the export's and the state's
        return plan;
    }
    static void rows()
    {
        QTest::addColumn<bool>("gzip");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_demo = std::make_unique<DemoProcess>(m_folder.filePath(QStringLiteral("cursors")),
                                               QStringList{QStringLiteral("alert")}, 120);
        QVERIFY(m_demo->start());
    }
    void cleanupTestCase() { m_demo.reset(); }

    void thePowerFails_data() { rows(); }
    void thePowerFails()
    {
        QFETCH(bool, gzip);
        const QString row = QString::fromUtf8(QTest::currentDataTag());
        const CliExport calm(*m_demo, world(row + QStringLiteral(" calm")), gzip);
        QCOMPARE(calm.start().wait(), 0);
        const ExportedFiles expected = calm.files(calm.job()->id);
        int resumed = 0, nothing = 0;
        for (int call = 1;; ++call) {
            const QString name = row + QLatin1Char(' ') + QString::number(call);
            const CliExport run(*m_demo, world(name), gzip);
            const FaultPlan plan = failure(run, call);
            const int code = run.start(plan).wait();
            const QStringList calls = plan.takeCalls();
            if (calls.size() < call) {
                QCOMPARE(code, 0);
                break;
            }
            const QByteArray where = QByteArray::number(call) + ' ' + calls[call - 1].toUtf8() + ": ";
            QVERIFY2(code == -2, where.constData());
            const auto job = run.job();
            const QString id = job ? job->id : QString();
            const QString wrong = run.files(id).wrongIn(expected);
            QVERIFY2(id.isEmpty() || wrong.isEmpty(), (where + wrong.toUtf8()).constData());
            ++(id.isEmpty() ? nothing : resumed);
            if (id.isEmpty() || job->state != JobState::Complete) {
                CliRun again = id.isEmpty() ? run.start() : run.resume(id);
                const int second = again.wait();
                QVERIFY2(second == 0, (where + again.errors()).constData());
            }
            const QString difference = run.files(run.job()->id).differenceTo(expected);
            QVERIFY2(difference.isEmpty(), (where + difference.toUtf8()).constData());
            QVERIFY(QDir(m_folder.filePath(name)).removeRecursively());
        }
        qInfo("%d power failures: %d exports were resumed, %d had not begun", resumed + nothing, resumed,
              nothing);
        QVERIFY(resumed > 30);
        QVERIFY(nothing > 0);
    }

    // Whoever was told that the export is complete has it.
    void thePowerFailsAfterTheEnd_data() { rows(); }
    void thePowerFailsAfterTheEnd()
    {
        QFETCH(bool, gzip);
        const QString row = QString::fromUtf8(QTest::currentDataTag());
        const CliExport calm(*m_demo, world(row + QStringLiteral(" calm end")), gzip);
        QCOMPARE(calm.start().wait(), 0);
        const CliExport run(*m_demo, world(row + QStringLiteral(" end")), gzip);
        QCOMPARE(run.start(failure(run, 0)).wait(), 0);
        QCOMPARE(run.job()->state, JobState::Complete);
        QCOMPARE(run.files(run.job()->id).differenceTo(calm.files(calm.job()->id)), QString());
    }

    // The failure is one: what a program does not sync is lost, and what it does is kept.
    void whatIsNotSyncedIsLost()
    {
        const QString path = world(QStringLiteral("itself"));
        FaultPlan plan{{path}, m_folder.filePath(QStringLiteral("itself trace")), QStringLiteral("power")};
        const auto shell = [&](const QString &commands) {
            QProcess process;
            QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
            environment.insert(plan.environment());
            process.setProcessEnvironment(environment);
            process.setWorkingDirectory(path);
            process.start(QStringLiteral("python3"), {QStringLiteral("-c"), commands});
            process.waitForFinished(10'000);
        };
        const auto content = [&](const char *name) {
            QFile file(path + QLatin1Char('/') + QLatin1String(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("none");
        };
        QFile old(path + QStringLiteral("/old"));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        shell(QStringLiteral("import os\n"
                             "def write(name, text, sync):\n"
                             "    fd = os.open(os.getcwd() + '/' + name, os.O_WRONLY | os.O_CREAT)\n"
                             "    os.write(fd, text)\n"
                             "    if sync: os.fsync(fd)\n"
                             "write('kept', b'kept', True)\n"
                             "write('empty', b'lost', False)\n"
                             "os.fsync(os.open(os.getcwd(), os.O_RDONLY))\n"
                             "write('nameless', b'lost', True)\n"
                             "write('old', b'new text', False)\n"
                             "os.rename(os.getcwd() + '/kept', os.getcwd() + '/renamed')\n"));
        QCOMPARE(content("kept"), QByteArray("kept"));
        QCOMPARE(content("renamed"), QByteArray("none"));
        QCOMPARE(content("empty"), QByteArray());
        QCOMPARE(content("nameless"), QByteArray("none"));
        QCOMPARE(content("old"), QByteArray("old"));
    }
};

QTEST_GUILESS_MAIN(PowerLossTest)
#include "power_loss_test.moc"

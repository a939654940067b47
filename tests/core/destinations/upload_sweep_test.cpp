// One fault at a time, at the first, second, third … run of rclone until a job ends before its turn comes:
// rclone or Slipway is killed before or after the work of that run. The bucket ends with the same objects.
#include "tests/support/bucket_export.h"
#include "tests/support/bucket_look.h"
#include "tests/support/cli_run.h"
#include "tests/support/sftp_server.h"

#include <QJsonArray>

using namespace slipway;
using namespace slipway::test;

namespace {

// A folder with a "rclone" of its own, first in PATH.
class SpoiledRclone
{
public:
    SpoiledRclone() : m_path(qgetenv("PATH"))
    {
        write("real", QStandardPaths::findExecutable(QStringLiteral("rclone")).toUtf8());
        QFile::link(QStringLiteral(SLIPWAY_TEST_SUPPORT "/rclone-fault"),
                    m_folder.filePath(QStringLiteral("rclone")));
        qputenv("PATH", m_folder.path().toUtf8() + ':' + m_path);
        plan(0, "nothing");
    }
    ~SpoiledRclone() { qputenv("PATH", m_path); }
    void plan(int call, const QByteArray &what)
    {
        write("plan", QByteArray::number(call) + ' ' + what + '\n');
        write("calls", "0\n");
    }
    // Whether that call came. From here on nothing happens to any.
    [[nodiscard]] bool wasReached()
    {
        const bool reached = QFile::remove(m_folder.filePath(QStringLiteral("reached")));
        plan(0, "nothing");
        return reached;
    }

private:
    void write(const char *name, const QByteArray &text)
    {
        QFile file(m_folder.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    QTemporaryDir m_folder;
    QByteArray m_path;
};

} // namespace

class UploadSweepTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<SwiftServer>();
        m_sftp = std::make_unique<SftpServer>();
    }
    void cleanupTestCase()
    {
        m_sftp.reset();
        m_server.reset();
    }

    void rcloneIsKilledAtEachCall_data()
    {
        moments("rclone");
        QTest::addRow("sftp, rclone-after") << QByteArray("rclone-after");
    }
    void rcloneIsKilledAtEachCall()
    {
        QFETCH(QByteArray, what);
        const bool sftp = QByteArray(QTest::currentDataTag()).startsWith("sftp");
        SpoiledRclone rclone;
        int call = 1;
        for (;; ++call) {
            ExportWorld world(3000);
            const QString prefix = QStringLiteral("%1-%2").arg(QLatin1String(what)).arg(call);
            const DestinationAccess access = sftp ? m_sftp->access(prefix) : m_server->access(prefix);
            rclone.plan(call, what);
            const JobSnapshot job = exportOf(access, world);
            const bool wasReached = rclone.wasReached();
            QVERIFY2(job.state == JobState::Complete, reasonOf(job));
            if (sftp)
                isWhole(filesIn(m_sftp->drop() + QLatin1Char('/') + prefix), world);
            else
                isWhole(*m_server, world, prefix);
            if (QTest::currentTestFailed() || !wasReached)
                break;
        }
        QVERIFY2(call > 8,
                 qPrintable(QString::number(call))); // parts, sums, manifest: each sent and looked at
    }

    void slipwayIsKilledAtEachCall_data() { moments("slipway"); }
    void slipwayIsKilledAtEachCall()
    {
        QFETCH(QByteArray, what);
        SpoiledRclone rclone;
        int call = 1;
        for (;; ++call) {
            ExportWorld world(3000);
            QTemporaryDir home;
            const QString prefix = QStringLiteral("%1-%2").arg(QLatin1String(what)).arg(call);
            QProcessEnvironment environment = m_server->awsEnvironment();
            environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
            rclone.plan(call, what);
            CliRun run(home.path(),
                       exportArguments(
                           world, {QStringLiteral("--dest"), QStringLiteral("s3://drop/") + prefix}, "3M"),
                       ExportWorld::token(), environment);
            const int code = run.wait();
            if (!rclone.wasReached()) {
                QCOMPARE(code, 0);
                isWhole(*m_server, world, prefix);
                break;
            }
            QCOMPARE(code, -2);
            CliRun resumed(home.path(),
                           {QStringLiteral("jobs"), QStringLiteral("resume"), QStringLiteral("--all"),
                            QStringLiteral("--token-stdin")},
                           ExportWorld::token(), environment);
            QVERIFY2(resumed.wait() == 0, resumed.errors());
            isWhole(*m_server, world, prefix);
            QVERIFY(QDir(home.filePath(QStringLiteral("slipway/spool"))).isEmpty());
            if (QTest::currentTestFailed())
                return;
        }
        QVERIFY2(call > 8, qPrintable(QString::number(call)));
    }

    // Another object stands where the file went: it is found, and sent again.
    void anObjectIsReplaced()
    {
        SpoiledRclone rclone;
        for (int call = 1; call <= 3; ++call) {
            ExportWorld world(3000);
            const DestinationAccess access = m_server->access(QStringLiteral("replaced-%1").arg(call));
            rclone.plan(call, "object");
            const JobSnapshot job = exportOf(access, world);
            QVERIFY(rclone.wasReached());
            QVERIFY2(job.state == JobState::Complete, reasonOf(job));
            isWhole(*m_server, world, access.destination.prefix);
        }
    }

    // What was finished and is another now is never said to be complete.
    void aFileIsChangedWhileItWaits()
    {
        SpoiledRclone rclone;
        ExportWorld world(3000);
        const DestinationAccess access = m_server->access(QStringLiteral("changed"));
        rclone.plan(1, "file");
        const JobSnapshot job = exportOf(access, world);
        QVERIFY(rclone.wasReached());
        QCOMPARE(job.state, JobState::Paused);
        QVERIFY2(job.error && job.error->message.contains(QLatin1String("was changed")), reasonOf(job));
        QVERIFY(job.error->message.contains(QLatin1String("-00001.ndjson")));
        const auto there = objects(m_server->environment(), QStringLiteral("drop/changed"));
        for (auto object = there.cbegin(); object != there.cend(); ++object)
            QVERIFY2(!object.key().endsWith(QLatin1String("manifest.json")), qPrintable(object.key()));
    }

private:
    static void moments(const QByteArray &who)
    {
        QTest::addColumn<QByteArray>("what");
        for (const QByteArray &when : {QByteArray("-before"), QByteArray("-after")})
            QTest::addRow("%s", (who + when).constData()) << who + when;
    }
    static JobSnapshot exportOf(const DestinationAccess &access, ExportWorld &world)
    {
        ExportRequest request = requestTo(access, world);
        // One or four parts: on SFTP each takes four calls.
        request.partSize = access.destination.kind == QLatin1String("sftp") ? 64 << 20 : 3 << 20;
        return world.waitForEnd(world.jobs->submit(request, world.connection(), access).value());
    }
    std::unique_ptr<SwiftServer> m_server;
    std::unique_ptr<SftpServer> m_sftp;
};

QTEST_GUILESS_MAIN(UploadSweepTest)
#include "upload_sweep_test.moc"

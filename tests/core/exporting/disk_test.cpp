#include "core/exporting/verifying/verify.h"
#include "tests/support/export_world.h"
#include "tests/support/small_disk.h"

#include <QDirIterator>
#include <QProcess>

#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace slipway;
using test::ExportWorld;
using test::SmallDisk;

namespace {

// Root may write everywhere. While this lives, this thread and those it starts may not.
class WithoutRootsRights
{
public:
    WithoutRootsRights()
    {
        ::syscall(SYS_capget, &m_header, m_before);
        __user_cap_data_struct less[2] = {m_before[0], m_before[1]};
        less[0].effective &= ~(1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH | 1U << CAP_FOWNER);
        ::syscall(SYS_capset, &m_header, less);
    }
    WithoutRootsRights(const WithoutRootsRights &) = delete;
    ~WithoutRootsRights() { ::syscall(SYS_capset, &m_header, m_before); }

private:
    __user_cap_header_struct m_header = {_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct m_before[2] = {};
};

// While this lives, the system takes this thread for that of a user without special rights when it is asked
// what the user may do.
class AsOrdinaryUser
{
public:
    AsOrdinaryUser() { set(nobody); }
    AsOrdinaryUser(const AsOrdinaryUser &) = delete;
    ~AsOrdinaryUser() { set(0); }

private:
    static constexpr long nobody = 65534, same = -1;
    static void set(long user)
    {
        if (::geteuid() == 0)
            ::syscall(SYS_setresuid, user, same, same);
    }
};

} // namespace

// What happens to a job when its disk lets it down: it pauses with a reason, and goes on when the disk is
// well again.
class DiskTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<ExportWorld> m_world;

    static void verify(const JobSnapshot &job)
    {
        QVERIFY2(job.state == JobState::Complete,
                 qPrintable(job.error ? job.error->asText() : jobStateName(job.state)));
        for (const QString &manifest : job.manifests) {
            const auto report = verifyExport(manifest);
            QVERIFY(report);
            QVERIFY2(report->isRight(),
                     report->isRight() ? "" : qPrintable(report->findings.first().problem));
        }
    }
    static void pausedWith(const JobSnapshot &job, ErrorKind kind, const char *sentence)
    {
        QCOMPARE(job.state, JobState::Paused);
        QVERIFY(job.error);
        QVERIFY2(job.error->kind == kind, qPrintable(job.error->asText()));
        QVERIFY2(job.error->message.contains(QString::fromUtf8(sentence)), qPrintable(job.error->asText()));
        QVERIFY(!job.error->nextStep.isEmpty());
        QVERIFY(job.manifests.isEmpty()); // a manifest says that the export is whole
    }
    // Starts a job that writes nothing for a while, so that something can be laid in its way.
    QString startSlowly(const ExportRequest &wanted)
    {
        m_world->settings(R"({"latency_ms":400})");
        return *m_world->jobs->submit(wanted, m_world->connection());
    }
    QString tableFile(const ExportRequest &wanted, const QString &name) const
    {
        return wanted.folder + QStringLiteral("/netskope_alerts/") + name;
    }
    static void lay(const QString &path, const QByteArray &content)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::NewOnly));
        file.write(content);
    }

private Q_SLOTS:
    void init() { m_world = std::make_unique<ExportWorld>(); }
    void cleanup() { m_world.reset(); }

    void aFullDiskPausesTheJob_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::newRow("plain") << false;
        QTest::newRow("gzip") << true;
    }
    // Room is made bit by bit, so that the disk is full once at every kind of write, the manifest's included.
    void aFullDiskPausesTheJob()
    {
        QFETCH(bool, gzip);
        SmallDisk disk(64 << 20);
        QVERIFY2(disk.isMounted(), "this test needs the right to mount a tmpfs");
        ExportRequest wanted = m_world->request();
        wanted.folder = disk.filePath(QStringLiteral("out"));
        wanted.compression = gzip ? Compression::Gzip : Compression::None;
        const QByteArray truth = m_world->truth();
        const QString id = startSlowly(wanted); // where there is no room it would not even start
        QVERIFY(disk.grow(1 << 20));
        m_world->settings(R"({"latency_ms":0})");
        JobSnapshot job = m_world->waitForEnd(id);
        int stops = 0;
        const qint64 step = gzip ? 96 << 10 : 1'300 << 10;
        for (qint64 size = (1 << 20) + step; job.state != JobState::Complete && stops < 60; size += step) {
            pausedWith(job, ErrorKind::DiskFull, "the disk is full");
            QVERIFY(truth.startsWith(ExportWorld::exported(wanted.folder))); // whole files only
            ++stops;
            QVERIFY(disk.grow(size));
            job = m_world->resume(job.id);
        }
        QVERIFY(stops > 3);
        verify(job);
        QVERIFY(ExportWorld::exported(wanted.folder) == truth);
    }
    void aFullDiskOfTheStateFilePausesTheJob()
    {
        SmallDisk disk(1 << 20);
        QVERIFY(disk.isMounted());
        m_world->stateFile = disk.filePath(QStringLiteral("state.db"));
        m_world->openJobs();
        // Leaves room for some pages' commits only.
        QFile filling(disk.filePath(QStringLiteral("filling")));
        QVERIFY(filling.open(QIODevice::WriteOnly));
        const auto id = m_world->jobs->submit(m_world->request(), m_world->connection());
        QVERIFY(id);
        while (filling.write(QByteArray(4096, 'x')) == 4096 && filling.flush()) {
        }
        const JobSnapshot job = m_world->waitForEnd(*id);
        QVERIFY2(isResumable(job.state), qPrintable(jobStateName(job.state)));
        QVERIFY(disk.grow(64 << 20));
        m_world->openJobs();
        verify(m_world->resume(*id));
        QVERIFY(ExportWorld::exported(m_world->request().folder) == m_world->truth());
    }
    void aReadOnlyDiskPausesTheJob()
    {
        SmallDisk disk(64 << 20);
        QVERIFY(disk.isMounted());
        ExportRequest wanted = m_world->request();
        wanted.folder = disk.filePath(QStringLiteral("out"));
        QVERIFY(disk.setReadOnly(true));
        const JobSnapshot job = m_world->run(wanted);
        pausedWith(job, ErrorKind::Storage, "is not allowed");
        QVERIFY(disk.setReadOnly(false));
        verify(m_world->resume(job.id));
    }
    void aFolderWithoutWritePermissionPausesTheJob()
    {
        const ExportRequest wanted = m_world->request();
        QVERIFY(QDir().mkpath(wanted.folder));
        JobSnapshot job;
        {
            const WithoutRootsRights bounded;
            const QString id = startSlowly(wanted);
            QVERIFY(::chmod(wanted.folder.toLocal8Bit().constData(), 0500) == 0);
            job = m_world->waitForEnd(id);
        }
        m_world->settings(R"({"latency_ms":0})");
        pausedWith(job, ErrorKind::Storage, "is not allowed");
        QVERIFY(job.error->message.contains(wanted.folder));
        QVERIFY(::chmod(wanted.folder.toLocal8Bit().constData(), 0700) == 0);
        verify(m_world->resume(job.id));
    }
    // It need not be started to find out.
    void aFolderThatCannotBeCreatedIsRefusedAtOnce()
    {
        const AsOrdinaryUser ordinary;
        ExportRequest wanted = m_world->request();
        for (const char *folder : {"/proc/nope/x", "/usr"}) {
            wanted.folder = QString::fromLatin1(folder);
            const auto job = m_world->jobs->submit(wanted, m_world->connection());
            QVERIFY(!job);
            QVERIFY2(job.error().kind == ErrorKind::Storage &&
                         job.error().message.contains(QLatin1String("is not allowed")) &&
                         job.error().nextStep.contains(QLatin1String("another folder")),
                     qPrintable(job.error().asText()));
        }
        wanted.folder = QStringLiteral("/proc/nope/x");
        QCOMPARE(
            m_world->jobs->submit(wanted, m_world->connection()).error().message,
            QStringLiteral("The folder /proc/nope/x cannot be created: writing to /proc is not allowed."));
    }
    // Root may write to /proc, but nobody can create a folder there.
    void aFolderThatNeverWasIsNotGone()
    {
        ExportRequest wanted = m_world->request();
        wanted.folder = QStringLiteral("/proc/nope/x");
        const auto id = m_world->jobs->submit(wanted, m_world->connection());
        if (::geteuid() != 0) {
            QVERIFY(!id);
            return;
        }
        const JobSnapshot job = m_world->waitForEnd(*id);
        pausedWith(job, ErrorKind::Storage, "/proc/nope/x/netskope_alerts cannot be created: No such file");
        QVERIFY2(job.error->nextStep.contains(QLatin1String("another folder")),
                 qPrintable(job.error->asText()));
    }
    // Before a resumed job asks for anything, it has to be able to read what is there.
    void whatCannotBeReadIsNamed_data()
    {
        QTest::addColumn<QString>("what"); // the ending of a file's name, or nothing: their folder
        QTest::newRow("a finished part") << QStringLiteral("-00001.ndjson");
        QTest::newRow("the note of the commits") << QStringLiteral("-commits.part");
        QTest::newRow("the folder") << QString();
    }
    void whatCannotBeReadIsNamed()
    {
        QFETCH(QString, what);
        m_world->settings(R"({"latency_ms":100})");
        const ExportRequest wanted = m_world->request();
        const QString id = *m_world->jobs->submit(wanted, m_world->connection());
        QVERIFY(QTest::qWaitFor([&] { return m_world->jobs->job(id)->endpoints.first().parts > 0; }, 20'000));
        QVERIFY(m_world->jobs->pause(id));
        QCOMPARE(m_world->waitForEnd(id).state, JobState::Paused);
        m_world->settings(R"({"latency_ms":0})");
        const QString folder = wanted.folder + QStringLiteral("/netskope_alerts");
        const QByteArray path =
            (what.isEmpty() ? folder : folder + QLatin1Char('/') + id + what).toLocal8Bit();
        QVERIFY(::chmod(path.constData(), 0) == 0);
        JobSnapshot job;
        {
            const WithoutRootsRights bounded;
            job = m_world->resume(id);
        }
        QVERIFY(::chmod(path.constData(), what.isEmpty() ? 0700 : 0600) == 0);
        pausedWith(job, ErrorKind::Storage,
                   what.endsWith(QLatin1String(".part")) ? "not allowed" : "permission denied");
        QVERIFY2(job.error->message.contains(QString::fromLocal8Bit(path)), qPrintable(job.error->asText()));
        QVERIFY2(job.error->nextStep.contains(QLatin1String("permissions")), qPrintable(job.error->asText()));
        verify(m_world->resume(id));
    }
    void aFolderThatGoesInMidJobIsNoticed()
    {
        m_world->settings(R"({"latency_ms":100})");
        const ExportRequest wanted = m_world->request();
        const QString id = *m_world->jobs->submit(wanted, m_world->connection());
        QVERIFY(QTest::qWaitFor([&] { return m_world->jobs->job(id)->endpoints.first().parts > 0; }, 20'000));
        const QString aside = m_world->folder.filePath(QStringLiteral("aside"));
        QVERIFY(QDir().rename(wanted.folder, aside));
        pausedWith(m_world->waitForEnd(id), ErrorKind::Storage, "is gone");
        m_world->settings(R"({"latency_ms":0})");
        // Going on without the finished files would end in a manifest that lists what is not there.
        const JobSnapshot without = m_world->resume(id);
        QCOMPARE(without.state, JobState::Paused);
        QVERIFY(!without.error->nextStep.isEmpty());
        QDir(wanted.folder).removeRecursively();
        QVERIFY(QDir().rename(aside, wanted.folder));
        verify(m_world->resume(id));
        QVERIFY(ExportWorld::exported(wanted.folder) == m_world->truth());
    }
    void aFinishedFileThatGoesIsNoticed()
    {
        m_world->settings(R"({"latency_ms":50})");
        const ExportRequest wanted = m_world->request();
        const QString id = *m_world->jobs->submit(wanted, m_world->connection());
        QVERIFY(QTest::qWaitFor([&] { return m_world->jobs->job(id)->endpoints.first().parts > 0; }, 20'000));
        const QString first = tableFile(wanted, id + QStringLiteral("-00001.ndjson"));
        QVERIFY(QFile::rename(first, first + QStringLiteral(".moved")));
        pausedWith(m_world->waitForEnd(id), ErrorKind::Storage, "-00001.ndjson");
        QVERIFY(QFile::rename(first + QStringLiteral(".moved"), first));
        verify(m_world->resume(id));
    }
    void aPathThatIsTooLongIsRefusedAtOnce()
    {
        ExportRequest wanted = m_world->request();
        wanted.folder = m_world->folder.filePath(QString(300, QLatin1Char('n')));
        const auto name = m_world->jobs->submit(wanted, m_world->connection());
        QVERIFY(!name);
        QVERIFY2(name.error().message.contains(QLatin1String("too long")), qPrintable(name.error().asText()));
        wanted.folder = m_world->folder.path();
        while (wanted.folder.size() < 4090)
            wanted.folder += QLatin1Char('/') + QString(90, QChar(u'ü'));
        QVERIFY(!m_world->jobs->submit(wanted, m_world->connection()));
        QVERIFY(m_world->jobs->jobs().isEmpty());
    }
    void aForeignFileOfTheSameNameIsKept()
    {
        const ExportRequest wanted = m_world->request();
        const QString id = startSlowly(wanted);
        const QString taken = tableFile(wanted, id + QStringLiteral("-00001.ndjson"));
        lay(taken, "somebody else's");
        pausedWith(m_world->waitForEnd(id), ErrorKind::Storage, "exists already");
        QFile file(taken);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("somebody else's"));
        QVERIFY(file.remove());
        m_world->settings(R"({"latency_ms":0})");
        verify(m_world->resume(id));
        QVERIFY(ExportWorld::exported(wanted.folder) == m_world->truth());
    }
    void aLeftoverPartIsWrittenAnew()
    {
        const ExportRequest wanted = m_world->request();
        const QString id = startSlowly(wanted);
        lay(tableFile(wanted, id + QStringLiteral("-00001.ndjson.part")), QByteArray(100'000, 'x'));
        m_world->settings(R"({"latency_ms":0})");
        verify(m_world->waitForEnd(id));
        QVERIFY(ExportWorld::exported(wanted.folder) == m_world->truth());
    }
    void aLinkIsNotFollowed()
    {
        const ExportRequest wanted = m_world->request();
        const QString id = startSlowly(wanted), victim = m_world->folder.filePath(QStringLiteral("victim"));
        lay(victim, "precious");
        const QString link = tableFile(wanted, id + QStringLiteral("-00001.ndjson.part"));
        QVERIFY(QDir().mkpath(QFileInfo(link).path()) && QFile::link(victim, link));
        pausedWith(m_world->waitForEnd(id), ErrorKind::Storage, "is a link");
        QFile file(victim);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("precious"));
        QVERIFY(QFile::remove(link));
        m_world->settings(R"({"latency_ms":0})");
        verify(m_world->resume(id));
    }
    void aFileWhereTheFolderShouldBePausesTheJob()
    {
        const ExportRequest wanted = m_world->request();
        lay(wanted.folder + QStringLiteral("/netskope_alerts"), "a file");
        const JobSnapshot job = m_world->run(wanted);
        pausedWith(job, ErrorKind::Storage, "is a file");
        QVERIFY(QFile::remove(wanted.folder + QStringLiteral("/netskope_alerts")));
        verify(m_world->resume(job.id));
    }
    // A file system that takes no files of that size, or a limit set by the administrator.
    void aFileSizeLimitPausesTheJob()
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_world->folder.filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("NETSKOPE_API_TOKEN"), QString::fromLatin1(ExportWorld::token()));
        process.setProcessEnvironment(environment);
        process.setChildProcessModifier([] {
            const rlimit most{3 << 20, 3 << 20};
            ::setrlimit(RLIMIT_FSIZE, &most);
        });
        process.start(qEnvironmentVariable("SLIPWAY_CLI"),
                      {QStringLiteral("export"), QStringLiteral("--json"), QStringLiteral("--host"),
                       m_world->demo->address().toString(), QStringLiteral("--endpoint"),
                       QStringLiteral("alert"), QStringLiteral("--from"), QString::number(ExportWorld::from),
                       QStringLiteral("--to"), QString::number(ExportWorld::to), QStringLiteral("--dest"),
                       m_world->request().folder, QStringLiteral("--max-rate"), QStringLiteral("0")});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 3);
        const QJsonObject job = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        QCOMPARE(job[QStringLiteral("state")].toString(), QStringLiteral("paused"));
        const QString message = job[QStringLiteral("error")][QStringLiteral("message")].toString();
        QVERIFY2(message.contains(QLatin1String("a larger file is not allowed")), qPrintable(message));
    }
};

int main(int argc, char *argv[])
{
    test::enterMountSpace(); // before any thread
    QCoreApplication application(argc, argv);
    DiskTest tests;
    return QTest::qExec(&tests, argc, argv);
}
#include "disk_test.moc"

// Files of an export that are changed between two runs, and a state file that is older than they are: resume
// ends with the same events, each once, or says which file is not right. It never certifies other bytes.
#include "core/exporting/parts/commit_count.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/fault_world.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace slipway;
using test::FaultWorld;

namespace {

const QString table = QStringLiteral("/netskope_alerts/");

QString fileOf(const FaultWorld &world, const QString &job, const char *ending)
{
    return world.path("out") + table + job + QString::fromLatin1(ending);
}

void flipByteIn(const QString &path)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::ReadWrite), qPrintable(path));
    QVERIFY(file.size() > 1000);
    const qint64 middle = file.size() / 2;
    QVERIFY(file.seek(middle));
    const char byte = file.read(1).at(0);
    QVERIFY(file.seek(middle));
    QCOMPARE(file.write(QByteArray(1, static_cast<char>(byte ^ 1))), qint64(1));
}

// Something that is not a file: a pipe, a folder, a socket, or a link to a file.
void putThere(const QString &path, const QByteArray &kind)
{
    const QByteArray native = path.toLocal8Bit();
    if (kind == "pipe")
        QCOMPARE(::mkfifo(native.constData(), 0600), 0);
    else if (kind == "folder")
        QVERIFY(QDir().mkdir(path));
    else if (kind == "link")
        QVERIFY(QFile::link(path + QStringLiteral(".aside"), path));
    else {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        QVERIFY(native.size() < static_cast<qsizetype>(sizeof address.sun_path));
        std::memcpy(address.sun_path, native.constData(), static_cast<size_t>(native.size()));
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QCOMPARE(::bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        ::close(descriptor);
    }
}

// Until `pages` more requests were answered with pages; then the job is paused.
void fetchPages(FaultWorld &world, const QString &id, int pages, const QByteArray &between = {})
{
    world.passPages(pages);
    if (!between.isEmpty())
        world.fault(between);
    world.fault(R"({"fault":"status","status":503,"count":-1})");
    if (world.job(id).state != JobState::Running)
        QVERIFY(world.jobs().resume(id, world.connection()));
    QVERIFY(world.waitForNote(id, "503"));
    QVERIFY(world.jobs().pause(id));
    QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
    (void)test::control(world.address(), "/__demo/reset", "{}");
}

QString jobWithPages(FaultWorld &world, int pages, qint64 partSize, const QByteArray &between = {})
{
    world.passPages(pages);
    if (!between.isEmpty())
        world.fault(between);
    world.fault(R"({"fault":"status","status":503,"count":-1})");
    ExportRequest wanted = world.request();
    wanted.partSize = partSize;
    const QString id = world.start(wanted);
    if (!world.waitForNote(id, "503"))
        return {};
    (void)world.jobs().pause(id);
    (void)world.waitForEnd(id);
    (void)test::control(world.address(), "/__demo/reset", "{}");
    return id;
}

} // namespace

class ChangedFilesTest : public QObject
{
    Q_OBJECT

    // All of the tenant's six pages, and so that a part ends with every third of them.
    static constexpr qint64 onePart = 1 << 30;
    static qint64 threePages() { return FaultWorld::truth().size() * 5 / 12; }

    static void endsWhole(FaultWorld &world, const QString &id)
    {
        QVERIFY(world.jobs().resume(id, world.connection()));
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QVERIFY(!world.hasUnfinishedFiles());
        const auto report = verifyExport(job.manifests.value(0));
        QVERIFY(report);
        QVERIFY2(report->isRight(),
                 qPrintable(report->isRight() ? QString() : report->findings.first().problem));
    }

private Q_SLOTS:
    void aChangedByteIsNotCertified_data()
    {
        QTest::addColumn<bool>("isOld");
        QTest::newRow("the state file is right") << false;
        QTest::newRow("the state file is older") << true;
    }
    void aChangedByteIsNotCertified()
    {
        QFETCH(bool, isOld);
        FaultWorld world;
        const QString id = jobWithPages(world, 3, onePart);
        QVERIFY(!id.isEmpty());
        flipByteIn(fileOf(world, id, "-00001.ndjson.part"));
        if (isOld)
            writeCommitCount(world.path("out/netskope_alerts"), id, {5, QStringLiteral("250-1"), 0});
        endsWhole(world, id);
    }
    // The state file and the commit count are those of an earlier moment, and the unfinished file is not.
    void aPartThatIsTooLongShowsThatTheStateIsOld()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 2, onePart);
        QVERIFY(!id.isEmpty());
        const QString count = fileOf(world, id, "-commits.part");
        world.keepState();
        QVERIFY(QFile::copy(count, world.path("count")));
        fetchPages(world, id, 4); // the page of before, and three more
        world.restoreState();
        QVERIFY(QFile::remove(count) && QFile::copy(world.path("count"), count));
        endsWhole(world, id);
    }
    // Meanwhile the unfinished file was changed and fetched again, so both know of as many pages, and of the
    // same last one.
    void anOlderStateFileThatKnowsAsManyPages()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 1, onePart);
        QVERIFY(!id.isEmpty());
        world.keepState();
        fetchPages(world, id, 3); // the page of before, and two more
        flipByteIn(fileOf(world, id, "-00001.ndjson.part"));
        fetchPages(world, id, 1); // the first one, on another index
        QCOMPARE(readCommitCount(world.path("out/netskope_alerts"), id)->pages, 1);
        world.restoreState();
        endsWhole(world, id);
    }
    void aStateFileWithoutAPageOfTheFiles()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 0, threePages());
        QVERIFY(!id.isEmpty());
        world.keepState();
        fetchPages(world, id, 5);
        QVERIFY(QFile::exists(fileOf(world, id, "-00001.ndjson")));
        world.restoreState();
        endsWhole(world, id);
    }
    // The unfinished file of the state's time is a finished one by now.
    void aStateFileOlderThanAFinishedPart()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 2, threePages());
        QVERIFY(!id.isEmpty());
        world.keepState();
        fetchPages(world, id, 3);
        QVERIFY(QFile::exists(fileOf(world, id, "-00001.ndjson")));
        world.restoreState();
        endsWhole(world, id);
    }
    void whatIsFetchedAgainIsNotMissing()
    {
        FaultWorld world;
        const QString id =
            jobWithPages(world, 2, onePart, R"({"fault":"malformed","count":3})"); // and two more pages
        QVERIFY(!id.isEmpty());
        fetchPages(world, id, 2);
        QVERIFY(QFile::exists(fileOf(world, id, "-unreadable-0001.json")));
        QCOMPARE(world.job(id).endpoints.first().gaps.size(), 1);
        flipByteIn(fileOf(world, id, "-00001.ndjson.part"));
        endsWhole(world, id);
        QVERIFY(!QFile::exists(fileOf(world, id, "-unreadable-0001.json")));
        QVERIFY(world.job(id).endpoints.first().gaps.isEmpty());
    }
    // Something else is in the place of one of the job's files. The job does not wait for it, write to it or
    // replace it: it says what is in the way, and goes on once that is gone.
    void whatIsNoFileIsNamed_data()
    {
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QString>("ending");
        for (const char *kind : {"pipe", "folder", "socket"}) {
            for (const char *ending :
                 {"-00001.ndjson", "-00002.ndjson.part", "-commits.part", ".sha256", "-manifest.json"})
                QTest::addRow("a %s in place of %s", kind, ending)
                    << QByteArray(kind) << QString::fromLatin1(ending);
        }
        QTest::newRow("a pipe in place of a part to come")
            << QByteArray("pipe") << QStringLiteral("-00003.ndjson.part");
        QTest::newRow("a folder in place of a part to come")
            << QByteArray("folder") << QStringLiteral("-00003.ndjson.part");
        QTest::newRow("a link in place of a finished part")
            << QByteArray("link") << QStringLiteral("-00001.ndjson");
    }
    void whatIsNoFileIsNamed()
    {
        QFETCH(QByteArray, kind);
        QFETCH(QString, ending);
        FaultWorld world;
        const QString id = jobWithPages(world, 3, FaultWorld::truth().size() / 4); // two pages in a part
        QVERIFY(!id.isEmpty());
        const QString path = world.path("out") + table + id + ending, aside = path + QStringLiteral(".aside");
        const bool wasThere = QFile::exists(path);
        QCOMPARE(wasThere, QFile::rename(path, aside));
        putThere(path, kind);
        QVERIFY(world.jobs().resume(id, world.connection()));
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Paused, test::reason(job).constData());
        QVERIFY(job.error);
        QVERIFY2(job.error->message.contains(path), qPrintable(job.error->asText()));
        QVERIFY2(job.error->message.contains(QLatin1String(kind == "link" ? "link" : "a pipe or a device")),
                 qPrintable(job.error->asText()));
        QVERIFY2(job.error->nextStep.contains(QLatin1String("resume the job")),
                 qPrintable(job.error->asText()));
        QVERIFY(kind == "folder" ? QDir().rmdir(path) : QFile::remove(path));
        if (wasThere)
            QVERIFY(QFile::rename(aside, path));
        endsWhole(world, id);
    }
    // What was in the place of the unfinished part is moved away, as the message says, and the part is gone.
    void withoutTheUnfinishedPartItIsFetchedAgain()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 3, onePart);
        const QString part = fileOf(world, id, "-00001.ndjson.part");
        QVERIFY(QFile::remove(part));
        putThere(part, "pipe");
        QVERIFY(world.jobs().resume(id, world.connection()));
        QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
        QVERIFY(QFile::remove(part));
        endsWhole(world, id);
    }
    // Two finished parts have each other's names. Their sizes may be the same.
    void partsThatWereSwappedAreNotCertified()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 5, FaultWorld::truth().size() / 12); // a page in a part
        const QString first = fileOf(world, id, "-00001.ndjson"), second = fileOf(world, id, "-00002.ndjson");
        const auto swap = [&] {
            QVERIFY(QFile::rename(first, first + QLatin1Char('x')) && QFile::rename(second, first) &&
                    QFile::rename(first + QLatin1Char('x'), second));
        };
        swap();
        QVERIFY(world.jobs().resume(id, world.connection()));
        const JobSnapshot job = world.waitForEnd(id);
        QCOMPARE(job.state, JobState::Paused);
        QVERIFY2(job.error->message.contains(first), qPrintable(job.error->asText()));
        QVERIFY(job.manifests.isEmpty());
        swap();
        endsWhole(world, id);
    }
    void anUnfinishedFileThatIsGoneIsFetchedAgain()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 3, onePart);
        QVERIFY(!id.isEmpty());
        QVERIFY(QFile::remove(fileOf(world, id, "-00001.ndjson.part")));
        endsWhole(world, id);
    }
    // Killed between the renaming of a part and its commit; then a byte of it changes.
    void aRenamedPartThatWasChanged()
    {
        FaultWorld world;
        const QString id = jobWithPages(world, 3, onePart);
        QVERIFY(!id.isEmpty());
        const QString finished = fileOf(world, id, "-00001.ndjson");
        QVERIFY(QFile::rename(finished + QStringLiteral(".part"), finished));
        flipByteIn(finished);
        endsWhole(world, id);
    }
};

QTEST_GUILESS_MAIN(ChangedFilesTest)
#include "changed_files_test.moc"

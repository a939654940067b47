// Files of an export that are changed between two runs, and a state file that is older than they are: resume
// ends with the same events, each once, or says which file is not right. It never certifies other bytes.
#include "core/exporting/parts/commit_count.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/fault_world.h"

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
            writeCommitCount(world.path("out/netskope_alerts"), id, {5, QStringLiteral("250-1")});
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

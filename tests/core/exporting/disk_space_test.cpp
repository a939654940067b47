// Whether an export fits is checked before it starts, and not when the disk is full.
#include "core/exporting/jobs/disk_space.h"
#include "tests/support/export_world.h"
#include "tests/support/small_disk.h"

using namespace slipway;
using test::ExportWorld;
using test::SmallDisk;

class DiskSpaceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void withoutRoomNothingStarts()
    {
        ExportWorld world;
        SmallDisk disk(8 << 20);
        QVERIFY2(disk.isMounted(), "this test needs the right to mount a tmpfs");
        ExportRequest wanted = world.request();
        wanted.folder = disk.filePath(QStringLiteral("not/yet/there"));
        const auto started = world.jobs->submit(wanted, world.connection());
        QVERIFY(!started);
        QCOMPARE(started.error().kind, ErrorKind::DiskFull);
        QVERIFY2(started.error().message.contains(QLatin1String("8.00 MiB is left")),
                 qPrintable(started.error().asText()));
        QVERIFY(!started.error().nextStep.isEmpty());
        QVERIFY(world.jobs->jobs().isEmpty());
        QVERIFY(disk.grow(128 << 20));
        QCOMPARE(world.run(wanted).state, JobState::Complete);
    }
    // By the export before, of another range: half as long takes half as much.
    void whatWillNotFitIsToldBefore()
    {
        ExportWorld world;
        ExportRequest wanted = world.request();
        QVERIFY(world.jobs->checkRoom(wanted)); // nothing is known yet
        const JobSnapshot before = world.run(wanted);
        QCOMPARE(before.state, JobState::Complete);
        const qint64 size = before.endpoints.first().fileBytes;
        QVERIFY(size > 2 * leastDiskSpace);
        SmallDisk disk(size);
        QVERIFY(disk.isMounted());
        wanted.folder = disk.filePath(QStringLiteral("out"));
        const auto room = world.jobs->checkRoom(wanted);
        QVERIFY(!room);
        QCOMPARE(room.error().kind, ErrorKind::DiskFull);
        QVERIFY2(room.error().message.contains(QLocale().formattedDataSize(size)),
                 qPrintable(room.error().asText()));
        wanted.to = (wanted.from + wanted.to) / 2;
        QVERIFY(world.jobs->checkRoom(wanted));
        wanted.to = world.request().to;
        wanted.endpointIds = {QStringLiteral("audit")}; // never exported
        QVERIFY(world.jobs->checkRoom(wanted));
    }
};

int main(int argc, char *argv[])
{
    test::enterMountSpace(); // before any thread
    QCoreApplication application(argc, argv);
    QLocale::setDefault(QLocale::c());
    DiskSpaceTest tests;
    return QTest::qExec(&tests, argc, argv);
}
#include "disk_space_test.moc"

// Tenants may forget an index, or do something undocumented with it: what follows then must never be taken
// for the rest of the range.
#include "core/exporting/verifying/verify.h"
#include "tests/support/fault_world.h"
#include "tests/support/raw_server.h"

using namespace slipway;
using test::FaultWorld;

namespace {

// A job that was paused after its first page.
QString pausedJob(FaultWorld &world)
{
    world.passPages(2);
    world.fault(R"({"fault":"status","status":503,"count":100000})");
    const QString id = world.start(world.request());
    if (!world.waitForNote(id, "503"))
        return {};
    (void)world.jobs().pause(id);
    if (world.waitForEnd(id).state != JobState::Paused)
        return {};
    (void)test::control(world.address(), "/__demo/reset", "{}");
    return id;
}

} // namespace

class LostCursorTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aForgottenIndexIsNoticed_data()
    {
        QTest::addColumn<QByteArray>("behaviour");
        QTest::newRow("starts at the oldest") << QByteArray(R"({"first_next":"oldest"})");
        QTest::newRow("starts now") << QByteArray(R"({"first_next":"now"})");
        QTest::newRow("404") << QByteArray(R"({"first_next":"404"})");
        QTest::newRow("an empty page for resend") << QByteArray(R"({"resend":"empty-if-none"})");
    }
    void aForgottenIndexIsNoticed()
    {
        QFETCH(QByteArray, behaviour);
        FaultWorld world;
        const QString id = pausedJob(world);
        QVERIFY(!id.isEmpty());
        world.set(behaviour);
        (void)test::control(world.address(), "/__demo/forget", "{}");
        QVERIFY(world.jobs().resume(id, world.connection()));
        const JobSnapshot job = world.waitForEnd(id);
        // It goes on from the last proven mark on a fresh index, and nothing comes twice.
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        const auto report = verifyExport(job.manifests.value(0));
        QVERIFY(report && report->isRight());
    }
    void aLivingIndexGoesOn()
    {
        FaultWorld world;
        const QString id = pausedJob(world);
        QVERIFY(!id.isEmpty());
        world.reopenJobs();
        QVERIFY(world.jobs().resume(id, world.connection()));
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    void survivesEachBehaviour_data()
    {
        QTest::addColumn<QByteArray>("behaviour");
        for (const char *behaviour :
             {R"({"resend":"once"})", R"({"busy":"409-text"})", R"({"busy":"wait"})", R"({"hwm":"jump"})",
              R"({"hwm":"stuck"})", R"({"empty_page":"no-wait"})", R"({"empty_page":"204"})",
              R"({"hwm":"stuck","empty_page":"204"})",
              R"({"before_retention":"empty","empty_page":"no-wait"})", R"({"rate_headers":"none"})",
              R"({"page_size":1})"})
            QTest::newRow(behaviour) << QByteArray(behaviour);
    }
    void survivesEachBehaviour()
    {
        QFETCH(QByteArray, behaviour);
        FaultWorld world;
        if (behaviour.contains("page_size"))
            behaviour = R"({"page_size":90})";
        world.set(R"({"empty_wait":1})");
        world.set(behaviour);
        world.passPages(3);
        world.fault(R"({"fault":"cut"})");
        ExportRequest wanted = world.request();
        wanted.from -= 3 * 3600; // before the tenant's oldest event
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    // Without marks, only the events' times tell how far the tenant has sent. One of them is wrong; its
    // page's other events contradict it, and that is still known after a restart.
    void aWrongTimeIsNotBelievedAfterARestart()
    {
        const auto page = [](int number, int wrongHours, int wait) {
            QByteArrayList events;
            for (int i = 0; i < 3; ++i) {
                const qint64 hours = i == 1 ? wrongHours : 0;
                const qint64 time = FaultWorld::from + number * 600 + i * 100 + hours * 3600;
                events << "{\"_id\":\"" + QByteArray::number(10 * number + i) +
                              "\",\"timestamp\":" + QByteArray::number(time) + '}';
            }
            return test::RawAnswer{test::http(R"({"ok":1,"result":[)" + events.join(',') +
                                              R"(],"wait_time":)" + QByteArray::number(wait) + '}')};
        };
        const test::RawAnswer first = page(1, 0, 0), last = page(3, 0, 0);
        const test::RawAnswer nothing{test::http(R"({"ok":1,"result":[]})")};
        // After the restart: `resend`, a page, nothing twice with a `resend` between, and a fresh index.
        const test::RawServer server(
            {first, page(2, 20, 600), page(2, 20, 0), last, nothing, last, nothing, nothing, last, nothing});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        wanted.to = wanted.from + 24 * 3600;
        const QString id = world.start(wanted);
        QVERIFY(world.waitForNote(id, "asks to wait"));
        QVERIFY(world.jobs().pause(id));
        QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
        world.reopenJobs();
        ConnectionSettings connection = world.connection();
        connection.address = server.address();
        QVERIFY(world.jobs().resume(id, connection));
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QCOMPARE(job.events(), 9);
    }
    // The tenant's mark stays behind the end of a range that ends about now: some patience, then the end.
    void waitsForLateEventsButNotForEver()
    {
        RetryPolicy policy = FaultWorld::quick();
        policy.lateWait = std::chrono::minutes(2);
        policy.pause = std::chrono::milliseconds(500); // a wait for late events is thirty of them
        FaultWorld world({QStringLiteral("alert")}, policy);
        world.set(R"({"hwm":"stuck","empty_page":"no-wait"})");
        ExportRequest wanted = world.request();
        wanted.to = QDateTime::currentSecsSinceEpoch();
        const QString id = world.start(wanted);
        QVERIFY(world.waitForNote(id, "late events"));
        QVERIFY(!isFinal(world.job(id).state));
        QVERIFY(world.jobs().cancel(id));
        QCOMPARE(world.waitForEnd(id, 1000).state, JobState::Cancelled);
    }
    void anEmptyRangeIsCompleteAtOnce()
    {
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.from = FaultWorld::to + 3600;
        wanted.to = FaultWorld::to + 7200;
        const JobSnapshot job = world.run(wanted);
        QCOMPARE(job.state, JobState::Complete);
        QCOMPARE(job.events(), 0);
        QVERIFY(QFile::exists(job.manifests.value(0)));
    }
};

QTEST_GUILESS_MAIN(LostCursorTest)
#include "lost_cursor_test.moc"

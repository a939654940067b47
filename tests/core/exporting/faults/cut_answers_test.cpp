// An answer that breaks off is never taken for a page: `resend` brings the page back, and the files are those
// of an undisturbed run.
#include "tests/support/fault_world.h"

using namespace slipway;
using test::FaultWorld;

class CutAnswersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void bringsThePageBack_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<bool>("gzip");
        for (const char *framing : {"length", "chunked", "chunked-terminated", "close"}) {
            for (const char *after : {"0", "1", "0.3", "0.7", "99999999"}) { // the last: one byte is missing
                for (const bool gzip : {false, true}) {
                    QTest::addRow("%s after %s %s", framing, after, gzip ? "gzip" : "plain")
                        << QByteArray("{\"fault\":\"cut\",\"count\":2,\"framing\":\"") + framing +
                               "\",\"after\":" + after + '}'
                        << gzip;
                }
            }
        }
        QTest::newRow("reset") << QByteArray(R"({"fault":"reset","count":2})") << true;
        QTest::newRow("stalled in the middle") << QByteArray(R"({"fault":"stall","after":0.5})") << true;
        QTest::newRow("stalled before the body") << QByteArray(R"({"fault":"stall","after":0})") << false;
        QTest::newRow("slow") << QByteArray(R"({"fault":"slow","bytes_per_second":400000})") << true;
    }
    void bringsThePageBack()
    {
        QFETCH(QByteArray, fault);
        QFETCH(bool, gzip);
        FaultWorld world;
        world.set(gzip ? R"({"gzip":true})" : R"({"gzip":false})");
        world.passPages(2);
        world.fault(fault);
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QVERIFY(!world.hasUnfinishedFiles());
        // Nothing breaks off when the answer is slow; everything else is asked for again, not skipped.
        const bool isSlow = fault.contains("slow");
        QCOMPARE(world.asked("resend") > 0, !isSlow);
    }
    void firstPageIsAskedForByItsTimeAgain()
    {
        FaultWorld world;
        world.fault(R"({"fault":"cut","count":2})");
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QCOMPARE(world.asked(QByteArray::number(FaultWorld::from)), 3);
        QCOMPARE(world.asked("resend"), 0);
    }
    void aResendMayBreakOffToo()
    {
        FaultWorld world;
        world.passPages(3);
        world.fault(R"({"fault":"cut","count":4,"framing":"chunked"})");
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QVERIFY(world.asked("resend") >= 4);
    }
    void outlastsTheRetriesThenResumes()
    {
        RetryPolicy policy = FaultWorld::quick();
        policy.episode = std::chrono::milliseconds(300);
        FaultWorld world({QStringLiteral("alert")}, policy);
        world.passPages(2);
        world.fault(R"({"fault":"cut","count":100000})");
        const QString id = world.start(world.request());
        const JobSnapshot interrupted = world.waitForEnd(id);
        QCOMPARE(interrupted.state, JobState::Interrupted);
        QCOMPARE(interrupted.error->kind, ErrorKind::TruncatedAnswer);
        QVERIFY(!interrupted.error->nextStep.isEmpty());
        (void)test::control(world.address(), "/__demo/reset", "{}");
        QVERIFY(world.jobs().resume(id, world.connection()));
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(world.exported() == FaultWorld::truth());
    }
};

QTEST_GUILESS_MAIN(CutAnswersTest)
#include "cut_answers_test.moc"

// A token that is refused in the middle of a job: the job waits and says so, and with another token it ends
// with the same files.
#include "tests/support/fault_world.h"

using namespace slipway;
using test::FaultWorld;

class TokenTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anotherTokenGoesOn_data()
    {
        QTest::addColumn<QByteArray>("behaviour");
        for (const char *behaviour : {"401", "403", "401-empty"})
            QTest::newRow(behaviour) << QByteArray("{\"bad_token\":\"") + behaviour + "\"}";
    }
    void anotherTokenGoesOn()
    {
        QFETCH(QByteArray, behaviour);
        FaultWorld world;
        world.set(behaviour);
        world.set(R"({"expires_after":3})");
        const QString id = world.start(world.request());
        const JobSnapshot waiting = world.waitForEnd(id);
        QVERIFY2(waiting.state == JobState::WaitingForToken, test::reason(waiting).constData());
        QVERIFY(waiting.error);
        QVERIFY(waiting.error->message.contains(QLatin1String("refuses")));
        QVERIFY(waiting.error->nextStep.contains(QLatin1String("token")));
        QVERIFY(waiting.events() > 0);
        // A token that is as bad changes nothing.
        world.set(R"({"token":"another-token","expires_after":-1})");
        QVERIFY(world.jobs().resume(id, world.connection()));
        QCOMPARE(world.waitForEnd(id).state, JobState::WaitingForToken);
        QVERIFY(world.jobs().resume(id, world.connection("another-token")));
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    // A portal's web page says nothing about the token, whatever its status.
    void aWebPageIsNotARefusal()
    {
        FaultWorld world;
        world.set(R"({"bad_token":"403-html","expires_after":3})");
        const QString id = world.start(world.request());
        QVERIFY(world.waitForNote(id, "Trying again"));
        QCOMPARE(world.job(id).state, JobState::Running);
        world.set(R"({"expires_after":-1})");
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    void onePermissionThatIsTakenAwayLeavesTheOthers()
    {
        FaultWorld world({QStringLiteral("alert"), QStringLiteral("application")});
        world.fault(R"({"fault":"none","count":2,"path":"/alert"})");
        world.fault(R"({"fault":"status","status":403,"count":2,"path":"/alert"})"); // one is tried again
        world.set(R"({"latency_ms":30})");
        const QString id = world.start(world.request());
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Incomplete, test::reason(job).constData());
        QVERIFY(job.error->message.contains(QLatin1String("alert from")));
        QVERIFY(!job.error->message.contains(QLatin1String("application from")));
        QVERIFY(world.exported("netskope_application_events") ==
                FaultWorld::truth(QStringLiteral("application")));
        // Granted again, it is fetched from where it was.
        QVERIFY(world.jobs().resume(id, world.connection()));
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(world.exported() == FaultWorld::truth());
    }
};

QTEST_GUILESS_MAIN(TokenTest)
#include "token_test.moc"

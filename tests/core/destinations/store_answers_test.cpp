// Stores whose checksums are not MD5 (encryption by KMS and others), and stores that show a new object late:
// exports end complete, nothing is uploaded twice, and what cannot be checked is reported immediately. Debian
// has no such store, so a stand-in changes the answers of a real one: see tests/support/s3-front.
#include "core/exporting/verifying/verify_subject.h"
#include "tests/support/bucket_export.h"
#include "tests/support/bucket_hand.h"
#include "tests/support/bucket_look.h"
#include "tests/support/s3_front.h"

#include <QJsonArray>

using namespace slipway;
using namespace slipway::test;

namespace {

using Outcome = DestinationTestStep::Outcome;

DestinationTestStep stepOf(const DestinationTestReport &report, const char *id)
{
    for (const DestinationTestStep &step : report.steps) {
        if (step.id == QLatin1String(id))
            return step;
    }
    return {};
}

QStringList verifiedIn(const QMap<QString, QByteArray> &there)
{
    QStringList ways;
    for (auto object = there.cbegin(); object != there.cend(); ++object) {
        if (!object.key().endsWith(QLatin1String("-manifest.json")))
            continue;
        for (const QJsonValue file :
             QJsonDocument::fromJson(object.value()).object()[QStringLiteral("files")].toArray())
            ways << file[QStringLiteral("verified")].toString();
    }
    ways.removeDuplicates();
    return ways;
}

} // namespace

class StoreAnswersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_server = std::make_unique<SwiftServer>(); }
    void cleanupTestCase() { m_server.reset(); }

    void otherChecksums_data()
    {
        QTest::addColumn<QString>("mode");
        for (const char *mode : {"kms", "customer", "multipart", "gateway"})
            QTest::newRow(mode) << QString::fromLatin1(mode);
    }
    void otherChecksums()
    {
        QFETCH(QString, mode);
        const S3Front front(*m_server, mode.toLatin1().constData());
        const DestinationAccess access = m_server->access(mode, front.port());
        const DestinationTestReport tested = testOf(access);
        QVERIFY2(tested.isPassed(), reasonOf(tested));
        QVERIFY2(stepOf(tested, "read").note.contains(QLatin1String("are not MD5")),
                 qPrintable(stepOf(tested, "read").note));
        QVERIFY(objects(m_server->environment(), access.destination.path()).isEmpty());

        ExportWorld world(1500);
        const BucketExport exported(world, access);
        const auto there = objects(m_server->environment(), access.destination.path());
        isWhole(there, world);
        QCOMPARE(verifiedIn(there), QStringList(QStringLiteral("sha256-read")));
        const auto puts = front.requests("PUT");
        QVERIFY(puts.size() > 3);
        for (auto put = puts.cbegin(); put != puts.cend(); ++put)
            QVERIFY2(put.value() == 1, qPrintable(put.key()));
        // Without reading the files nothing is proven, and nothing is called wrong.
        VerifyOptions quick;
        quick.quick = true;
        const auto report = verify(exported.subject, quick, {});
        QVERIFY2(report, report ? "" : qPrintable(report.error().asText()));
        QVERIFY2(report->isRight(), qPrintable(report->findings.value(0).problem));
        QCOMPARE(report->byChecksum, 0);
        QVERIFY(report->bySize > 0);
        const auto whole = verify(exported.subject, {}, {});
        QVERIFY(whole && whole->isRight());
    }

    // An object that was replaced on its way is noticed all the same.
    void aChangedObjectIsNoticed()
    {
        const S3Front front(*m_server, "kms");
        const DestinationAccess access = m_server->access(QStringLiteral("changed"), front.port());
        ExportWorld world(1500);
        const BucketExport exported(world, access);
        const BucketHand hand(m_server->environment());
        hand.spoil(exported.path("-00001.ndjson"));
        const auto report = verify(exported.subject, {}, {});
        QVERIFY(report && !report->isRight());
        const auto saysIt = [](const VerifyFinding &finding) {
            return finding.problem.contains(QLatin1String("SHA-256"));
        };
        QVERIFY2(std::ranges::any_of(report->findings, saysIt), qPrintable(report->findings.first().problem));
    }

    // What arrived cannot be told from something else: said at once, with the option that helps.
    void whatCannotBeCheckedIsSaidAtOnce()
    {
        const S3Front front(*m_server, "sealed");
        DestinationAccess access = m_server->access(QStringLiteral("sealed"), front.port());
        const DestinationTestReport tested = testOf(access);
        QVERIFY(!tested.isPassed());
        QVERIFY2(tested.error()->nextStep.contains(QLatin1String("etag_is_not_md5")), reasonOf(tested));
        ExportWorld world(500);
        const JobSnapshot refused = exportTo(access, world);
        QCOMPARE(refused.state, JobState::Paused);
        QVERIFY2(refused.error->nextStep.contains(QLatin1String("etag_is_not_md5")), reasonOf(refused));

        access.destination.options.insert(QStringLiteral("etag_is_not_md5"), QStringLiteral("true"));
        const DestinationTestReport again = testOf(access);
        QVERIFY2(again.isPassed(), reasonOf(again));
        QVERIFY(world.jobs->resume(refused.id, world.connection(), access).has_value());
        const JobSnapshot job = world.waitForEnd(refused.id);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const auto there = objects(m_server->environment(), access.destination.path());
        isWhole(there, world);
        QCOMPARE(verifiedIn(there), QStringList(QStringLiteral("md5-on-receipt")));
    }

    void objectsAppearLate()
    {
        const S3Front front(*m_server, "late 3");
        const DestinationAccess access = m_server->access(QStringLiteral("late"), front.port());
        const DestinationTestReport tested = QCoro::waitFor(
            testDestination(access, {}, {}, std::chrono::seconds(180), std::chrono::seconds(120)));
        QVERIFY2(tested.isPassed(), reasonOf(tested));
        QVERIFY2(stepOf(tested, "read").note.contains(QLatin1String("only after a while")),
                 qPrintable(stepOf(tested, "read").note));
        ExportWorld world(1500);
        openWithShortPauses(world, std::chrono::seconds(60));
        QStringList notes;
        QObject::connect(world.jobs.get(), &JobService::jobChanged, world.jobs.get(),
                         [&](const JobSnapshot &job) { notes << job.endpoints.first().note; });
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(!notes.filter(QStringLiteral("does not yet show")).isEmpty());
        isWhole(objects(m_server->environment(), access.destination.path()), world);
        wereSentOnce(front);
    }

    // The test gives up after a while, and so does the job, which then waits for a person; what was sent is
    // not sent again.
    void objectsDoNotAppear()
    {
        S3Front front(*m_server, "never");
        const DestinationAccess access = m_server->access(QStringLiteral("never"), front.port());
        const DestinationTestReport tested = QCoro::waitFor(
            testDestination(access, {}, {}, std::chrono::seconds(60), std::chrono::milliseconds(700)));
        QVERIFY(!tested.isPassed());
        QVERIFY2(tested.error()->message.contains(QLatin1String("does not list")), reasonOf(tested));
        ExportWorld world(500);
        openWithShortPauses(world, std::chrono::milliseconds(1500));
        const JobSnapshot waiting = exportTo(access, world);
        QCOMPARE(waiting.state, JobState::Interrupted);
        QVERIFY2(waiting.error->message.contains(QLatin1String("does not show what was sent")),
                 reasonOf(waiting));
        front.set("forward");
        QVERIFY(world.jobs->resume(waiting.id, world.connection(), access).has_value());
        const JobSnapshot job = world.waitForEnd(waiting.id);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        isWhole(objects(m_server->environment(), access.destination.path()), world);
        wereSentOnce(front);
    }

private:
    static void openWithShortPauses(ExportWorld &world, std::chrono::milliseconds episode)
    {
        using std::chrono::milliseconds;
        world.jobs.reset();
        world.jobs =
            JobService::open(world.databasePath(), {milliseconds(50), milliseconds(300), episode}).value();
    }
    static void wereSentOnce(const S3Front &front)
    {
        const auto puts = front.requests("PUT");
        QVERIFY(!puts.isEmpty());
        for (auto put = puts.cbegin(); put != puts.cend(); ++put)
            QVERIFY2(put.value() == 1, qPrintable(put.key()));
    }
    std::unique_ptr<SwiftServer> m_server;
};

QTEST_GUILESS_MAIN(StoreAnswersTest)
#include "store_answers_test.moc"

// A range may end at a time for which the tenant has nothing yet: the export ends, and the job, the manifest
// and verify say how far it got.
#include "core/base/utc.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/fault_world.h"

using namespace slipway;
using test::FaultWorld;

class RangeEndTest : public QObject
{
    Q_OBJECT

    static QJsonObject manifestOf(const JobSnapshot &job)
    {
        QFile file(job.manifests.value(0));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }

private Q_SLOTS:
    void theEndIsReached()
    {
        FaultWorld world;
        const JobSnapshot job = world.run(world.request());
        QCOMPARE(job.state, JobState::Complete);
        QCOMPARE(job.remark(), QString());
        QCOMPARE(job.asJson()[QStringLiteral("endpoints")][0][QStringLiteral("reached_end")],
                 QJsonValue(true));
        QCOMPARE(manifestOf(job)[QStringLiteral("reached_end")], QJsonValue(true));
    }
    void theEndIsNotReached_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::addColumn<int>("fromNow"); // seconds; 0: the range of the events
        QTest::newRow("a mark that stands still") << QByteArray(R"({"hwm":"stuck"})") << 0;
        // Its clock is ahead of ours, so that for the tenant the end has been.
        QTest::newRow("an end in the future")
            << QByteArray(R"({"empty_page":"no-wait","clock_skew":120})") << 50;
    }
    void theEndIsNotReached()
    {
        QFETCH(QByteArray, settings);
        QFETCH(int, fromNow);
        FaultWorld world;
        world.set(settings);
        ExportRequest wanted = world.request();
        if (fromNow > 0)
            wanted.to = QDateTime::currentSecsSinceEpoch() + fromNow;
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        const qint64 until = job.endpoints.first().hwm;
        QVERIFY(until < wanted.to);
        const QString time = utcFromSeconds(until).toString(Qt::ISODate);
        QVERIFY2(job.remark().contains(time), qPrintable(job.remark()));
        const QJsonValue endpoint = job.asJson()[QStringLiteral("endpoints")][0];
        QCOMPARE(endpoint[QStringLiteral("reached_end")], QJsonValue(false));
        QCOMPARE(endpoint[QStringLiteral("covered_until")].toString(), time);
        const QJsonObject manifest = manifestOf(job);
        QCOMPARE(manifest[QStringLiteral("reached_end")], QJsonValue(false));
        QCOMPARE(manifest[QStringLiteral("covered_until")].toString(), time);
        const auto report = verifyExport(job.manifests.first());
        QVERIFY(report && report->isRight());
        QCOMPARE(report->coveredUntil, until);
    }
};

QTEST_GUILESS_MAIN(RangeEndTest)
#include "range_end_test.moc"

// Exports that ask a slow tenant for several pages at the same time: whatever happens, their lines are those
// of one request after another, in the same order.
#include "core/exporting/fetching/window_plan.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/read_ahead_world.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace slipway;
using test::ReadAheadWorld;

namespace {

QJsonObject manifestOf(const JobSnapshot &job)
{
    QFile file(job.manifests.value(0));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

QString verdictOn(const QString &manifest)
{
    const auto report = verifyExport(manifest);
    if (!report)
        return report.error().asText();
    QStringList problems;
    for (const auto &finding : report->findings)
        problems << finding.problem;
    return problems.join(QLatin1Char('\n'));
}

bool isReadAhead(const std::set<QString> &indexes)
{
    return std::ranges::any_of(indexes,
                               [](const QString &name) { return name.contains(QLatin1String("-ahead")); });
}

} // namespace

class ReadAheadTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theLinesAreThoseOfOneRequestAfterAnother_data()
    {
        QTest::addColumn<int>("parallel");
        QTest::addColumn<QByteArray>("settings");
        for (const int parallel : {2, 4, 8}) {
            QTest::addRow("%d", parallel) << parallel << QByteArray("{}");
            QTest::addRow("%d, in pages of a few", parallel) << parallel << QByteArray("{\"page_size\":20}");
        }
        QTest::newRow("marks that jump over quiet hours") << 4 << QByteArray("{\"hwm\":\"jump\"}");
        QTest::newRow("a tenant without moving marks") << 4 << QByteArray("{\"hwm\":\"stuck\"}");
        QTest::newRow("empty pages as 204") << 4 << QByteArray("{\"empty_page\":\"204\"}");
    }
    void theLinesAreThoseOfOneRequestAfterAnother()
    {
        QFETCH(int, parallel);
        QFETCH(QByteArray, settings);
        ReadAheadWorld world;
        world.set(settings);
        const JobSnapshot job = world.run(world.request(parallel));
        QCOMPARE(job.state, JobState::Complete);
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
        QCOMPARE(verdictOn(job.manifests.value(0)), QString());
        const std::set<QString> indexes = world.indexes();
        const bool hasMarks = !settings.contains("stuck");
        QCOMPARE(isReadAhead(indexes), hasMarks);
        QVERIFY(indexes.size() <= static_cast<size_t>(aheadNames) + 1);
        QCOMPARE(manifestOf(job).contains(QStringLiteral("windows")), hasMarks);
    }
    void requestsAreCounted()
    {
        ReadAheadWorld world;
        const JobSnapshot job = world.run(world.request(4));
        qsizetype sent = 0;
        for (const QJsonValue entry : world.log())
            sent += !entry.toObject().value(QStringLiteral("operation")).toString().isEmpty();
        QCOMPARE(job.endpoints.first().requests, sent);
        world.openJobs();
        QCOMPARE(world.jobs->job(job.id)->endpoints.first().requests, sent);
    }
    // They happened in the third to twelfth hour, and were received half past the twelfth, where no window
    // begins. All of them are there, where one request after another has them.
    void anEventIsWhereItArrived_data()
    {
        QTest::addColumn<int>("parallel");
        QTest::newRow("4") << 4;
        QTest::newRow("8") << 8;
    }
    void anEventIsWhereItArrived()
    {
        QFETCH(int, parallel);
        ReadAheadWorld world;
        world.set("{\"late_every\":7}");
        (void)test::control(world.demo->address(), "/__demo/late",
                            "{\"at\":" + QByteArray::number(ReadAheadWorld::from + 12 * 3600 + 1800) + '}');
        const JobSnapshot one = world.run(world.request(1));
        QCOMPARE(one.state, JobState::Complete);
        world.reset();
        const JobSnapshot many = world.run(world.request(parallel));
        QCOMPARE(many.state, JobState::Complete);
        QVERIFY(isReadAhead(world.indexes()));
        QVERIFY(ReadAheadWorld::lines(one) != world.truth()); // they do come late
        QVERIFY(ReadAheadWorld::lines(many) == ReadAheadWorld::lines(one));
        QList<QByteArray> lines = ReadAheadWorld::lines(many).split('\n'), all = world.truth().split('\n');
        std::ranges::sort(lines);
        std::ranges::sort(all);
        QVERIFY(lines == all);
    }
    void faultsAreOvercome_data()
    {
        QTest::addColumn<QByteArray>("fault");
        const auto row = [](const char *name, const char *fault) {
            QTest::newRow(name) << QByteArray(fault);
        };
        row("429, not served", R"({"fault":"status","status":429,"moves":false,"skip":6,"count":3})");
        row("429, served", R"({"fault":"status","status":429,"moves":true,"skip":6,"count":2})");
        row("409", R"({"fault":"status","status":409,"moves":false,"skip":5,"count":4})");
        row("503, served", R"({"fault":"status","status":503,"moves":true,"skip":5,"count":6})");
        row("a window's first request",
            R"({"fault":"status","status":502,"operation":"epoch","skip":1,"count":3})");
        row("cut", R"({"fault":"cut","after":300,"skip":5,"count":5})");
        row("cut, with nothing but the packing to show it",
            R"({"fault":"cut","after":300,"framing":"close","skip":5,"count":5})");
        row("reset", R"({"fault":"reset","skip":7,"count":4})");
        row("nothing", R"({"fault":"no-content","moves":true,"skip":6,"count":1})");
        row("nothing, twice", R"({"fault":"no-content","moves":true,"skip":6,"count":2})");
        row("a cache that loses a page", R"({"fault":"stale","moves":true,"skip":6,"count":4})");
        row("a web page", R"({"fault":"html","status":403,"skip":6,"count":3})");
        row("a page that reports a failure",
            R"({"fault":"page","page":{"ok":false,"result":"empty"},"skip":6,"count":3})");
    }
    void faultsAreOvercome()
    {
        QFETCH(QByteArray, fault);
        ReadAheadWorld world;
        world.fault(fault);
        const JobSnapshot job = world.run(world.request(4));
        QVERIFY2(job.state == JobState::Complete, qPrintable(job.reason()));
        QVERIFY(isReadAhead(world.indexes()));
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
        QCOMPARE(verdictOn(job.manifests.value(0)), QString());
    }
    // Answers wait as they arrived, and are unpacked twice.
    void pagesThatWaitMayBePackedInAnyWay_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        for (const char *encoding :
             {"gzip", "no-header", "header-only", "twice", "deflate", "none", "padded"})
            QTest::newRow(encoding) << QByteArray(encoding);
    }
    void pagesThatWaitMayBePackedInAnyWay()
    {
        QFETCH(QByteArray, encoding);
        ReadAheadWorld world;
        world.set("{\"encoding\":\"" + encoding + "\"}");
        const JobSnapshot job = world.run(world.request(4));
        QVERIFY2(job.state == JobState::Complete, qPrintable(job.reason()));
        QVERIFY(isReadAhead(world.indexes()));
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
        QCOMPARE(verdictOn(job.manifests.value(0)), QString());
    }
    // A refusal of one of them holds back all.
    void aRateLimitHoldsForAll()
    {
        ReadAheadWorld world;
        world.fault(
            R"({"fault":"status","status":429,"moves":false,"skip":8,"count":1,"headers":{"Retry-After":"1"}})");
        const JobSnapshot job = world.run(world.request(4));
        QCOMPARE(job.state, JobState::Complete);
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
        // Those that were under way are answered within the latency; then there is silence.
        qint64 longest = 0, before = 0;
        for (const QJsonValue entry : world.log()) {
            const qint64 at = entry.toObject().value(QStringLiteral("ms")).toInteger();
            longest = before > 0 ? std::max(longest, at - before) : 0;
            before = at;
        }
        QVERIFY2(longest >= 900, qPrintable(QString::number(longest)));
    }
    void theTenantForgetsAllIndexes()
    {
        ReadAheadWorld world;
        const QString id = world.jobs->submit(world.request(4), world.connection()).value();
        QVERIFY(QTest::qWaitFor([&] { return world.log().size() > 8; }, 20'000));
        (void)test::control(world.demo->address(), "/__demo/forget", "{}");
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, qPrintable(job.reason()));
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
    }
    void nothingIsReadAheadOfAFastTenant()
    {
        ReadAheadWorld world(0, 400);
        QCOMPARE(world.run(world.request(8)).state, JobState::Complete);
        QVERIFY(!isReadAhead(world.indexes()));
        QCOMPARE(world.indexes().size(), size_t{1});
    }
    void nothingIsSentWhereTheRateIsUsedAlready()
    {
        ReadAheadWorld world(30, 10, 6);
        ExportRequest request = world.request(8);
        request.maxRate = 5;
        QCOMPARE(world.run(request).state, JobState::Complete);
        QVERIFY(!isReadAhead(world.indexes()));
    }
    // Two side by side use it. Eight would begin with seven windows at once.
    void noMoreAreSentSideBySideThanTheRateNeeds()
    {
        ReadAheadWorld world(600, 10, 12);
        ExportRequest request = world.request(8);
        request.maxRate = 2.5;
        const JobSnapshot job = world.run(request);
        QCOMPARE(job.state, JobState::Complete);
        QVERIFY(isReadAhead(world.indexes()));
        QVERIFY2(world.indexes().size() <= 5, qPrintable(QString::number(world.indexes().size())));
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
    }
    void theRateIsThatOfAllTogether()
    {
        ReadAheadWorld world(300, 10, 12);
        ExportRequest request = world.request(8);
        request.maxRate = 10;
        QCOMPARE(world.run(request).state, JobState::Complete);
        QVERIFY(isReadAhead(world.indexes()));
        QList<qint64> at;
        for (const QJsonValue entry : world.log())
            at << entry.toObject().value(QStringLiteral("ms")).toInteger();
        for (qsizetype i = 5; i < at.size(); ++i) // a computer that is busy may delay one of them
            QVERIFY2(at[i] - at[i - 5] >= 350, qPrintable(QString::number(at[i] - at[i - 5])));
    }
    // Without a limit, it is the documented one as soon as something is read ahead, for the front as well.
    void withoutALimitTheDocumentedOneHolds()
    {
        ReadAheadWorld world(500, 10, 12);
        ExportRequest request = world.request(8);
        request.maxRate = 0;
        QCOMPARE(world.run(request).state, JobState::Complete);
        QVERIFY(isReadAhead(world.indexes()));
        QList<qint64> at;
        for (const QJsonValue entry : world.log())
            at << entry.toObject().value(QStringLiteral("ms")).toInteger();
        // Five times 250 ms, but the first reader follows the front at once, and a busy computer delays some.
        for (qsizetype i = 5; i < at.size(); ++i)
            QVERIFY2(at[i] - at[i - 5] >= 950, qPrintable(QString::number(at[i] - at[i - 5])));
    }
    void pausedAndResumed()
    {
        ReadAheadWorld world(60);
        const QString id = world.jobs->submit(world.request(4), world.connection()).value();
        QVERIFY(QTest::qWaitFor([&] { return world.log().size() > 8; }, 20'000));
        QVERIFY(world.jobs->pause(id));
        const JobSnapshot paused = world.waitForEnd(id);
        QCOMPARE(paused.state, JobState::Paused);
        for (const QString &name : ReadAheadWorld::files(paused))
            QVERIFY2(name.startsWith(id), qPrintable(name));
        const qsizetype before = world.log().size();
        QVERIFY(world.jobs->resume(id, world.connection()));
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, qPrintable(job.reason()));
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
        QCOMPARE(verdictOn(job.manifests.value(0)), QString());
        QVERIFY(world.log().size() - before < 24 + 8);
    }
    void cancelledWithoutATrace()
    {
        ReadAheadWorld world(60);
        const QString id = world.jobs->submit(world.request(4), world.connection()).value();
        QVERIFY(QTest::qWaitFor([&] { return world.log().size() > 8; }, 20'000));
        QVERIFY(world.jobs->cancel(id));
        const JobSnapshot job = world.waitForEnd(id);
        QCOMPARE(job.state, JobState::Cancelled);
        QVERIFY(QTest::qWaitFor([&] { return ReadAheadWorld::files(job).isEmpty(); }, 20'000));
    }
    void repeatsThatAreKeptAreReadOneAfterAnother()
    {
        ReadAheadWorld world;
        ExportRequest request = world.request(4);
        request.keepDuplicates = true;
        QCOMPARE(world.run(request).state, JobState::Complete);
        QVERIFY(!isReadAhead(world.indexes()));
    }
    void anotherExportContinuesIt()
    {
        ReadAheadWorld world;
        ExportRequest request = world.request(4);
        request.to = ReadAheadWorld::from + 20 * 3600 + 900;
        const JobSnapshot first = world.run(request);
        QCOMPARE(first.state, JobState::Complete);
        const JobSnapshot second = world.run(world.jobs->continuation(first.id, world.to).value());
        QVERIFY2(second.state == JobState::Complete, qPrintable(second.reason()));
        QList<QByteArray> lines = ReadAheadWorld::lines(first).split('\n'), all = world.truth().split('\n');
        lines.removeAll({});
        all.removeAll({});
        if (second.request.folder != first.request.folder)
            lines += ReadAheadWorld::lines(second).split('\n');
        lines.removeAll({});
        std::ranges::sort(lines);
        std::ranges::sort(all);
        QVERIFY(lines == all);
        QCOMPARE(verdictOn(second.manifests.value(0)), QString());
    }
    void changedWindowsAreFound_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QByteArray>("problem");
        QTest::newRow("a hole") << QStringLiteral("from_epoch")
                                << QJsonValue(ReadAheadWorld::from + 23 * 3600)
                                << QByteArray("a hole between");
        QTest::newRow("begins earlier")
            << QStringLiteral("from_epoch") << QJsonValue(ReadAheadWorld::from + 1)
            << QByteArray("does not match its pages");
        QTest::newRow("before the range")
            << QStringLiteral("from_epoch") << QJsonValue(5) << QByteArray("does not match its pages");
        QTest::newRow("reaches further")
            << QStringLiteral("hwm") << QJsonValue(ReadAheadWorld::from + 24 * 3600)
            << QByteArray("does not match its pages");
        QTest::newRow("of another index")
            << QStringLiteral("index") << QJsonValue(0) << QByteArray("do not match its pages");
        QTest::newRow("of no index") << QStringLiteral("index") << QJsonValue(77)
                                     << QByteArray("do not match its pages");
        QTest::newRow("left out") << QString() << QJsonValue() << QByteArray("Its indexes do not match");
        QTest::newRow("not a number")
            << QStringLiteral("hwm") << QJsonValue(QStringLiteral("x")) << QByteArray("windows[0].hwm");
    }
    void changedWindowsAreFound()
    {
        QFETCH(QString, field);
        QFETCH(QJsonValue, value);
        QFETCH(QByteArray, problem);
        ReadAheadWorld world;
        const JobSnapshot job = world.run(world.request(4));
        QJsonObject manifest = manifestOf(job);
        QJsonArray windows = manifest[QStringLiteral("windows")].toArray();
        QVERIFY(windows.size() >= 2);
        QJsonObject window = windows[0].toObject();
        window[field] = value;
        if (field.isEmpty())
            windows.removeAt(0);
        else
            windows[0] = window;
        manifest[QStringLiteral("windows")] = windows;
        QFile file(job.manifests.value(0));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QJsonDocument(manifest).toJson());
        file.close();
        const QString verdict = verdictOn(file.fileName());
        QVERIFY2(verdict.contains(QLatin1String(problem)), qPrintable(verdict));
    }
};

QTEST_GUILESS_MAIN(ReadAheadTest)
#include "read_ahead_test.moc"

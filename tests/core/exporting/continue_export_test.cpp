// Exports that continue each other: everything that arrives after the last page of one, including late
// events, is in the next, and nothing is in both.
#include "core/base/utc.h"
#include "core/exporting/verifying/export_chain.h"
#include "core/exporting/verifying/verify_subject.h"
#include "tests/support/arrival_tenant.h"
#include "tests/support/cli_run.h"
#include "tests/support/export_world.h"

using namespace slipway;
using test::ArrivalTenant;
using test::ExportWorld;

namespace {

constexpr qint64 hour = 3600, day = 24 * hour;
constexpr qint64 start = 1'790'000'000 / day * day; // a midnight

// A tenant with an event each four hours of some days, and a laptop that is offline now and then.
class World
{
public:
    explicit World(int pageSize = 3) : tenant(pageSize) { openJobs(); }

    void openJobs()
    {
        using std::chrono::milliseconds;
        jobs.reset();
        jobs = JobService::open(folder.filePath(QStringLiteral("state.db")),
                                {milliseconds(20), milliseconds(200), milliseconds(5'000), milliseconds(200),
                                 milliseconds(5)})
                   .value();
    }
    // The usual events of day `number`, from 0, until `last` of the six.
    void passDay(int number, int first = 0, int last = 6)
    {
        for (int i = first; i < last; ++i)
            add(number * 6 + i, start + number * day + i * 4 * hour, start + number * day + i * 4 * hour);
    }
    void add(int number, qint64 time, qint64 arrival) { all << tenant.add(number, time, arrival); }
    [[nodiscard]] ConnectionSettings connection() const
    {
        return {tenant.address(), Secret("continue-test-token"), {}, {}};
    }
    [[nodiscard]] ExportRequest request(qint64 from, qint64 to) const
    {
        ExportRequest request;
        request.tenantName = QStringLiteral("test");
        request.address = tenant.address();
        request.endpointIds = {QStringLiteral("alert")};
        request.from = from;
        request.to = to;
        request.folder = folder.filePath(QStringLiteral("out"));
        request.maxRate = 0;
        return request;
    }
    JobSnapshot run(const Result<ExportRequest> &wanted)
    {
        const Result<QString> id =
            wanted ? jobs->submit(*wanted, connection()) : std::unexpected(wanted.error());
        if (!id) {
            qWarning("%s", qPrintable(id.error().asText()));
            return {};
        }
        (void)QTest::qWaitFor(
            [&] {
                const JobState state = jobs->job(*id)->state;
                return state != JobState::Running && state != JobState::Queued;
            },
            60'000);
        return *jobs->job(*id);
    }
    JobSnapshot proceed(const JobSnapshot &job, qint64 to) { return run(jobs->continuation(job.id, to)); }

    [[nodiscard]] QList<QByteArray> written() const
    {
        QList<QByteArray> lines = ExportWorld::exported(folder.filePath(QStringLiteral("out"))).split('\n');
        lines.removeAll({});
        return lines;
    }
    // What of the tenant's events is missing in the files or there twice; empty: nothing.
    [[nodiscard]] QString difference() const
    {
        QString text;
        QList<QByteArray> lines = written();
        for (const QByteArray &event : all) {
            if (const qsizetype count = lines.count(event); count != 1)
                text += QStringLiteral("%1 times: %2\n").arg(count).arg(QString::fromUtf8(event));
        }
        return lines.size() == all.size() ? text : text + QStringLiteral("%1 lines\n").arg(lines.size());
    }
    // The findings of all manifests below `out`, and for how many the chain was checked.
    [[nodiscard]] std::pair<QStringList, int> verified() const
    {
        QStringList findings;
        int chained = 0;
        ExportChain chain;
        const VerifyOptions options;
        for (const VerifySubject &subject :
             inChainOrder(subjectsIn(folder.filePath(QStringLiteral("out"))).value(), options, {})) {
            const auto report = verify(subject, options, {}, &chain);
            if (!report) {
                findings << report.error().asText();
                continue;
            }
            chained += report->isChainChecked;
            for (const VerifyFinding &finding : report->findings)
                findings << finding.problem;
            findings << report->notes;
        }
        return {findings, chained};
    }

    QTemporaryDir folder;
    ArrivalTenant tenant;
    std::unique_ptr<JobService> jobs;
    QList<QByteArray> all; // what the tenant has
};

QString stateOf(const JobSnapshot &job)
{
    return jobStateName(job.state) + QLatin1String(": ") + (job.error ? job.error->asText() : QString());
}

QJsonObject readJson(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

} // namespace

class ContinueExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatArrivedSinceIsInTheNext_data()
    {
        QTest::addColumn<int>("pageSize");
        QTest::addColumn<bool>("hasMarks");
        QTest::addColumn<bool>("forgets");
        QTest::addColumn<bool>("isReached"); // the first day's end, by its export
        for (const int pageSize : {1, 3, 100}) {
            for (const bool hasMarks : {true, false}) {
                for (const bool forgets : {true, false}) {
                    for (const bool isReached : {true, false})
                        QTest::addRow("%d a page, %s, %s, %s", pageSize, hasMarks ? "marks" : "no marks",
                                      forgets ? "index forgotten" : "index known",
                                      isReached ? "end reached" : "nothing newer")
                            << pageSize << hasMarks << forgets << isReached;
                }
            }
        }
    }
    void whatArrivedSinceIsInTheNext()
    {
        QFETCH(int, pageSize);
        QFETCH(bool, hasMarks);
        QFETCH(bool, forgets);
        QFETCH(bool, isReached);
        World world(pageSize);
        world.tenant.setMarks(hasMarks);
        world.passDay(0);
        if (isReached)
            world.passDay(1, 0, 1);
        const JobSnapshot first = world.run(world.request(start, start + day));
        QVERIFY2(first.state == JobState::Complete, qPrintable(stateOf(first)));

        // The laptop's event of 09:00 arrives in the night after it, and the tenant's next day begins.
        if (!isReached)
            world.passDay(1, 0, 1);
        world.add(99, start + 9 * hour, start + day + 3 * hour);
        world.passDay(1, 1);
        if (forgets)
            world.tenant.forget();
        const JobSnapshot second = world.proceed(first, start + 2 * day);
        QVERIFY2(second.state == JobState::Complete, qPrintable(stateOf(second)));
        QCOMPARE(world.difference(), QString());
        QCOMPARE(second.endpoints.first().lateKept, 1);
        QCOMPARE(second.request.continues, first.id);
        QCOMPARE(world.jobs->job(first.id)->continuedBy(), second.id);
        const auto [findings, chained] = world.verified();
        QCOMPARE(findings, QStringList());
        QCOMPARE(chained, 1);
    }
    void aKnownIndexGoesOnWithoutARepeat()
    {
        World world;
        world.passDay(0);
        world.passDay(1, 0, 1);
        const JobSnapshot first = world.run(world.request(start, start + day));
        const QString index = world.tenant.takeLog().last().index;
        world.passDay(1, 1, 3);
        // An end after more than an hour without events would take another index.
        for (int i = 1; i <= 7; ++i)
            world.add(80 + i, start + day + 8 * hour + i * 2700, start + day + 8 * hour + i * 2700);
        const JobSnapshot second = world.proceed(first, start + day + 13 * hour);
        QVERIFY2(second.state == JobState::Complete, qPrintable(stateOf(second)));
        const auto log = world.tenant.takeLog();
        QCOMPARE(log.first().operation, QStringLiteral("resend"));
        for (const ArrivalTenant::Request &request : log)
            QVERIFY2(request.index == index && !request.operation.startsWith(QLatin1Char('1')),
                     qPrintable(request.index + request.operation));
        const QJsonObject manifest = readJson(second.manifests.value(0));
        QCOMPARE(manifest[QStringLiteral("continues")][QStringLiteral("job")].toString(), first.id);
        QCOMPARE(manifest[QStringLiteral("late_events")].toString(), QStringLiteral("kept"));
        QCOMPARE(manifest[QStringLiteral("indexes")][0].toString(), index);
    }
    void oneAfterTheOther()
    {
        World world;
        world.passDay(0);
        JobSnapshot job = world.run(world.request(start, start + day));
        for (int number = 1; number < 5; ++number) {
            world.add(100 + number, start + (number - 1) * day + 5 * hour, start + number * day - 60);
            world.passDay(number, 0, 3);
            world.add(200 + number, start + 60, start + number * day + 9 * hour); // late by days
            world.passDay(number, 3);
            if (number == 3)
                world.tenant.forget();
            job = world.proceed(job, start + (number + 1) * day);
            QVERIFY2(job.state == JobState::Complete, qPrintable(stateOf(job)));
            QCOMPARE(world.difference(), QString());
        }
        const auto [findings, chained] = world.verified();
        QCOMPARE(findings, QStringList());
        QCOMPARE(chained, 4);
    }
    // The tenant has forgotten the index, and two more lose their place before they come to the events that
    // the first export has seen: those are there, so neither of the two is at the end.
    void whatWasSeenAfterTheEndIsFetched()
    {
        World world(2);
        world.passDay(0);
        world.passDay(1);
        const JobSnapshot first = world.run(world.request(start, start + day - 3 * hour));
        QCOMPARE(first.state, JobState::Complete);
        world.tenant.forget();
        world.tenant.loseFrom(start + day, 2);
        QCOMPARE(world.proceed(first, start + 2 * day).state, JobState::Complete);
        QCOMPARE(world.difference(), QString());
    }
    void nothingNewIsAnEmptyExportThatCanBeContinued()
    {
        World world;
        world.passDay(0);
        JobSnapshot job = world.run(world.request(start, start + day));
        job = world.proceed(job, start + day + hour);
        QVERIFY2(job.state == JobState::Complete, qPrintable(stateOf(job)));
        QCOMPARE(job.events(), 0);
        job = world.proceed(job, start + day + 2 * hour);
        QVERIFY2(job.state == JobState::Complete, qPrintable(stateOf(job)));
        world.add(99, start + hour, start + day + 3 * hour);
        job = world.proceed(job, start + 2 * day);
        QCOMPARE(job.events(), 1);
        QCOMPARE(world.difference(), QString());
        QCOMPARE(world.verified().first, QStringList());
    }
    void anExportWithoutEventsIsContinuedFromItsBeginning()
    {
        World world;
        JobSnapshot job = world.run(world.request(start, start + day));
        QVERIFY2(job.state == JobState::Complete, qPrintable(stateOf(job)));
        world.add(99, start + hour, start + day + 3 * hour);
        job = world.proceed(job, start + 2 * day);
        QVERIFY2(job.state == JobState::Complete, qPrintable(stateOf(job)));
        QCOMPARE(world.difference(), QString());
        QCOMPARE(world.verified().first, QStringList());
    }
    // Pages of the hour in which the range ends hold events from behind it long before the last page does.
    void anEndInTheMiddleOfABatch_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::addColumn<QByteArray>("settings");
        for (const int minutes : {20, 40, 60}) {
            QTest::addRow("%d minutes", minutes) << minutes << QByteArray("{}");
            QTest::addRow("%d minutes, mark stuck", minutes) << minutes << QByteArray(R"({"hwm":"stuck"})");
        }
    }
    void anEndInTheMiddleOfABatch()
    {
        QFETCH(int, minutes);
        QFETCH(QByteArray, settings);
        ExportWorld world(3'000, 100); // five pages an hour
        world.settings(settings);
        ExportRequest request = world.request();
        request.to = request.from + 2 * hour + minutes * 60;
        const JobSnapshot first = world.run(request);
        QVERIFY2(first.state == JobState::Complete, qPrintable(stateOf(first)));
        const Result<ExportRequest> next = world.jobs->continuation(first.id, ExportWorld::to);
        QVERIFY(next.has_value());
        const JobSnapshot second = world.run(*next);
        QVERIFY2(second.state == JobState::Complete, qPrintable(stateOf(second)));
        QList<QByteArray> there = ExportWorld::exported(request.folder).split('\n'),
                          truth = world.truth().split('\n');
        std::sort(there.begin(), there.end());
        std::sort(truth.begin(), truth.end());
        QCOMPARE(there.size(), truth.size());
        QVERIFY(there == truth);
        ExportChain chain;
        const auto subjects = subjectsIn(request.folder).value();
        for (const VerifySubject &subject : inChainOrder(subjects, {}, {})) {
            const auto report = verify(subject, {}, {}, &chain);
            QVERIFY(report.has_value());
            QVERIFY2(report->isRight(),
                     report->isRight() ? "" : qPrintable(report->findings.first().problem));
        }
    }
    void lateEventsOfTheDemoTenant_data()
    {
        QTest::addColumn<bool>("forgets");
        QTest::addColumn<bool>("isGzip");
        QTest::newRow("index known") << false << false;
        QTest::newRow("index forgotten") << true << false;
        QTest::newRow("gzip") << true << true;
    }
    void lateEventsOfTheDemoTenant()
    {
        QFETCH(bool, forgets);
        QFETCH(bool, isGzip);
        ExportWorld world(3'000, 100);
        world.settings(R"({"late_every":25})");
        ExportRequest request = world.request();
        request.to = request.from + 3 * hour;
        request.compression = isGzip ? Compression::Gzip : Compression::None;
        const JobSnapshot first = world.run(request);
        QVERIFY2(first.state == JobState::Complete, qPrintable(stateOf(first)));
        test::control(world.demo->address(), "/__demo/late",
                      "{\"at\":" + QByteArray::number(request.to + 90 * 60) + '}');
        if (forgets)
            test::control(world.demo->address(), "/__demo/forget", "{\"index\":\"\"}");
        const JobSnapshot second = world.run(world.jobs->continuation(first.id, ExportWorld::to).value());
        QVERIFY2(second.state == JobState::Complete, qPrintable(stateOf(second)));
        QVERIFY(second.endpoints.first().lateKept >= 60);
        QCOMPARE(second.request.compression, request.compression);
        QList<QByteArray> there = ExportWorld::exported(request.folder).split('\n'),
                          truth = world.truth().split('\n');
        std::sort(there.begin(), there.end());
        std::sort(truth.begin(), truth.end());
        QCOMPARE(there.size(), truth.size());
        QVERIFY(there == truth);
    }
    void lateEventsAreDroppedOrKept_data()
    {
        QTest::addColumn<bool>("keeps");
        QTest::newRow("drop") << false;
        QTest::newRow("keep") << true;
    }
    void lateEventsAreDroppedOrKept()
    {
        QFETCH(bool, keeps);
        World world;
        world.passDay(0);
        world.passDay(1, 0, 3);
        world.add(99, start + 9 * hour, start + day + 9 * hour);
        world.passDay(1, 3);
        ExportRequest request = world.request(start + day, start + 2 * day);
        request.late = keeps ? LatePolicy::Keep : LatePolicy::Drop;
        const JobSnapshot job = world.run(request);
        QVERIFY2(job.state == JobState::Complete, qPrintable(stateOf(job)));
        QCOMPARE(job.endpoints.first().late, keeps ? 0 : 1);
        QCOMPARE(job.endpoints.first().lateKept, keeps ? 1 : 0);
        QCOMPARE(job.events(), keeps ? 7 : 6);
        QCOMPARE(job.remark().contains(QLatin1String("Late events from before")), !keeps);
        const QJsonObject manifest = readJson(job.manifests.value(0));
        QCOMPARE(manifest[QStringLiteral("late_events")].toString(),
                 keeps ? QStringLiteral("kept") : QStringLiteral("dropped"));
        QCOMPARE(
            manifest[QStringLiteral("totals")][keeps ? QStringLiteral("late_kept") : QStringLiteral("late")]
                .toInt(),
            1);
        QCOMPARE(world.verified().first, QStringList());
    }
    // On the first pages of a range an event that came late is not told from the batch's lead-in; but one of
    // the day before is not a lead-in.
    void anEventOfTheDayBeforeOnTheFirstPageIsSaid()
    {
        World world;
        world.passDay(0);
        world.passDay(1, 0, 1);
        world.add(98, start + day - 1800, start + day + 60); // may be a lead-in
        world.add(99, start + 9 * hour, start + day + 3 * hour);
        world.passDay(1, 1);
        ExportRequest request = world.request(start + day, start + 2 * day);
        const JobSnapshot job = world.run(request);
        QVERIFY2(job.state == JobState::Complete, qPrintable(stateOf(job)));
        QCOMPARE(job.events(), 6);
        QCOMPARE(job.endpoints.first().outOfRange, 2);
        QCOMPARE(job.endpoints.first().earlier, 1);
        QVERIFY2(job.remark().contains(QLatin1String("probably arrived late")), qPrintable(job.remark()));
    }
    void aSecondContinuationIsRefused()
    {
        World world;
        world.passDay(0);
        const JobSnapshot first = world.run(world.request(start, start + day));
        const Result<ExportRequest> wanted = world.jobs->continuation(first.id, start + 2 * day);
        QVERIFY(wanted.has_value());
        const JobSnapshot second = world.run(*wanted);
        QCOMPARE(second.state, JobState::Complete);
        const auto again = world.jobs->continuation(first.id, start + 3 * day);
        const auto submitted = world.jobs->submit(*wanted, world.connection());
        QVERIFY(!again.has_value() && !submitted.has_value());
        for (const Error &refused : {again.error(), submitted.error()}) {
            QCOMPARE(refused.kind, ErrorKind::BadInput);
            QVERIFY2(refused.message.contains(second.id), qPrintable(refused.message));
        }
        // Also once the list has forgotten them.
        QVERIFY(world.jobs->remove(second.id).has_value());
        QVERIFY(!world.jobs->continuation(first.id, start + 3 * day).has_value());
        QVERIFY(world.jobs->remove(first.id).has_value());
        QCOMPARE(world.jobs->continuation(first.id, start + 3 * day).error().kind, ErrorKind::NotFound);
    }
    // Both have looked before the first of them is stored.
    void ofTwoProcessesOneContinues()
    {
        World world;
        world.passDay(0);
        const JobSnapshot first = world.run(world.request(start, start + day));
        const auto journal = JobJournal::open(world.folder.filePath(QStringLiteral("state.db"))).value();
        const ExportRequest wanted = world.jobs->continuation(first.id, start + 2 * day).value();
        QVERIFY(journal.addJob(QStringLiteral("one"), wanted).has_value());
        const auto other = journal.addJob(QStringLiteral("two"), wanted);
        QVERIFY(!other.has_value());
        QCOMPARE(other.error().kind, ErrorKind::BadInput);
        QVERIFY(!journal.job(QStringLiteral("two")).has_value()); // nothing of it is left
    }
    void onlyACompleteJobIsContinued()
    {
        World world;
        world.passDay(0);
        const JobSnapshot first = world.run(world.request(start, start + day));
        const ExportRequest wanted = world.jobs->continuation(first.id, start + 2 * day).value();
        const auto journal = JobJournal::open(world.folder.filePath(QStringLiteral("state.db"))).value();
        for (const JobState state : {JobState::Paused, JobState::Interrupted, JobState::Incomplete,
                                     JobState::Failed, JobState::WaitingForToken, JobState::Cancelled}) {
            QVERIFY(journal.setState(first.id, state, {}).has_value());
            const auto refused = world.jobs->continuation(first.id, start + 2 * day);
            QVERIFY(!refused.has_value());
            QCOMPARE(refused.error().kind, ErrorKind::BadInput);
            QVERIFY(!world.jobs->submit(wanted, world.connection()).has_value());
        }
    }
    // What a cancelled continuation took is given back.
    void aCancelledContinuationDoesNotCount()
    {
        World world;
        world.passDay(0);
        const JobSnapshot first = world.run(world.request(start, start + day));
        const auto journal = JobJournal::open(world.folder.filePath(QStringLiteral("state.db"))).value();
        QVERIFY(
            journal.addJob(QStringLiteral("one"), world.jobs->continuation(first.id, start + 2 * day).value())
                .has_value());
        QVERIFY(!world.jobs->continuation(first.id, start + 2 * day).has_value());
        QVERIFY(world.jobs->cancel(QStringLiteral("one")).has_value());
        world.add(99, start + 9 * hour, start + day + 3 * hour);
        const JobSnapshot second = world.proceed(first, start + 2 * day);
        QVERIFY2(second.state == JobState::Complete, qPrintable(stateOf(second)));
        QCOMPARE(world.difference(), QString());
    }
    void apiV1CannotBeContinued()
    {
        World world;
        ExportRequest request = world.request(start, start + day);
        request.endpointIds = {QStringLiteral("v1-alert")};
        const auto journal = JobJournal::open(world.folder.filePath(QStringLiteral("state.db"))).value();
        QVERIFY(journal.addJob(QStringLiteral("old"), request).has_value());
        QVERIFY(journal.setState(QStringLiteral("old"), JobState::Complete, {}).has_value());
        const auto refused = world.jobs->continuation(QStringLiteral("old"), start + 2 * day);
        QVERIFY(!refused.has_value());
        QVERIFY2(refused.error().message.contains(QLatin1String("API v1")),
                 qPrintable(refused.error().message));
    }
    // A job whose events are not remembered goes on where the tenant proves its place, and not elsewhere.
    void withoutMemoryOnlyTheIndexGoesOn()
    {
        for (const bool forgets : {false, true}) {
            World world;
            world.passDay(0);
            world.passDay(1, 0, 1);
            const JobSnapshot first = world.run(world.request(start, start + day));
            const auto database =
                StateDatabase::open(world.folder.filePath(QStringLiteral("state.db"))).value();
            QVERIFY(database.run(QStringLiteral("DELETE FROM job_page_key")).has_value());
            world.add(99, start + 9 * hour, start + day + 3 * hour);
            world.passDay(1, 1);
            if (forgets)
                world.tenant.forget();
            const JobSnapshot second = world.proceed(first, start + 2 * day);
            if (!forgets) {
                QVERIFY2(second.state == JobState::Complete, qPrintable(stateOf(second)));
                QCOMPARE(world.difference(), QString());
            } else {
                QCOMPARE(second.state, JobState::Incomplete);
                QCOMPARE(second.events(), 0);
                QVERIFY2(second.error->message.contains(first.id), qPrintable(second.error->message));
            }
        }
    }
    void verifyFindsAHoleAndARepeat()
    {
        World world;
        world.passDay(0);
        world.passDay(1, 0, 1);
        const JobSnapshot first = world.run(world.request(start, start + day));
        world.passDay(1, 1);
        const JobSnapshot second = world.proceed(first, start + 2 * day);
        QCOMPARE(second.state, JobState::Complete);
        const QString path = second.manifests.value(0);
        const QJsonObject right = readJson(path);
        const auto findingsWith = [&](const char *field, const QJsonValue &value) {
            QJsonObject manifest = right, continues = right[QStringLiteral("continues")].toObject();
            continues.insert(QLatin1String(field), value);
            manifest.insert(QStringLiteral("continues"), continues);
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly))
                return QString();
            file.write(QJsonDocument(manifest).toJson());
            file.close();
            return world.verified().first.join(QLatin1Char('\n'));
        };
        QCOMPARE(findingsWith("job", first.id), QString());
        QVERIFY2(findingsWith("page", 1).contains(QLatin1String("hole")),
                 qPrintable(findingsWith("page", 1)));
        QVERIFY(findingsWith("job", QStringLiteral("another"))
                    .contains(QLatin1String("was not verified with it")));
        // An export of the same time, dressed up as a continuation.
        QVERIFY(!findingsWith("checksum", QStringLiteral("3-0")).isEmpty());
        for (const char *before : {"hwm", "latest"}) {
            const qint64 time = right[QStringLiteral("continues")][QLatin1String(before)].toInteger();
            QVERIFY2(findingsWith(before, time - 1).contains(QLatin1String("hole")),
                     qPrintable(findingsWith(before, time - 1)));
        }
        const auto findingsOf = [&](const char *field, const QJsonValue &value) {
            QJsonObject manifest = right;
            manifest.insert(QLatin1String(field), value);
            QFile file(path);
            if (!file.open(QIODevice::WriteOnly))
                return QString();
            file.write(QJsonDocument(manifest).toJson());
            file.close();
            return world.verified().first.join(QLatin1Char('\n'));
        };
        QVERIFY(
            findingsOf("host", QStringLiteral("acme.goskope.com")).contains(QLatin1String("another tenant")));
        QVERIFY(findingsOf("late_events", QStringLiteral("dropped"))
                    .contains(QLatin1String("leaves late events out")));
        QVERIFY(findingsOf("windows", QJsonArray{QJsonObject{{QStringLiteral("index"), 1},
                                                             {QStringLiteral("from_epoch"), start},
                                                             {QStringLiteral("hwm"), start}}})
                    .contains(QLatin1String("never fetched in windows")));
    }
    // As a cron job would: a day each morning, and the command line's own words.
    void onTheCommandLine()
    {
        World world;
        world.passDay(0);
        world.passDay(1, 0, 1);
        const QString home = world.folder.filePath(QStringLiteral("home")),
                      out = world.folder.filePath(QStringLiteral("out"));
        const auto cli = [&](QStringList words) {
            test::CliRun run(home, words, "continue-test-token");
            const int code = run.wait();
            return std::tuple(code, QString::fromUtf8(run.output()), QString::fromUtf8(run.errors()));
        };
        const auto iso = [](qint64 time) { return utcFromSeconds(time).toString(Qt::ISODate); };
        const auto [code, said, wrong] =
            cli({QStringLiteral("export"), QStringLiteral("--host"), world.tenant.address().toString(),
                 QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                 QStringLiteral("--from"), iso(start), QStringLiteral("--to"), iso(start + day),
                 QStringLiteral("--dest"), out, QStringLiteral("--max-rate"), QStringLiteral("0")});
        QVERIFY2(code == 0, qPrintable(said + wrong));
        const QString job = said.section(QLatin1Char(' '), 0, 0);
        const QString manifest = out + QStringLiteral("/netskope_alerts/%1-manifest.json").arg(job);
        QVERIFY2(QFile::exists(manifest), qPrintable(said));
        world.add(99, start + 9 * hour, start + day + 3 * hour);
        world.passDay(1, 1);
        for (const QStringList &refused : {QStringList{QStringLiteral("--from"), iso(start)},
                                           QStringList{QStringLiteral("--late"), QStringLiteral("drop")},
                                           QStringList{QStringLiteral("--endpoint"), QStringLiteral("audit")},
                                           QStringList{QStringLiteral("--to"), iso(start)}}) {
            const auto [no, nothing, why] =
                cli(QStringList{QStringLiteral("export"), QStringLiteral("--continue"), job,
                                QStringLiteral("--token-stdin")} +
                    refused);
            QVERIFY2(no == 2, qPrintable(refused.join(QLatin1Char(' ')) + nothing + why));
        }
        const auto [next, told, why] =
            cli({QStringLiteral("export"), QStringLiteral("--continue"), manifest, QStringLiteral("--to"),
                 iso(start + 2 * day), QStringLiteral("--token-stdin")});
        QVERIFY2(next == 0, qPrintable(told + why));
        QVERIFY2(told.contains(QLatin1String("Continues job ") + job), qPrintable(told));
        QVERIFY2(told.contains(QLatin1String("1 late event kept")), qPrintable(told));
        QCOMPARE(world.difference(), QString());
        const auto [again, none, reason] = cli(
            {QStringLiteral("export"), QStringLiteral("--continue"), job, QStringLiteral("--token-stdin")});
        QCOMPARE(again, 2);
        QVERIFY2(reason.contains(QLatin1String("continued already")), qPrintable(reason));
        const auto [checked, found, trouble] = cli({QStringLiteral("verify"), out});
        QVERIFY2(checked == 0, qPrintable(found + trouble));
        QVERIFY2(found.contains(QStringLiteral("continues job %1: no gap").arg(job)), qPrintable(found));
    }
};

QTEST_GUILESS_MAIN(ContinueExportTest)
#include "continue_export_test.moc"

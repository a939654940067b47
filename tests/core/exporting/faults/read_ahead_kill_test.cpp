// kill -9 while an export reads ahead: resume ends with the lines of an undisturbed run, each once and in
// their order, and nothing is left of what waited.
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/verifying/verify.h"
#include "core/netskope/endpoint.h"
#include "tests/support/cli_run.h"
#include "tests/support/read_ahead_world.h"

#include <QRandomGenerator>
#include <QTest>

using namespace slipway;
using test::CliRun;
using test::ReadAheadWorld;

namespace {

constexpr int killed = -2; // as CliRun::wait() tells it

} // namespace

class ReadAheadKillTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void atRandomMoments()
    {
        constexpr int hours = 12, jobs = 16;
        ReadAheadWorld world(420, 400, hours);
        QRandomGenerator random(20261130);
        const QString data = world.folder.filePath(QStringLiteral("data"));
        const auto job = [&] {
            const auto journal = JobJournal::open(data + QStringLiteral("/slipway/slipway.db"));
            const auto all = journal ? journal->jobs() : std::unexpected(journal.error());
            return all && !all->isEmpty() ? std::optional(all->first()) : std::nullopt;
        };
        int kills = 0, ahead = 0;
        for (int number = 0; number < jobs; ++number) {
            const QString out = world.folder.filePath(QStringLiteral("killed-%1").arg(number));
            const QString before = job() ? job()->id : QString();
            CliRun first(
                data,
                {QStringLiteral("export"), QStringLiteral("--host"), world.demo->address().toString(),
                 QStringLiteral("--token-stdin"), QStringLiteral("--endpoint"), QStringLiteral("alert"),
                 QStringLiteral("--from"), QString::number(ReadAheadWorld::from), QStringLiteral("--to"),
                 QString::number(world.to), QStringLiteral("--dest"), out, QStringLiteral("--max-rate"),
                 QStringLiteral("50"), QStringLiteral("--part-size"), QStringLiteral("64K"),
                 QStringLiteral("--parallel"), QStringLiteral("4"), QStringLiteral("--json")},
                ReadAheadWorld::token);
            world.reset();
            // The first page takes the latency; what is read ahead follows.
            QVERIFY(QTest::qWaitFor([&] { return world.log().size() > 1 + random.bounded(8); }, 20'000));
            QTest::qWait(random.bounded(420));
            first.kill();
            int code = first.wait();
            // Again while it is resumed, and then to the end.
            for (int tries = 0; code == killed; ++tries) {
                ++kills;
                QVERIFY(job() && job()->id != before);
                for (const QString &name : ReadAheadWorld::files(*job()))
                    QVERIFY2(name.startsWith(job()->id), qPrintable(name));
                CliRun again(data,
                             {QStringLiteral("jobs"), QStringLiteral("resume"), job()->id,
                              QStringLiteral("--token-stdin"), QStringLiteral("--json")},
                             ReadAheadWorld::token);
                if (tries < 2) {
                    QTest::qWait(400 + random.bounded(1200));
                    again.kill();
                }
                code = again.wait();
            }
            QCOMPARE(code, 0);
            const std::set<QString> indexes = world.indexes();
            ahead += std::ranges::any_of(
                indexes, [](const QString &name) { return name.contains(QLatin1String("-ahead")); });
            QVERIFY2(ReadAheadWorld::lines(*job()) == world.truth(), qPrintable(job()->id));
            const auto report = verifyExport(out + QStringLiteral("/netskope_alerts/") + job()->id +
                                             QStringLiteral("-manifest.json"));
            QVERIFY(report && report->isRight());
        }
        qInfo("%d jobs, %d kills", jobs, kills);
        QVERIFY(kills >= jobs);
        QVERIFY(ahead >= jobs * 3 / 4);
    }
    // Between the moment when the journal says that the export has entered a window and its first page there.
    // What waited for the export is lost, and the tenant's cursor there is several pages further on.
    void afterAWindowWasEntered_data()
    {
        QTest::addColumn<int>("pagesAhead");
        for (const int pages : {0, 1, 3})
            QTest::addRow("%d pages were waiting", pages) << pages;
    }
    void afterAWindowWasEntered()
    {
        QFETCH(const int, pagesAhead);
        ReadAheadWorld world(150, 100, 8);
        const QString id = world.jobs->submit(world.request(1), world.connection()).value();
        const auto pages = [&] { return world.jobs->job(id)->endpoints.first().pages; };
        QVERIFY(QTest::qWaitFor([&] { return pages() >= 2; }, 20'000));
        QVERIFY(world.jobs->pause(id));
        QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
        world.jobs.reset();
        {
            const auto journal = JobJournal::open(world.folder.filePath(QStringLiteral("state.db")));
            const EndpointCheckpoint point = journal->checkpoint(id, QStringLiteral("alert")).value();
            QVERIFY(point.pages >= 2 && point.hwm > ReadAheadWorld::from);
            WindowRecord window{1, 1, point.hwm, -1};
            QVERIFY(journal->beginWindow(id, point.endpointId, window));
            window.index = point.index + 1;
            QVERIFY(journal->enterWindow(id, point.endpointId, window.index, window));
            ApiClient client(world.connection());
            const Endpoint alerts = *EndpointCatalogue::builtIn().endpoint(point.endpointId);
            Operation operation = Operation::from(window.start);
            for (int page = 0; page < pagesAhead; ++page) {
                QVERIFY(QCoro::waitFor(fetchPage(
                    client, alerts, IndexName::ahead(id, point.endpointId, window.name), operation, {})));
                operation = Operation::next();
            }
        }
        world.openJobs();
        QVERIFY(world.jobs->resume(id, world.connection()));
        const JobSnapshot job = world.waitForEnd(id);
        QCOMPARE(job.state, JobState::Complete);
        QVERIFY(ReadAheadWorld::lines(job) == world.truth());
        const auto report = verifyExport(job.request.folder + QStringLiteral("/netskope_alerts/") + id +
                                         QStringLiteral("-manifest.json"));
        QVERIFY(report && report->isRight());
    }
};

QTEST_GUILESS_MAIN(ReadAheadKillTest)
#include "read_ahead_kill_test.moc"

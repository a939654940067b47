// What a person is told about a job besides its events: where it begins and ends, why it stopped or waits,
// and which events are odd; on the command line, in its JSON, and in the manifest.
#include "core/exporting/jobs/progress_lines.h"
#include "core/exporting/journal/job_journal.h"
#include "core/exporting/verifying/verify.h"
#include "core/language/language.h"
#include "tests/support/cli_run.h"
#include "tests/support/fault_world.h"
#include "tests/support/raw_server.h"

using namespace slipway;
using test::CliRun;
using test::FaultWorld;

namespace {

QByteArray page(const QByteArrayList &events, qint64 mark)
{
    return test::http("{\"ok\":1,\"result\":[" + events.join(',') +
                      "],\"timestamp_hwm\":" + QByteArray::number(mark) + '}');
}

QByteArray eventText(const char *id, qint64 time, const QByteArray &more = {})
{
    return QByteArray("{\"_id\":\"") + id + "\",\"timestamp\":" + QByteArray::number(time) + more + '}';
}

JobSnapshot waitingJob(const char *note)
{
    JobSnapshot job;
    job.id = QStringLiteral("j");
    job.state = JobState::Running;
    job.request.endpointIds = {QStringLiteral("alert")};
    job.request.folder = QStringLiteral("/out");
    EndpointProgress progress;
    progress.endpointId = QStringLiteral("alert");
    progress.note = QString::fromLatin1(note);
    job.endpoints << progress;
    return job;
}

QStringList exportOf(const FaultWorld &world)
{
    return {QStringLiteral("export"),     QStringLiteral("--host"),
            world.address().toString(),   QStringLiteral("--token-stdin"),
            QStringLiteral("--endpoint"), QStringLiteral("alert"),
            QStringLiteral("--from"),     QString::number(FaultWorld::from),
            QStringLiteral("--to"),       QString::number(FaultWorld::to),
            QStringLiteral("--dest"),     world.path("out"),
            QStringLiteral("--max-rate"), QStringLiteral("0")};
}

} // namespace

class ToldJobsTest : public QObject
{
    Q_OBJECT

    static qsizetype headRequests(const FaultWorld &world) { return world.asked("head"); }
    static QJsonObject manifestOf(const JobSnapshot &job)
    {
        QFile file(job.manifests.value(0));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                              : QJsonObject();
    }

private Q_SLOTS:
    void anErrorIsToldInTheLanguageInUse()
    {
        const auto back = qScopeGuard([] { useLanguage(QStringLiteral("en")); });
        const auto error = [] {
            return Error{
                ErrorKind::ConnectionLost,
                QCoreApplication::translate("ApiClient", "%1 did not answer in time.")
                    .arg(QStringLiteral("acme.goskope.com")),
                QCoreApplication::translate("ConnectionSteps", "Check this computer's network and DNS."),
                QStringLiteral("errno 110")};
        };
        QTemporaryDir folder;
        const JobJournal journal = JobJournal::open(folder.filePath(QStringLiteral("s.db"))).value();
        ExportRequest request;
        request.endpointIds = {QStringLiteral("alert")};
        QVERIFY(journal.addJob(QStringLiteral("j"), request));
        useLanguage(QStringLiteral("de"));
        QVERIFY(journal.setState(QStringLiteral("j"), JobState::Failed, error()));
        QVERIFY(journal.setEndpointError(QStringLiteral("j"), QStringLiteral("alert"), error()));
        const QString german = error().asText();
        QCOMPARE(journal.job(QStringLiteral("j"))->error->asText(), german);

        useLanguage(QStringLiteral("en"));
        const JobSnapshot job = journal.job(QStringLiteral("j")).value();
        QVERIFY(german != error().asText());
        QCOMPARE(job.error->asText(), error().asText());
        QCOMPARE(job.endpoints.first().error->asText(), error().asText());
        QCOMPARE(job.error->kind, ErrorKind::ConnectionLost);
    }
    // The token is not in doubt when it has just read another endpoint.
    void aRefusalBesideWhatWasReadIsAMissingPermission()
    {
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.endpointIds << QStringLiteral("application");
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Incomplete, test::reason(job).constData());
        const EndpointProgress &refused = job.endpoints.last();
        for (const Error &error : {job.error.value_or(Error{}), refused.error.value_or(Error{})}) {
            QCOMPARE(error.kind, ErrorKind::PermissionMissing);
            QVERIFY2(error.nextStep.startsWith(QLatin1String("The same token could read alert,")),
                     qPrintable(error.nextStep));
        }
        wanted.endpointIds.removeFirst(); // alone, it may be the token
        const JobSnapshot alone = world.run(wanted);
        QVERIFY2(alone.error && alone.error->nextStep.contains(QLatin1String("wrong or expired")),
                 test::reason(alone).constData());
    }
    void oddEventsAreCountedAndTheirPlaceIsTold()
    {
        const QByteArray nan = eventText("b", FaultWorld::to - 8, ",\"n\":NaN");
        const QByteArray broken = eventText("c", FaultWorld::to - 7, ",\"t\":\"one\ntwo\"");
        const QByteArray answer = page({eventText("a", FaultWorld::to - 9), nan, broken}, FaultWorld::to);
        const test::RawServer server({{answer}});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        const EndpointProgress &progress = job.endpoints.first();
        QCOMPARE(progress.odd, 2);
        QCOMPARE(progress.escapedBreaks, 1);
        QCOMPARE(progress.oddPlaces.size(), 2);
        QCOMPARE(progress.oddPlaces.first().page, 1);
        const QByteArray body = answer.mid(answer.indexOf("{\"ok\""));
        QCOMPARE(progress.oddPlaces.first().offset, body.indexOf("NaN"));
        QVERIFY(!progress.oddPlaces.first().reason.isEmpty());
        const QJsonObject totals = manifestOf(job)[QStringLiteral("totals")].toObject();
        QCOMPARE(totals[QStringLiteral("odd")].toInt(), 2);
        QCOMPARE(totals[QStringLiteral("escaped_line_breaks")].toInt(), 1);
        const auto report = verifyExport(job.manifests.value(0));
        QVERIFY2(report && report->isRight(),
                 report ? qPrintable(report->findings.value(0).problem) : "not read");
        // Never what is in them.
        const QByteArray json = QJsonDocument(job.asJson()).toJson();
        QVERIFY2(json.contains("\"odd_events\"") && !json.contains("NaN"), json.constData());
    }
    // A manifest that hides them, or sees more than there are.
    void verifyCountsOddEvents()
    {
        const test::RawServer server(
            {{page({eventText("a", FaultWorld::to - 9), eventText("b", FaultWorld::to - 8, ",\"n\":NaN"),
                    "{\"_id\":\"c\",\"timestamp\":\"soon\"}"},
                   FaultWorld::to)}});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const QString path = world.run(wanted).manifests.value(0);
        const auto changed = [&](const char *field, int value) {
            QFile file(path);
            if (!file.open(QIODevice::ReadWrite))
                return QString();
            const QByteArray before = file.readAll();
            QByteArray text = before;
            const QByteArray name = QByteArray("\"") + field + "\": ";
            for (qsizetype at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
                text.replace(at, text.indexOf(',', at) - at, name + QByteArray::number(value));
            file.seek(0);
            file.resize(0);
            file.write(text);
            file.flush();
            const auto report = verifyExport(path);
            const QString found = !report ? report.error().message : report->findings.value(0).problem;
            file.seek(0);
            file.resize(0);
            file.write(before);
            return found;
        };
        QCOMPARE(changed("odd", 1), QString());
        QVERIFY(changed("odd", 0).contains(QLatin1String("not strict JSON")));
        QVERIFY(changed("odd", 2).contains(QLatin1String("not strict JSON")));
    }
    void theTenantIsAskedForItsOldestEventWhereTheStartIsEmpty()
    {
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.from -= 3 * 86'400;
        JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QCOMPARE(headRequests(world), 1);
        QVERIFY(job.endpoints.first().oldest);
        QVERIFY2(job.remark().contains(QLatin1String("The tenant's oldest alert is from")) &&
                     job.remark().contains(QLatin1String("older ones are not kept")),
                 qPrintable(job.remark()));
        // Remembered for a day, also for another job.
        job = world.run(wanted);
        QCOMPARE(headRequests(world), 1);
        QVERIFY(job.remark().contains(QLatin1String("older ones are not kept")));
        world.reopenJobs();
        QCOMPARE(world.job(job.id).remark(), job.remark());
        const QJsonObject progress = world.job(job.id).asJson()[QStringLiteral("endpoints")][0].toObject();
        QCOMPARE(progress[QStringLiteral("oldest_event")][QStringLiteral("answer")].toString(),
                 QStringLiteral("known"));
    }
    void aStartThatIsThereIsNotAskedFor()
    {
        FaultWorld world;
        ExportRequest wanted = world.request();
        JobSnapshot job = world.run(wanted);
        QCOMPARE(headRequests(world), 0);
        QCOMPARE(job.remark(), QString());
        wanted.askOldest = true;
        job = world.run(wanted);
        QCOMPARE(headRequests(world), 1);
        QVERIFY2(job.remark().startsWith(QLatin1String("The tenant's oldest alert is from")),
                 qPrintable(job.remark()));
    }
    void withoutAnAnswerNothingIsClaimed()
    {
        FaultWorld world;
        world.fault(R"({"fault":"status","status":503,"operation":"head","count":-1})");
        ExportRequest wanted = world.request();
        wanted.from -= 3 * 86'400;
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY2(job.remark().contains(QLatin1String("it is not known whether older ones were kept")),
                 qPrintable(job.remark()));
    }
    void anEndpointThatIsNotGrantedIsNotAsked()
    {
        FaultWorld world;
        world.set(R"({"granted":["audit"]})");
        ExportRequest wanted = world.request();
        wanted.from -= 3 * 86'400;
        wanted.askOldest = true;
        QVERIFY(world.run(wanted).state != JobState::Complete);
        QCOMPARE(headRequests(world), 0);
    }
    // Another process reads from the state file why a job waits, and why it stopped.
    void theReasonIsInTheStateFile()
    {
        FaultWorld world;
        world.passPages(2);
        world.fault(R"({"fault":"status","status":503,"count":-1})");
        const QString id = world.start(world.request());
        QVERIFY(world.waitForNote(id, "503"));
        const auto journal = JobJournal::open(world.path("state.db"));
        QVERIFY(journal);
        const auto stored = [&] { return journal->job(id).value(); };
        QTRY_VERIFY2_WITH_TIMEOUT(stored().reason().contains(QLatin1String("503")),
                                  qPrintable(stored().reason()), 10'000);
        QVERIFY(stored().asJson()[QStringLiteral("reason")].toString().contains(QLatin1String("503")));
        QVERIFY(world.jobs().pause(id));
        QCOMPARE(world.waitForEnd(id).state, JobState::Paused);
        QCOMPARE(stored().reason(), QStringLiteral("Paused by the user."));
        QCOMPARE(world.job(id).reason(), QStringLiteral("Paused by the user."));
    }
    void theCommandLineTellsTheReason()
    {
        FaultWorld world;
        world.passPages(2);
        world.fault(R"({"fault":"status","status":503,"count":-1})");
        CliRun run(world.path("xdg"), exportOf(world), FaultWorld::token);
        const auto list = [&](QStringList more) {
            CliRun jobs(world.path("xdg"), QStringList{QStringLiteral("jobs"), QStringLiteral("list")} + more,
                        {});
            (void)jobs.wait();
            return jobs.output();
        };
        QByteArray text;
        QVERIFY2(QTest::qWaitFor(
                     [&] {
                         text = list({});
                         return text.contains("503");
                     },
                     30'000),
                 text.constData());
        QVERIFY(list({QStringLiteral("--json")}).contains("\"reason\""));
        QByteArray errors;
        const bool isTold = QTest::qWaitFor(
            [&] {
                errors += run.errors();
                return errors.contains("alert to ") && errors.contains("503");
            },
            30'000);
        QVERIFY2(isTold, errors.constData());
        run.kill();
        (void)run.wait();
        QVERIFY(list({}).contains("Slipway ended while the job was under way."));
    }

    // By a clock of the test's own.
    void progressIsToldAtAHumanePace()
    {
        using std::chrono::seconds;
        ProgressLines lines;
        QVERIFY(lines.next(waitingJob(""), seconds(0))->contains(QLatin1String("alert to /out")));
        QVERIFY(!lines.next(waitingJob(""), seconds(1)));
        QVERIFY(!lines.next(waitingJob("Trying again in 2 s"), seconds(2))); // soon, if it lasts
        QVERIFY(lines.next(waitingJob("Trying again in 2 s"), seconds(5))
                    ->contains(QLatin1String("Trying again in 2 s")));
        QVERIFY(!lines.next(waitingJob("Trying again in 300 s"), seconds(20)));
        QVERIFY(lines.next(waitingJob("Waiting 9 s for late events"), seconds(21)));
        QVERIFY(!lines.next(waitingJob(""), seconds(80)));
        QVERIFY(lines.next(waitingJob(""), seconds(81))->contains(QLatin1String("0 %")));
        int told = 0;
        for (int second = 82; second < 82 + 3600; ++second)
            told += lines.next(waitingJob(second % 2 ? "one" : "another"), seconds(second)).has_value();
        QVERIFY2(told <= 3600 / 5 + 1 && told >= 60, qPrintable(QString::number(told)));
        JobSnapshot ended = waitingJob("");
        ended.state = JobState::Complete;
        QVERIFY(!lines.next(ended, seconds(9999)));
    }
};

QTEST_GUILESS_MAIN(ToldJobsTest)
#include "told_jobs_test.moc"

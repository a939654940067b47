// How far back a tenant keeps events: this is asked once a day at most, on an index of its own, and said in
// one sentence.
#include "core/exporting/fetching/first_event.h"
#include "core/exporting/fetching/oldest_event.h"
#include "core/exporting/fetching/range_warning.h"
#include "tests/support/cli_run.h"
#include "tests/support/demo_contract.h"
#include "tests/support/time_limits.h"

#include <QTemporaryDir>

using namespace slipway;
using test::CliRun;
using test::control;

class OldestEventTest : public QObject, private test::DemoContract
{
    Q_OBJECT

    const EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    [[nodiscard]] Endpoint endpoint(const char *id) const
    {
        return *m_catalogue.endpoint(QString::fromLatin1(id));
    }
    [[nodiscard]] Result<OldestEvent> asked(const char *id = "alert") const
    {
        ApiClient client({m_demo->address(), Secret("contract-token"), {}, {}});
        return QCoro::waitFor(askOldest(client, endpoint(id), {}));
    }
    [[nodiscard]] qsizetype headRequests() const
    {
        const QJsonArray log = control(m_demo->address(), "/__demo/log").array();
        return std::count_if(log.begin(), log.end(), [](const QJsonValue &entry) {
            return entry[QStringLiteral("operation")] == QLatin1String("head");
        });
    }
    static qint64 epoch(const char *iso)
    {
        return QDateTime::fromString(QString::fromLatin1(iso), Qt::ISODate).toSecsSinceEpoch();
    }

private Q_SLOTS:
    void init() { start(); }
    void cleanup() { m_demo.reset(); }

    void theFirstEventIsFoundWhileItArrives_data()
    {
        QTest::addColumn<QByteArray>("page");
        QTest::addColumn<QByteArray>("event"); // empty: there is none
        const auto row = [](const char *name, const char *page, const char *event) {
            QTest::newRow(name) << QByteArray(page) << QByteArray(event);
        };
        row("documented", R"({"ok":1,"result":[{"a":1},{"b":2}],"wait_time":0})", R"({"a":1})");
        row("list last", R"({"wait_time":0,"timestamp_hwm":5,"result":[{"a":1}]})", R"({"a":1})");
        row("nested", R"({"result":[{"a":{"b":[{"c":1}]},"d":[]}]})", R"({"a":{"b":[{"c":1}]},"d":[]})");
        // Without raw literals: moc cannot read these.
        row("brackets in text", "{\"result\":[{\"a\":\"}]{\\\"\",\"b\":\"\\\\\"},{}]}",
            "{\"a\":\"}]{\\\"\",\"b\":\"\\\\\"}");
        row("another list first", R"({"warnings":[{"x":1}],"result":[{"a":1}]})", R"({"a":1})");
        row("the name as a value", R"({"kind":"result","other":[{"x":1}],"result":[{"a":1}]})", R"({"a":1})");
        row("the name inside", R"({"meta":{"result":[{"x":1}]},"result":[{"a":1}]})", R"({"a":1})");
        row("not in a list", R"({"ok":1,"result":{"a":1}})", R"({"a":1})");
        row("blanks", "{ \"result\" : [\n { \"a\" : 1 } ] }", R"({ "a" : 1 })");
        row("empty", R"({"ok":1,"result":[],"wait_time":30})", "");
        row("empty object", R"({"ok":1,"result":{}})", "");
        row("null", R"({"ok":1,"result":null})", "");
        row("cut off", R"({"ok":1,"result":[{"a":1)", "");
    }
    void theFirstEventIsFoundWhileItArrives()
    {
        QFETCH(QByteArray, page);
        QFETCH(QByteArray, event);
        for (const qsizetype step : {qsizetype(1), qsizetype(7), page.size()}) {
            FirstEvent first;
            qsizetype size = 0;
            while (size < page.size() && first.state() == FirstEvent::State::Searching) {
                size = std::min(size + step, page.size());
                first.look(page.left(size));
            }
            const bool isFound = first.state() == FirstEvent::State::Found;
            QCOMPARE(isFound, !event.isEmpty());
            if (isFound)
                QCOMPARE(page.mid(first.begin(), first.end() - first.begin()), event);
            if (isFound && step == 1)
                QCOMPARE(size, first.end()); // not a byte more than it needs
        }
    }

    void theTenantIsAskedOnAnIndexOfItsOwn()
    {
        set(R"({"retention":7200})");
        const auto oldest = asked();
        QVERIFY2(oldest, oldest ? "" : qPrintable(oldest.error().asText()));
        QVERIFY(oldest->kind == OldestEvent::Kind::Known);
        QVERIFY2(oldest->at >= to - 7200 && oldest->at < to - 3600, qPrintable(QString::number(oldest->at)));
        const QJsonObject request = control(m_demo->address(), "/__demo/log").array().last().toObject();
        QCOMPARE(request[QStringLiteral("operation")].toString(), QStringLiteral("head"));
        QCOMPARE(request[QStringLiteral("index")].toString(), QStringLiteral("slipway-head"));
    }
    // A full page takes this tenant minutes; its first event is there at once.
    void theRestOfThePageIsNotWaitedFor()
    {
        fault(R"({"fault":"slow","bytes_per_second":20000})");
        QElapsedTimer clock;
        clock.start();
        const auto oldest = asked();
        QVERIFY2(oldest, oldest ? "" : qPrintable(oldest.error().asText()));
        QVERIFY(oldest->kind == OldestEvent::Kind::Known);
        QVERIFY2(clock.elapsed() < test::promptly, qPrintable(QString::number(clock.elapsed())));
    }
    void otherAnswers()
    {
        set(R"({"granted":["alert","page"]})");
        QVERIFY(asked("page")->kind == OldestEvent::Kind::NoEvents);
        fault(R"({"fault":"no-content"})");
        QVERIFY(asked()->kind == OldestEvent::Kind::NoEvents);
        for (const char *form : {"null", "absent", "object", "empty"}) {
            fault((QByteArray(R"({"fault":"page","page":{"result":")") + form + "\"}}").constData());
            const auto none = asked();
            QVERIFY2(none && none->kind == OldestEvent::Kind::NoEvents, form);
        }
        // A failure does not prove that nothing is kept.
        for (const char *failing : {R"({"fault":"ok0"})", R"({"fault":"html"})", R"({"fault":"empty"})",
                                    R"({"fault":"page","page":{"ok":false,"result":"empty"}})",
                                    R"({"fault":"status","status":503})",
                                    R"({"fault":"page","page":{"timestamp":"unreadable"}})"}) {
            fault(failing);
            const auto failed = asked();
            QVERIFY2(!failed, failing);
            QVERIFY(!failed.error().message.isEmpty());
        }
        QVERIFY(asked("audit").error().kind == ErrorKind::PermissionMissing);
        set(R"({"head_tail":"400"})");
        QVERIFY(asked()->kind == OldestEvent::Kind::NotOffered);
        set(R"({"head_tail":"200","framing":"chunked"})");
        QVERIFY(asked()->kind == OldestEvent::Kind::Known);
    }

    void theAnswerIsRememberedForADay()
    {
        QTemporaryDir folder;
        const auto database = StateDatabase::open(folder.filePath(QStringLiteral("s.db")));
        QVERIFY(database);
        const OldestEventRepository acme(*database, QUrl(QStringLiteral("https://acme.goskope.com")));
        const OldestEventRepository other(*database, QUrl(QStringLiteral("https://other.goskope.com")));
        constexpr qint64 now = 1'790'000'000;
        const QString alert = QStringLiteral("alert"), audit = QStringLiteral("audit");
        QVERIFY(!acme.recall(alert, now).value());
        QVERIFY(acme.remember(alert, {OldestEvent::Kind::Known, now - 5'000'000, now}));
        QVERIFY(acme.remember(audit, {OldestEvent::Kind::NotOffered, 0, now}));
        const auto recalled = acme.recall(alert, now + 86'399).value();
        QVERIFY(recalled);
        QCOMPARE(recalled->at, now - 5'000'000);
        QCOMPARE(recalled->asked, now);
        QVERIFY(acme.recall(audit, now).value()->kind == OldestEvent::Kind::NotOffered);
        QVERIFY(!acme.recall(alert, now + 86'400).value());
        QVERIFY(!acme.recall(alert, now - 1).value()); // this computer's clock was set back
        QVERIFY(!other.recall(alert, now).value());
        QVERIFY(acme.remember(alert, {OldestEvent::Kind::NoEvents, 0, now + 90'000}));
        QVERIFY(acme.recall(alert, now + 90'000).value()->kind == OldestEvent::Kind::NoEvents);
    }

    void theBeginningIsSaidInOneSentence()
    {
        const qint64 now = epoch("2026-11-29T12:00:00Z"), october = epoch("2026-10-01T00:00:00Z");
        const qint64 kept = epoch("2026-11-25T08:12:00Z"), lastYear = epoch("2025-12-31T23:59:59Z");
        const auto said = [&](const char *id, qint64 begin, qint64 first, std::optional<OldestEvent> oldest) {
            return beginningSentence(endpoint(id), begin, first, first != 0, oldest, now);
        };
        const OldestEvent known{OldestEvent::Kind::Known, kept, now};
        const OldestEvent older{OldestEvent::Kind::Known, lastYear, now};
        QCOMPARE(said("alert", october, kept, known),
                 QStringLiteral("The tenant's oldest alert is from 25 November; older ones are not kept."));
        QCOMPARE(
            said("alerts-dlp", october, kept, known),
            QStringLiteral("The tenant's oldest DLP alert is from 25 November; older ones are not kept."));
        QCOMPARE(said("application", october, 0, known),
                 QStringLiteral(
                     "The tenant's oldest application event is from 25 November; older ones are not kept."));
        QCOMPARE(said("alert", october, 0, older), QString()); // all of the range is kept
        QCOMPARE(
            said("alert", epoch("2025-01-01T00:00:00Z"), 0, older),
            QStringLiteral("The tenant's oldest alert is from 31 December 2025; older ones are not kept."));
        // The first page has an hour of events in no order.
        QCOMPARE(said("alert", kept - 3000, kept, known), QString());
        // Without `head` nothing is claimed.
        const QString unknown = QStringLiteral("The first event in the range is from 25 November; it is not "
                                               "known whether older ones were kept.");
        QCOMPARE(said("alert", october, kept, std::nullopt), unknown);
        QCOMPARE(said("alert", october, kept, OldestEvent{OldestEvent::Kind::NotOffered, 0, now}), unknown);
        QVERIFY(said("alert", october, 0, std::nullopt).contains(QLatin1String("it is not known")));
        QCOMPARE(said("alert", october, 0, OldestEvent{OldestEvent::Kind::NoEvents, 0, now}),
                 QStringLiteral("The tenant has no alert."));
        // Events whose times cannot be read are events.
        QCOMPARE(
            beginningSentence(endpoint("alert"), october, 0, true, std::nullopt, now),
            QStringLiteral("No event has a readable time, so it is not known from when the first one is."));
        QCOMPARE(oldestSentence(endpoint("alert"), known, now),
                 QStringLiteral("The tenant's oldest alert is from 25 November."));
        QVERIFY(isHeadWorthAsking(now - 31 * 86'400, now));
        QVERIFY(!isHeadWorthAsking(now - 29 * 86'400, now));
    }
    void aRangeOlderThanWhatIsUsuallyKeptIsSaid()
    {
        const qint64 now = epoch("2026-11-29T12:00:00Z");
        ExportRequest request;
        for (const qint64 entered : {0, 1800}) { // seconds ago, as "the last 90 days"
            request.from = now - entered - 90 * 86'400;
            QVERIFY(rangeWarning(request, now).isEmpty());
        }
        request.from = now - 90 * 86'400 - 7200;
        const QString justOlder = rangeWarning(request, now);
        QVERIFY2(justOlder.contains(QLatin1String("more than 90 days ago (2026-08-31T10:00:00Z)")) &&
                     justOlder.contains(QLatin1String("before 2026-08-31T12:00:00Z is probably gone")),
                 qPrintable(justOlder));
        request.from = epoch("2026-06-01T00:00:00Z");
        const QString warning = rangeWarning(request, now);
        QVERIFY2(warning.contains(QLatin1String("more than 181 days ago (2026-06-01T00:00:00Z)")),
                 qPrintable(warning));
        QVERIFY2(warning.contains(QLatin1String("earlier export")), qPrintable(warning)); // a next step
    }

    // On the command line: only on request, and the second time from memory.
    void checkTellsItOnRequest()
    {
        QTemporaryDir folder;
        set(R"({"granted":["alert","application"]})");
        const auto check = [&](QStringList more) {
            CliRun run(folder.path(),
                       QStringList{QStringLiteral("check"), QStringLiteral("--host"),
                                   m_demo->address().toString(), QStringLiteral("--token-stdin")} +
                           more,
                       "contract-token");
            (void)run.wait();
            return run.output();
        };
        const QString json = QStringLiteral("--json"), oldest = QStringLiteral("--oldest");
        QVERIFY(!check({json}).contains("oldest_event"));
        QCOMPARE(headRequests(), 0);
        const QByteArray text = check({oldest});
        QVERIFY2(text.contains("The tenant's oldest alert is from 21 September") &&
                     text.contains("The tenant has no application event."),
                 text.constData());
        QCOMPARE(headRequests(), 2); // not for the endpoint that is not granted
        const QJsonArray rows =
            QJsonDocument::fromJson(check({oldest, json})).object()[QStringLiteral("endpoints")].toArray();
        const auto cell = [&](int row, const char *name) {
            return rows[row][QStringLiteral("oldest_event")][QLatin1String(name)].toString();
        };
        QCOMPARE(cell(0, "answer"), QStringLiteral("known"));
        QVERIFY2(cell(0, "at").startsWith(QLatin1String("2026-09-21T")), qPrintable(cell(0, "at")));
        QCOMPARE(cell(1, "answer"), QStringLiteral("no-events"));
        QVERIFY(!rows[2].toObject().contains(QStringLiteral("oldest_event")));
        QVERIFY2(cell(1, "asked").startsWith(QLatin1String("20")), qPrintable(cell(1, "asked")));
        // Once asked for, it stands in every check, and nothing is asked for it.
        const QJsonArray later =
            QJsonDocument::fromJson(check({json})).object()[QStringLiteral("endpoints")].toArray();
        for (const int row : {0, 1, 2})
            QCOMPARE(later[row][QStringLiteral("oldest_event")], rows[row][QStringLiteral("oldest_event")]);
        QCOMPARE(headRequests(), 2);
    }
};

QTEST_GUILESS_MAIN(OldestEventTest)
#include "oldest_event_test.moc"

// What a tenant, or something in its place, answers instead of events: each fault is named, none is taken for
// a page, and once it has passed, the files are those of an undisturbed run.
#include "core/base/time_text.h"
#include "core/exporting/verifying/verify.h"
#include "tests/support/fault_world.h"
#include "tests/support/raw_server.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

using namespace slipway;
using test::FaultWorld;

namespace slipway::test {
namespace {

// Passes everything on to a tenant, and closes every third connection at a random moment after it has brought
// bytes: at once, or up to two milliseconds later.
class ClosingGateway
{
public:
    // `seed`: 0: it closes none.
    ClosingGateway(quint16 behind, quint32 seed) : m_behind(behind), m_closes(seed > 0), m_random(seed)
    {
        m_server.setProxy(QNetworkProxy::NoProxy);
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                lead(client);
        });
    }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int closed() const { return m_closed; }

private:
    void lead(QTcpSocket *client)
    {
        ++m_connections;
        auto *server = new QTcpSocket(client);
        server->setProxy(QNetworkProxy::NoProxy);
        server->connectToHost(QHostAddress::LocalHost, m_behind);
        QObject::connect(client, &QTcpSocket::readyRead, server, [=] { server->write(client->readAll()); });
        QObject::connect(server, &QTcpSocket::readyRead, client, [=, this] {
            client->write(server->readAll());
            if (!m_closes || m_random.bounded(3) > 0)
                return;
            QTimer::singleShot(m_random.bounded(3), client, [=, this] {
                ++m_closed;
                client->abort();
                client->deleteLater();
            });
        });
        QObject::connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        QObject::connect(client, &QTcpSocket::disconnected, client, &QTcpSocket::deleteLater);
    }

    quint16 m_behind;
    bool m_closes;
    QRandomGenerator m_random;
    int m_connections = 0, m_closed = 0;
    QTcpServer m_server;
};

// A tenant without marks, with one page of twenty events that have no ids, and another text each time.
class ChangingTenant
{
public:
    ChangingTenant()
    {
        m_server.setProxy(QNetworkProxy::NoProxy);
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection())
                QObject::connect(client, &QTcpSocket::readyRead, &m_server, [=, this] {
                    if (const QByteArray request = client->readAll(); request.endsWith("\r\n\r\n"))
                        client->write(http(answer(request)));
                    client->disconnectFromHost();
                });
        });
    }
    [[nodiscard]] QUrl address() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
    }
    [[nodiscard]] int requests() const { return m_requests; }

private:
    QByteArray answer(const QByteArray &request)
    {
        ++m_requests;
        QByteArrayList events;
        for (int i = 0; i < 20 && !request.contains("operation=next"); ++i)
            events << "{\"timestamp\":" + QByteArray::number(FaultWorld::from + i) +
                          ",\"requested\":" + QByteArray::number(m_requests) + '}';
        return R"({"ok":1,"result":[)" + events.join(',') + "]}";
    }

    QTcpServer m_server;
    int m_requests = 0;
};

} // namespace
} // namespace slipway::test

namespace {

// The ids of the events in NDJSON, in their order.
QStringList idsOf(const QByteArray &lines)
{
    static const QRegularExpression id(QStringLiteral("\"_id\":\"([^\"]*)\""));
    QStringList ids;
    for (auto found = id.globalMatch(QString::fromUtf8(lines)); found.hasNext();)
        ids << found.next().captured(1);
    return ids;
}

} // namespace

class ServerFaultsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passes_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("words"); // what the user reads meanwhile
        const auto row = [](const char *name, const char *fault, const char *words) {
            QTest::newRow(name) << QByteArray(fault) << QString::fromLatin1(words);
        };
        row("409", R"({"fault":"status","status":409,"count":3})", "using the same index");
        row("409 storm", R"({"fault":"status","status":409,"count":12})", "Trying again");
        row("500", R"({"fault":"status","status":500,"count":2})", "HTTP 500");
        row("502 empty", R"({"fault":"status","status":502,"body":"","count":2})", "HTTP 502");
        row("503", R"({"fault":"status","status":503,"count":3})", "HTTP 503");
        row("504 page", "{\"fault\":\"status\",\"status\":504,\"body\":\"<html>\",\"count\":2}", "HTTP 504");
        row("512", R"({"fault":"status","status":512,"count":2})", "HTTP 512");
        row("408", R"({"fault":"status","status":408,"count":4})", "HTTP 408");
        row("login page", R"({"fault":"html","count":3})", "web page");
        row("login page, 401", R"({"fault":"html","status":401,"count":2})",
            "Something between this computer");
        row("login page, 403", R"({"fault":"html","status":403,"count":2})",
            "Something between this computer");
        row("a proxy's 407", R"({"fault":"status","status":407,"count":2})",
            "Something between this computer");
        row("a portal's 511", R"({"fault":"status","status":511,"count":2})",
            "Something between this computer");
        row("redirect", R"({"fault":"redirect","count":3})", "redirects elsewhere");
        row("csv", R"({"fault":"csv","count":2})", "CSV");
        row("malformed", R"({"fault":"malformed","count":2})", "JSON");
        row("truncated JSON",
            "{\"fault\":\"status\",\"status\":200,\"body\":\"{\\\"ok\\\":1,\\\"result\\\":[{\\\"a\\\":1},\"}",
            "JSON");
        row("ok 0", R"({"fault":"ok0","count":2})", "back end unavailable");
        row("status: error", R"({"fault":"status-error","count":2})", "back end unavailable");
        row("execution failed", R"({"fault":"execution-failed","count":2})", "reports a failure");
        row("empty 200", R"({"fault":"empty","count":2})", "empty answer");
    }
    void passes()
    {
        QFETCH(QByteArray, fault);
        QFETCH(QString, words);
        FaultWorld world;
        world.passPages(2);
        world.fault(fault);
        QStringList notes;
        connect(&world.jobs(), &JobService::jobChanged, this,
                [&](const JobSnapshot &job) { notes << job.endpoints.first().note; });
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QVERIFY2(notes.join(QLatin1Char('\n')).contains(words), qPrintable(notes.join(QLatin1Char('\n'))));
    }
    // The cursor has moved behind the 204: the page is there for `resend` only.
    void aHiccupIsNotTheEnd()
    {
        FaultWorld world;
        world.passPages(2);
        world.fault(R"({"fault":"no-content"})");
        const JobSnapshot job = world.run(world.request());
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    // Each kind of misbehaviour with its siblings. The export ends complete and whole, and verifies.
    void eachKindAndItsSiblings_data()
    {
        QTest::addColumn<QByteArray>("settings"); // from the beginning; may be empty
        QTest::addColumn<QByteArray>("fault");    // for the third page; may be empty
        QTest::addColumn<bool>("hasIds");         // the events keep their ids
        const auto row = [](const QByteArray &name, const QByteArray &settings, const QByteArray &fault = {},
                            bool hasIds = true) {
            QTest::newRow(name.constData()) << settings << fault << hasIds;
        };
        const auto page = [&](const char *kind, const char *shape, bool hasIds = true) {
            row(QByteArray(kind) + ": " + shape, QByteArray("{\"page\":") + shape + '}', {}, hasIds);
        };
        const auto fault = [&](const char *kind, const QByteArray &what, bool isKept = false) {
            row(QByteArray(kind) + ": " + what + (isKept ? ", page not served" : ", page lost"), {},
                '{' + what + ",\"moves\":" + (isKept ? "false" : "true") + '}');
        };
        for (const char *shape :
             {R"({"ok":false,"result":"empty"})", R"({"ok":"0","result":"empty"})",
              R"({"ok":-1,"result":"empty"})", R"({"add":{"status":"failure"},"result":"empty"})",
              R"({"add":{"success":false},"result":"empty"})",
              R"({"add":{"error":{"code":500}},"result":"absent"})", R"({"result":"empty"})",
              R"({"result":"null"})", R"({"result":"absent"})", R"({"result":"object"})"})
            fault("hiccup", QByteArray("\"fault\":\"page\",\"page\":") + shape);
        for (const char *kind : {"no-content", "empty", "ok0", "status-error", "execution-failed", "stale"})
            fault("hiccup", QByteArray("\"fault\":\"") + kind + '"');
        for (const char *count : {"2", "3", "4", "5"}) // the answers to `resend` among them
            fault("hiccups in a row", QByteArray(R"("fault":"no-content","count":)") + count);
        for (const char *count : {"2", "3", "4"})
            fault("hiccups in a row", QByteArray(R"("fault":"empty","count":)") + count);
        for (const char *status : {"500", "502", "503", "504", "520", "408", "429"})
            fault("gateway", QByteArray("\"fault\":\"status\",\"status\":") + status);
        fault("gateway", R"("fault":"redirect")");
        for (const char *status : {"200", "401", "403", "404"})
            fault("between", QByteArray("\"fault\":\"html\",\"status\":") + status);
        for (const char *what :
             {R"("fault":"page","page":{"ok":false,"result":"empty"})", R"("fault":"no-content")",
              R"("fault":"stale")", R"("fault":"status","status":502)", R"("fault":"html","status":200)"})
            fault("the same", what, true);
        for (const char *shape : {R"({"timestamp":"ms"})",
                                  R"({"timestamp":"us"})",
                                  R"({"timestamp":"ns"})",
                                  R"({"timestamp":"text"})",
                                  R"({"timestamp":"text-ms"})",
                                  R"({"timestamp":"iso"})",
                                  R"({"timestamp":"iso-fraction"})",
                                  R"({"timestamp":"float"})",
                                  R"({"timestamp":"day"})",
                                  R"({"timestamp":"zero"})",
                                  R"({"timestamp":"null"})",
                                  R"({"timestamp":"absent"})",
                                  R"({"timestamp":"mixed"})",
                                  R"({"timestamp":"unreadable"})",
                                  R"({"timestamp_hwm":"ms"})",
                                  R"({"timestamp_hwm":"us"})",
                                  R"({"timestamp_hwm":"ns"})",
                                  R"({"timestamp_hwm":"text"})",
                                  R"({"timestamp_hwm":"iso"})",
                                  R"({"timestamp_hwm":"absent"})",
                                  R"({"timestamp_hwm":"null"})",
                                  R"({"timestamp_hwm":"zero"})",
                                  R"({"timestamp_hwm":"implausible"})",
                                  R"({"timestamp_hwm":"negative"})",
                                  R"({"timestamp":"ms","timestamp_hwm":"absent"})"})
            page("time", shape);
        for (const char *mark : {"stuck", "future", "jump", "now"})
            row(QByteArray("mark: ") + mark, QByteArray("{\"hwm\":\"") + mark + "\"}");
        for (const char *kind : {"nan", "infinity", "invalid-utf8", "line-feed", "control", "nul",
                                 "hex-escape", "trailing-comma", "deep"})
            page("odd event", (QByteArray("{\"odd\":\"") + kind + "\"}").constData(), false);
        page("same id", R"({"same_id":3})", false);
        page("envelope", R"({"bom":true})");
        for (const char *form : {"list", "null", "absent", "object", "text"})
            page("empty", (QByteArray("{\"empty_result\":\"") + form + "\"}").constData());
        for (const char *form : {"wait", "no-wait", "204"})
            row(QByteArray("empty: ") + form, QByteArray("{\"empty_page\":\"") + form + "\"}");
        for (const char *form : {"seconds", "epoch", "epoch-ms", "date", "iso"})
            row(QByteArray("reset: ") + form,
                QByteArray("{\"rate\":5,\"rate_window\":1,\"reset_form\":\"") + form + "\"}");
        for (const char *form : {"gzip", "GZIP", "x-gzip", "no-header", "header-only", "twice", "two-lines",
                                 "deflate", "utf-8", "none", "padded"})
            row(QByteArray("encoding: ") + form, QByteArray("{\"encoding\":\"") + form + "\"}");
        for (const char *form : {"length", "chunked", "close", "list-length", "two-lengths", "folded", "lf",
                                 "no-reason", "http10", "continue"})
            row(QByteArray("framing: ") + form, QByteArray("{\"framing\":\"") + form + "\"}");
        row("large event", {}, R"({"fault":"page","page":{"large_event_bytes":20000000}})");
    }
    void eachKindAndItsSiblings()
    {
        QFETCH(QByteArray, settings);
        QFETCH(QByteArray, fault);
        QFETCH(bool, hasIds);
        FaultWorld world;
        // By itself, it asks for half a minute.
        world.set(settings.contains("\"empty_page\":\"wait\"") ? R"({"empty_wait":1})"
                                                               : R"({"empty_wait":0})");
        if (!settings.isEmpty())
            world.set(settings);
        if (!fault.isEmpty()) {
            world.passPages(2);
            world.fault(fault);
        }
        ExportRequest wanted = world.request();
        wanted.to += 3 * 3600; // the end is an empty page
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        const QByteArray exported = world.exported();
        QCOMPARE(exported.count('\n'), FaultWorld::count);
        QVERIFY(!hasIds || idsOf(exported) == idsOf(FaultWorld::truth()));
        const auto report = verifyExport(job.manifests.value(0));
        QVERIFY(report);
        QVERIFY2(report->isRight(),
                 qPrintable(report->isRight() ? QString() : report->findings.first().problem));
        QVERIFY2(world.log().size() < 60, qPrintable(QString::number(world.log().size())));
    }
    // An empty page with the mark of a page that never arrives, or a list with nothing in it, stands in the
    // place of a page that the tenant has served.
    void somethingEmptyInPlaceOfAPage_data()
    {
        QTest::addColumn<QByteArray>("instead");
        QTest::addColumn<bool>("isResent"); // `resend` brings the page; otherwise it is empty as well
        const QByteArray mark = QByteArray::number(FaultWorld::from + 120);
        QTest::newRow("an empty page whose mark moves on")
            << R"({"ok":1,"result":[],"timestamp_hwm":)" + mark + '}' << false;
        QTest::newRow("the same without a list") << R"({"ok":1,"timestamp_hwm":)" + mark + '}' << false;
        QTest::newRow("the same in milliseconds")
            << "{\"ok\":1,\"result\":null,\"timestamp_hwm\":\"" + mark + "000\"}" << false;
        for (const char *list :
             {"[null]", "[[]]", "[{}]", "[\"\",{}]", R"([{"error":"backend timeout"}])",
              R"([{"message":"Internal Server Error"}])", R"(["error"])", "[false]", R"(["<html>502"])",
              R"([{"timestamp":1790000000,"status":500,"error":"Bad Gateway"}])",
              R"([{"ok":1,"result":[]}])"})
            QTest::newRow(list) << QByteArray(R"({"ok":1,"result":)") + list + ",\"timestamp_hwm\":" + mark +
                                       '}'
                                << true;
    }
    void somethingEmptyInPlaceOfAPage()
    {
        QFETCH(QByteArray, instead);
        QFETCH(bool, isResent);
        const auto page = [](const char *id, qint64 time) {
            return test::RawAnswer{test::http(
                QStringLiteral(R"({"ok":1,"result":[{"_id":"%1","timestamp":%2}],"timestamp_hwm":%2})")
                    .arg(QLatin1String(id))
                    .arg(time)
                    .toUtf8())};
        };
        const test::RawAnswer first = page("a", FaultWorld::from + 60),
                              lost = page("b", FaultWorld::from + 120), last = page("c", FaultWorld::to + 60);
        const test::RawAnswer empty{test::http(instead)};
        const test::RawServer server(isResent ? QList{first, empty, lost, last}
                                              : QList{first, empty, empty, last, first, lost, last});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QCOMPARE(idsOf(world.exported()), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(server.requests(),
                 isResent ? 5 : 8); // the end follows a gap, so another index has to say it
    }
    // A tenant with many hours without events sends each as an empty page. Each is asked for again, on two
    // indexes, and nothing else is.
    void manyQuietHours()
    {
        QList<test::RawAnswer> answers;
        const auto say = [&](const QByteArray &events, qint64 mark) {
            answers << test::RawAnswer{test::http("{\"ok\":1,\"result\":[" + events +
                                                  "],\"timestamp_hwm\":" + QByteArray::number(mark) + '}')};
        };
        const auto event = [](qint64 time) {
            return "{\"_id\":\"" + QByteArray::number(time) + "\",\"timestamp\":" + QByteArray::number(time) +
                   '}';
        };
        const qint64 from = FaultWorld::from;
        for (int index = 0; index < 2; ++index) {
            say(event(from + 30), from + 60);
            for (int i = 4; i <= 23; ++i) // and `resend`
                say({}, from + 60 * (i / 2));
            say(event(from + 60 * 12 - 30), from + 60 * 12);
        }
        say(event(FaultWorld::to + 1), FaultWorld::to + 60);
        const test::RawServer server(answers);
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QCOMPARE(job.events(), 2);
        QCOMPARE(server.requests(), 46); // the end follows a gap, so another index has to say it
        const auto report = verifyExport(job.manifests.value(0));
        QVERIFY(report);
        QVERIFY2(report->isRight(),
                 qPrintable(report->isRight() ? QString() : report->findings.first().problem));
    }
    // What never goes forwards ends, is complete only with every event, and writes nothing twice.
    void whatNeverGoesForwardsEnds_data()
    {
        QTest::addColumn<QByteArray>("settings");
        QTest::addColumn<JobState>("state");
        const auto row = [](const char *name, const char *settings, JobState state) {
            QTest::newRow(name) << QByteArray(settings) << state;
        };
        row("a stuck cursor", R"({"cursor":"stuck"})", JobState::Incomplete);
        // Each fresh index brings the page after the last mark.
        row("two pages in turn", R"({"cursor":"two-pages"})", JobState::Complete);
        row("marks that go back", R"({"hwm":"backwards"})", JobState::Incomplete);
        row("a stuck cursor without marks", R"({"cursor":"stuck","page":{"timestamp_hwm":"absent"}})",
            JobState::Incomplete);
        row("two pages in turn without times",
            R"({"cursor":"two-pages","page":{"timestamp_hwm":"absent","timestamp":"absent"}})",
            JobState::Incomplete);
    }
    void whatNeverGoesForwardsEnds()
    {
        QFETCH(QByteArray, settings);
        FaultWorld world;
        world.set(settings);
        const JobSnapshot job = world.run(world.request());
        QFETCH(JobState, state);
        QVERIFY2(job.state == state, test::reason(job).constData());
        QVERIFY(state == JobState::Complete || job.error);
        // Nothing is said to be covered that is not.
        const QJsonValue endpoint = job.asJson()[QStringLiteral("endpoints")][0];
        if (state == JobState::Incomplete)
            QCOMPARE(endpoint[QStringLiteral("covered_until")].toString(), isoUtc(job.endpoints.first().hwm));
        QVERIFY2(world.log().size() < 60, qPrintable(QString::number(world.log().size())));
        const QDir folder(world.path("out/netskope_alerts"));
        const QStringList parts = folder.entryList({QStringLiteral("*.ndjson*")});
        QByteArray lines;
        for (const QString &name : parts) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            lines += file.readAll();
        }
        QStringList ids = idsOf(lines);
        const qsizetype count = ids.size();
        QCOMPARE(ids.removeDuplicates(), 0);
        QVERIFY(count > 0);
        QVERIFY(state == JobState::Incomplete || count == FaultWorld::count);
    }
    // A stuck cursor, and a tenant that writes the time of the request into each event: no two pages are
    // equal.
    void theSameEventsWithOtherTextsEnd()
    {
        QList<test::RawAnswer> answers;
        for (int request = 0; request < 100; ++request) {
            QByteArrayList events;
            for (int i = 0; i < 20; ++i)
                events << "{\"_id\":\"" + QByteArray::number(i) +
                              "\",\"timestamp\":" + QByteArray::number(FaultWorld::from + i) +
                              ",\"requested\":" + QByteArray::number(request) + '}';
            answers << test::RawAnswer{test::http(R"({"ok":1,"result":[)" + events.join(',') +
                                                  R"(],"timestamp_hwm":)" +
                                                  QByteArray::number(FaultWorld::from + 60) + '}')};
        }
        const test::RawServer server(answers);
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Incomplete, test::reason(job).constData());
        QVERIFY2(job.error->message.contains(QLatin1String("each time with different content")),
                 test::reason(job).constData());
        QVERIFY2(server.requests() <= 30, qPrintable(QString::number(server.requests())));
        QVERIFY2(job.events() <= 20 * 20, qPrintable(QString::number(job.events())));
        QCOMPARE(job.endpoints.first().sameId, job.events() - 20);
    }
    // Two pages come at once and then again and again. What was not fetched begins after the second one,
    // although the window may not have been told of it.
    void whatIsNotFetchedBeginsWhereTheFilesEnd()
    {
        QList<test::RawAnswer> answers;
        for (int page = 0; page < 2; ++page) {
            const QByteArray time = QByteArray::number(FaultWorld::from + 600 * (page + 1));
            answers << test::RawAnswer{test::http(R"({"ok":1,"result":[{"_id":"x)" + time +
                                                  R"(","timestamp":)" + time + R"(}],"timestamp_hwm":)" +
                                                  time + '}')};
        }
        const test::RawServer server(answers);
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Incomplete, test::reason(job).constData());
        QCOMPARE(job.endpoints.first().hwm, FaultWorld::from + 1200);
        QVERIFY2(job.error->message.contains(
                     QStringLiteral("alert from %1 to").arg(isoUtc(FaultWorld::from + 1200))),
                 test::reason(job).constData());
    }
    // Each time the end is looked for, there seems to be something new.
    void eventsWithoutIdsWhoseTextsChangeEnd()
    {
        const test::ChangingTenant tenant;
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = tenant.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Incomplete, test::reason(job).constData());
        QVERIFY2(job.error->message.contains(QLatin1String("each time with different content")),
                 test::reason(job).constData());
        QVERIFY2(tenant.requests() <= 100, qPrintable(QString::number(tenant.requests())));
        QVERIFY2(job.events() <= 20 * 20, qPrintable(QString::number(job.events())));
    }
    void permissionDeniedInA500IsARefusal()
    {
        FaultWorld world;
        world.fault(
            "{\"fault\":\"status\",\"status\":500,\"body\":\"{\\\"message\\\":\\\"Permission denied\\\"}\"}");
        const JobSnapshot job = world.run(world.request());
        QCOMPARE(job.state, JobState::Incomplete);
        QCOMPARE(job.error->kind, ErrorKind::PermissionMissing);
        QVERIFY(job.error->message.contains(QLatin1String("alert from")));
    }
    void aRequestThatIsNotAcceptedEndsSoonWithTheTenantsWords()
    {
        FaultWorld world;
        world.set(R"({"before_retention":"400"})");
        ExportRequest wanted = world.request();
        wanted.from -= 7200;
        const JobSnapshot job = world.run(wanted);
        QCOMPARE(job.state, JobState::Incomplete);
        QVERIFY2(job.error->message.contains(QLatin1String("before the retention period")),
                 qPrintable(job.error->message));
        QVERIFY(world.log().size() <= 5);
    }
    // A gateway that closes connections at any moment, also while a request is on its way and in the middle
    // of a page. Nothing is lost, and nothing comes twice.
    void aGatewayThatClosesConnections()
    {
        for (const int round : {1, 2, 3}) {
            FaultWorld world;
            const test::ClosingGateway gateway(static_cast<quint16>(world.address().port()), round);
            ExportRequest request = world.request();
            request.address.setPort(gateway.port());
            const JobSnapshot job = world.run(request);
            QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
            QVERIFY(world.exported() == FaultWorld::truth());
            QVERIFY(gateway.closed() > 0);
        }
    }
    // Without faults, there is one connection for all pages.
    void oneConnectionForAllPages()
    {
        FaultWorld world;
        const test::ClosingGateway gateway(static_cast<quint16>(world.address().port()), 0);
        ExportRequest request = world.request();
        request.address.setPort(gateway.port());
        const JobSnapshot job = world.run(request);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
        QVERIFY(job.endpoints.first().requests >= 6);
        QCOMPARE(gateway.connections(), 1);
    }
    void nothingListensThenItDoes()
    {
        FaultWorld world;
        const quint16 port = [] {
            QTcpServer server;
            server.listen(QHostAddress::LocalHost);
            return server.serverPort();
        }();
        ExportRequest wanted = world.request();
        wanted.address.setPort(port);
        const QString id = world.start(wanted);
        QVERIFY(world.waitForNote(id, "refuses the connection"));
        DemoTenantOptions options;
        options.port = port;
        options.token = FaultWorld::token;
        options.granted = {QStringLiteral("alert")};
        options.events = {{QStringLiteral("alert"), FaultWorld::count}};
        options.from = FaultWorld::from;
        options.to = FaultWorld::to;
        options.requestsPerSecond = 0;
        options.pageSize = 250;
        const auto late = DemoTenant::start(options);
        QVERIFY(late);
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == FaultWorld::truth());
    }
    void aNameThatDoesNotExist()
    {
        RetryPolicy policy = FaultWorld::quick();
        policy.episode = std::chrono::milliseconds(100);
        FaultWorld world({QStringLiteral("alert")}, policy);
        ExportRequest wanted = world.request();
        // Longer than any name may be: the resolver refuses it without asking anybody.
        const QString label(63, QLatin1Char('a'));
        wanted.address = QUrl(QStringLiteral("https://%1.%1.%1.%1.goskope.com").arg(label));
        const QString id = world.start(wanted);
        const JobSnapshot job = world.waitForEnd(id);
        QCOMPARE(job.state, JobState::Interrupted);
        QVERIFY2(job.error->kind == ErrorKind::NameNotFound, test::reason(job).constData());
        QVERIFY(job.error->message.contains(QLatin1String("goskope.com")));
    }
    void oneEndpointThatFailsDoesNotLoseTheOthers()
    {
        RetryPolicy policy = FaultWorld::quick();
        policy.episode = std::chrono::milliseconds(300);
        FaultWorld world({QStringLiteral("alert"), QStringLiteral("application")}, policy);
        world.fault(R"({"fault":"status","status":503,"path":"/application","count":100000})");
        const QString id = world.start(world.request());
        QCOMPARE(world.waitForEnd(id).state, JobState::Interrupted);
        QVERIFY(world.exported() == FaultWorld::truth());
        (void)test::control(world.address(), "/__demo/reset", "{}");
        QVERIFY(world.jobs().resume(id, world.connection()));
        QCOMPARE(world.waitForEnd(id).state, JobState::Complete);
        QVERIFY(world.exported("netskope_application_events") ==
                FaultWorld::truth(QStringLiteral("application")));
    }
    // A gateway that sends the same text in the place of any page: what it said once does not mean that the
    // next page is lost as well.
    void theSameBytesInPlaceOfAnotherPage()
    {
        FaultWorld world;
        const QByteArray text = R"("status":200,"body":"not a page","type":"application/json","moves":true)";
        world.passPages(1);
        world.fault("{\"fault\":\"status\",\"count\":3," + text + '}'); // the second page, and nothing else
        world.passPages(1);
        world.fault("{\"fault\":\"status\"," + text + '}');
        const JobSnapshot job = world.run(world.request());
        QCOMPARE(job.state, JobState::Incomplete);
        QVERIFY2(job.error->message.contains(QLatin1String("could not be read")),
                 test::reason(job).constData());
        QCOMPARE(job.endpoints.first().gaps.size(), 1);
        QCOMPARE(job.events(), FaultWorld::count - 250);
    }
    // Something on the way writes every answer like this: each further try would be the same.
    void aFirstAnswerThatIsNotHttpEndsAtOnce_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const QByteArray &answer, const char *why) {
            QTest::newRow(name) << answer << QString::fromLatin1(why);
        };
        const QByteArray ok = "HTTP/1.1 200 OK\r\n", page = R"({"ok":1,"result":[]})";
        row("no colon", ok + "X-Broken header\r\nContent-Length: 20\r\n\r\n" + page, "no colon");
        row("a blank before the colon", ok + "Content-Length : 20\r\n\r\n" + page, "contains a blank");
        row("NUL", ok + QByteArray("X: a\0b\r\n\r\n", 10) + page, "NUL");
        row("a length beside chunks",
            ok + "Transfer-Encoding: chunked\r\nContent-Length: 20\r\n\r\n14\r\n" + page + "\r\n0\r\n\r\n",
            "both a length and a transfer encoding");
        row("two lengths", ok + "Content-Length: 20\r\nContent-Length: 21\r\n\r\n" + page, "two lengths");
        row("a length with a plus", ok + "Content-Length: +20\r\n\r\n" + page, "not a number");
        row("another transfer encoding", ok + "Transfer-Encoding: br\r\n\r\n" + page, "is unknown");
        row("a chunk size with 0x", ok + "Transfer-Encoding: chunked\r\n\r\n0x14\r\n" + page,
            "size of a chunk");
        row("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n" + page, "status line");
        row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", "status line");
        row("an unknown packing",
            test::http(QByteArray::fromHex("0b1f807b226f6b223a317d03"), "Content-Encoding: br\r\n"),
            "was not asked for (br)");
    }
    void aFirstAnswerThatIsNotHttpEndsAtOnce()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QString, why);
        const test::RawServer server({{answer}});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Interrupted, test::reason(job).constData());
        QVERIFY2(job.error->message.contains(why), qPrintable(job.error->message));
        QVERIFY2(!job.error->asText().contains(QLatin1String("Unknown error")),
                 qPrintable(job.error->asText()));
        QCOMPARE(server.requests(), 1);
    }
    // After a page has come, such an answer may be a hiccup.
    void aLaterAnswerThatIsNotHttpIsTriedThreeTimes()
    {
        const auto page = [](const char *id, qint64 time, qint64 mark) {
            return test::RawAnswer{test::http(
                QStringLiteral(R"({"ok":1,"result":[{"_id":"%1","timestamp":%2}],"timestamp_hwm":%3})")
                    .arg(QLatin1String(id))
                    .arg(time)
                    .arg(mark)
                    .toUtf8())};
        };
        const test::RawAnswer broken{"HTTP/1.1 200 OK\r\nX-Broken header\r\n\r\n"};
        const test::RawAnswer first = page("a", FaultWorld::from + 1, FaultWorld::from + 60);
        const test::RawServer hiccup(
            {first, broken, broken, first, page("b", FaultWorld::to - 60, FaultWorld::to)});
        const test::RawServer lasting({first, broken});
        for (const test::RawServer *server : {&hiccup, &lasting}) {
            FaultWorld world;
            ExportRequest wanted = world.request();
            wanted.address = server->address();
            const JobSnapshot job = world.run(wanted);
            QCOMPARE(job.state, server == &hiccup ? JobState::Complete : JobState::Interrupted);
            QCOMPARE(job.events(), server == &hiccup ? 2 : 1);
            QCOMPARE(server->requests(),
                     server == &hiccup ? 6 : 4); // its end follows a gap, so it is confirmed
        }
    }
    void oneEventOfFiveMegabytes()
    {
        const QByteArray event = R"({"_id":"big","timestamp":)" + QByteArray::number(FaultWorld::to - 1) +
                                 ",\"text\":\"" + QByteArray(5 << 20, 'x') + "\"}";
        const test::RawServer server({{test::http(R"({"ok":1,"result":[)" + event + R"(],"timestamp_hwm":)" +
                                                  QByteArray::number(FaultWorld::to) + '}')}});
        FaultWorld world;
        ExportRequest wanted = world.request();
        wanted.address = server.address();
        const JobSnapshot job = world.run(wanted);
        QVERIFY2(job.state == JobState::Complete, test::reason(job).constData());
        QVERIFY(world.exported() == event + '\n');
    }
    void theServersClockMayBeWrong()
    {
        for (const char *skew : {R"({"clock_skew":3600})", R"({"clock_skew":-31536000})"}) {
            FaultWorld world;
            world.set(skew);
            QCOMPARE(world.run(world.request()).state, JobState::Complete);
            QVERIFY(world.exported() == FaultWorld::truth());
        }
    }
};

QTEST_GUILESS_MAIN(ServerFaultsTest)
#include "server_faults_test.moc"

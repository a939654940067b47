// The demo tenant does what is known of the real API, and on demand what it was seen or feared to do
// (design/netskope-api-sources.md, section 10): the other tests, and the people who try Slipway on it, rely
// on that.
#include "core/demo/demo_tenant.h"
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "tests/support/demo_control.h"

#include <QDateTime>
#include <QSet>
#include <QTest>

using namespace slipway;
using test::control;

namespace {

constexpr qint64 from = 1790000000 / 3600 * 3600, to = from + 4 * 3600;
constexpr qint64 count = 400;
const QString alerts = QStringLiteral("/api/v2/events/dataexport/events/alert");
const QString audits = QStringLiteral("/api/v2/events/dataexport/events/audit");

} // namespace

class DemoContractTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;

    Result<HttpAnswer> get(const QString &path, const QList<QPair<QString, QString>> &query = {},
                           const QByteArray &token = "contract-token") const
    {
        ConnectionSettings settings;
        settings.address = m_demo->address();
        settings.token = Secret(token);
        ApiClient client(settings);
        QUrlQuery parameters;
        parameters.setQueryItems(query);
        RequestLimits limits;
        limits.answer = limits.idle = std::chrono::milliseconds(600);
        return QCoro::waitFor(client.get(path, parameters, {}, limits));
    }
    Result<HttpAnswer> ask(const QString &operation, const char *index = "slipway-test",
                           const QString &path = alerts) const
    {
        return get(path, {{QStringLiteral("operation"), operation},
                          {QStringLiteral("index"), QString::fromLatin1(index)}});
    }
    static QJsonObject json(const Result<HttpAnswer> &answer)
    {
        return answer ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
    }
    static QJsonArray events(const Result<HttpAnswer> &answer)
    {
        return json(answer)[QStringLiteral("result")].toArray();
    }
    static qint64 hwm(const Result<HttpAnswer> &answer)
    {
        return json(answer)[QStringLiteral("timestamp_hwm")].toInteger(-1);
    }
    static QString message(const Result<HttpAnswer> &answer)
    {
        return json(answer)[QStringLiteral("message")].toString();
    }
    void set(const char *settings) const
    {
        QVERIFY(control(m_demo->address(), "/__demo/settings", settings)
                    .object()
                    .contains(QStringLiteral("done")));
    }
    void fault(const char *fault) const { (void)control(m_demo->address(), "/__demo/faults", fault); }
    // Opens a cursor and reads to the end; the number of pages.
    int readToTheEnd() const
    {
        int pages = 1;
        for (auto answer = ask(QString::number(from)); !events(answer).isEmpty() && pages < 100; ++pages)
            answer = ask(QStringLiteral("next"));
        return pages;
    }

private Q_SLOTS:
    void init()
    {
        DemoTenantOptions options;
        options.token = "contract-token";
        options.events = {{QStringLiteral("alert"), count}, {QStringLiteral("audit"), 10}};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = 60;
        m_demo = DemoTenant::start(options).value();
    }
    void cleanup() { m_demo.reset(); }

    void cursorsMoveAsDocumented()
    {
        const auto first = ask(QString::number(from));
        const auto second = ask(QStringLiteral("next"));
        QCOMPARE(events(first).size(), 60);
        QVERIFY(first->body != second->body);
        QCOMPARE(ask(QStringLiteral("resend"))->body, second->body);
        QCOMPARE(ask(QStringLiteral("resend"))->body, second->body); // as often as one likes
        const auto third = ask(QStringLiteral("next"));
        QVERIFY(third->body != second->body);
        // Another index is another cursor, and so is the same index on another path.
        QCOMPARE(ask(QString::number(from), "other")->body, first->body);
        QVERIFY(ask(QString::number(from), "slipway-test", audits));
        QCOMPARE(ask(QStringLiteral("resend"))->body, third->body);
        QCOMPARE(ask(QString::number(from))->body, first->body); // an epoch places it anew
        QCOMPARE(ask(QStringLiteral("head"))->body, first->body);
        QVERIFY(!events(ask(QStringLiteral("tail"))).isEmpty());
    }
    void aPageStaysWithinItsHour()
    {
        QSet<QString> ids;
        qint64 lastHwm = 0;
        bool unsorted = false, twice = false;
        for (auto answer = ask(QString::number(from)); !events(answer).isEmpty();
             answer = ask(QStringLiteral("next"))) {
            QCOMPARE(json(answer)[QStringLiteral("ok")].toInt(), 1);
            QVERIFY(hwm(answer) >= lastHwm);
            lastHwm = hwm(answer);
            qint64 before = 0;
            for (const QJsonValue event : events(answer)) {
                const qint64 time = event[QStringLiteral("timestamp")].toInteger();
                QVERIFY(time >= from && time < to);
                unsorted = unsorted || time < before;
                before = time;
                const QString id = event[QStringLiteral("_id")].toString();
                twice = twice || ids.contains(id);
                ids.insert(id);
            }
        }
        QCOMPARE(ids.size(), count);
        QVERIFY(unsorted);
        QVERIFY(lastHwm >= to);
    }
    void anEmptyPageAsksToWait()
    {
        const auto future = ask(QString::number(QDateTime::currentSecsSinceEpoch() + 60));
        QCOMPARE(future->status, 200);
        QVERIFY(events(future).isEmpty());
        QCOMPARE(json(future)[QStringLiteral("wait_time")].toInt(), 30);
        set(R"({"empty_page":"no-wait"})");
        QVERIFY(!json(ask(QStringLiteral("next"))).contains(QStringLiteral("wait_time")));
        set(R"({"empty_page":"204"})");
        QCOMPARE(ask(QStringLiteral("next"))->status, 204);
        set(R"({"empty_page":"empty"})");
        QCOMPARE(ask(QStringLiteral("next"))->status, 200);
        QVERIFY(ask(QStringLiteral("next"))->body.isEmpty());
    }
    void refusals()
    {
        const QString next = QStringLiteral("next");
        const QList<QPair<QString, QString>> query{{QStringLiteral("operation"), next},
                                                   {QStringLiteral("index"), QStringLiteral("i")}};
        QCOMPARE(get(alerts, query, "wrong")->status, 401);
        set(R"({"bad_token":"403"})");
        QCOMPARE(message(get(alerts, query, "wrong")), QStringLiteral("You cannot consume this service"));
        set(R"({"bad_token":"403-html"})");
        QCOMPARE(get(alerts, query, "wrong")->header("content-type"), QByteArray("text/html"));
        set(R"({"bad_token":"401-empty"})");
        QVERIFY(get(alerts, query, "wrong")->body.isEmpty());

        const QString pages = QStringLiteral("/api/v2/events/dataexport/events/page");
        QCOMPARE(get(pages, query)->status, 403);
        // A path that is not granted is refused before its parameters are looked at.
        QCOMPARE(get(pages, {})->status, 403);
        set(R"({"missing_scope":"404"})");
        QCOMPARE(message(get(pages, query)), QStringLiteral("no Route matched with those values"));
        set(R"({"missing_scope":"403-html"})");
        QCOMPARE(get(pages, query)->header("content-type"), QByteArray("text/html"));
        QCOMPARE(get(QStringLiteral("/api/v2/no/such/path"))->status, 404);

        QCOMPARE(get(alerts, {{QStringLiteral("index"), QStringLiteral("i")}})->status, 400);
        QCOMPARE(get(alerts, {{QStringLiteral("operation"), next}})->status, 400);
        QCOMPARE(ask(QStringLiteral("probe"))->status, 400);
        QCOMPARE(ask(next, "no/such:name")->status, 400);
        set(R"({"bad_operation":"next"})");
        QCOMPARE(ask(QStringLiteral("probe"))->status, 200);
        QVERIFY(!message(ask(QStringLiteral("resend"), "never-used")).isEmpty());
    }
    void anIndexThatIsNew()
    {
        QCOMPARE(ask(QStringLiteral("next"), "a")->body, ask(QString::number(from), "b")->body);
        set(R"({"first_next":"now"})");
        QVERIFY(events(ask(QStringLiteral("next"), "c")).isEmpty());
        set(R"({"first_next":"404"})");
        QCOMPARE(ask(QStringLiteral("next"), "d")->status, 404);
        QCOMPARE(ask(QStringLiteral("next"), "a")->status, 200);
        set(R"({"index_lifetime":1})");
        QTest::qWait(1200);
        QCOMPARE(ask(QStringLiteral("next"), "a")->status, 404);
    }
    void variantsOfTheCursor()
    {
        set(R"({"head_tail":"400"})");
        QCOMPARE(ask(QStringLiteral("head"))->status, 400);
        QCOMPARE(ask(QStringLiteral("tail"))->status, 400);
        set(R"({"before_retention":"400"})");
        QCOMPARE(ask(QString::number(from - 7200))->status, 400);
        set(R"({"before_retention":"empty"})");
        const auto before = ask(QString::number(from - 7200));
        QVERIFY(events(before).isEmpty());
        QVERIFY(hwm(before) > from - 7200 && hwm(before) < from);
        set(R"({"before_retention":"oldest"})");
        QCOMPARE(events(ask(QString::number(from - 7200))).size(), 60);
        set(R"({"hwm":"stuck"})");
        const qint64 stuck = hwm(ask(QString::number(from)));
        QCOMPARE(hwm(ask(QStringLiteral("next"))), stuck);
        set(R"({"hwm":"page-end","resend":"once"})");
        QCOMPARE(ask(QStringLiteral("resend"))->status, 200);
        QCOMPARE(ask(QStringLiteral("resend"))->status, 400);
        set(R"({"page_size":1})");
        QCOMPARE(events(ask(QString::number(from))).size(), 1);
        // A value that is not in the list is refused, not ignored.
        QVERIFY(control(m_demo->address(), "/__demo/settings", R"({"hwm":"sideways"})")
                    .object()[QStringLiteral("message")]
                    .toString()
                    .contains(QLatin1String("sideways")));
    }
    void oneRequestAtATimeOnAnIndex_data()
    {
        QTest::addColumn<QByteArray>("behaviour");
        QTest::addColumn<int>("status");
        QTest::newRow("409") << QByteArray("409") << 409;
        QTest::newRow("409 as text") << QByteArray("409-text") << 409;
        QTest::newRow("the second waits") << QByteArray("wait") << 200;
    }
    void oneRequestAtATimeOnAnIndex()
    {
        QFETCH(QByteArray, behaviour);
        QFETCH(int, status);
        set(("{\"latency_ms\":300,\"busy\":\"" + behaviour + "\"}").constData());
        ConnectionSettings settings;
        settings.address = m_demo->address();
        settings.token = Secret("contract-token");
        ApiClient client(settings);
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("operation"), QString::number(from));
        query.addQueryItem(QStringLiteral("index"), QStringLiteral("both"));
        auto first = client.get(alerts, query, {}), second = client.get(alerts, query, {});
        const auto one = QCoro::waitFor(first), two = QCoro::waitFor(second);
        QCOMPARE(std::min(one->status, two->status), 200);
        QCOMPARE(std::max(one->status, two->status), status);
        if (status == 409) {
            const HttpAnswer &busy = one->status == 409 ? *one : *two;
            QVERIFY(busy.body.contains("Concurrency conflict, retry later."));
            QCOMPARE(busy.body.startsWith('{'), behaviour == "409");
        }
    }
    void theRateLimit()
    {
        set(R"({"rate":2,"rate_window":60})");
        const auto first = ask(QString::number(from));
        QCOMPARE(first->header("ratelimit-limit"), QByteArray("2"));
        QCOMPARE(first->header("ratelimit-remaining"), QByteArray("1"));
        const int reset = first->header("ratelimit-reset").toInt();
        QVERIFY(reset > 0 && reset <= 60);
        QCOMPARE(ask(QStringLiteral("next"))->status, 200);
        QCOMPARE(ask(QStringLiteral("next"))->status, 429);
        QCOMPARE(ask(QString::number(from), "x", audits)->status, 200); // for each path
        set(R"({"rate_headers":"retry-after"})");
        const auto refused = ask(QStringLiteral("next"));
        QVERIFY(refused->header("retry-after").toInt() > 0);
        QVERIFY(refused->header("ratelimit-reset").isEmpty());
        set(R"({"rate_headers":"none"})");
        QVERIFY(ask(QStringLiteral("next"))->header("retry-after").isEmpty());
    }
    void othersUseTheLimitToo()
    {
        set(R"({"rate":4,"rate_window":60,"phantom":3})");
        QCOMPARE(ask(QString::number(from))->status, 200);
        QCOMPARE(ask(QStringLiteral("next"))->status, 429);
    }
    void tokensExpire()
    {
        set(R"({"expires_after":2})");
        QCOMPARE(ask(QString::number(from))->status, 200);
        QCOMPARE(ask(QStringLiteral("next"))->status, 200);
        QCOMPARE(ask(QStringLiteral("next"))->status, 401);
        set(R"({"expires_after":-1,"token":"other"})");
        QCOMPARE(ask(QStringLiteral("next"))->status, 401);
        QCOMPARE(get(alerts, {}, "other")->status, 400);
    }
    void callsCanBeSeenInTheAuditEvents()
    {
        set(R"({"audit_echo":"on"})");
        (void)ask(QString::number(from));
        bool seen = false;
        auto answer = ask(QString::number(from), "echo", audits);
        for (int page = 0; page < 20 && !seen; ++page) {
            for (const QJsonValue event : events(answer))
                seen = seen || event[QStringLiteral("audit_log_event")].toString() ==
                                   QLatin1String("Rest API V2 Call");
            answer = ask(QStringLiteral("next"), "echo", audits);
        }
        QVERIFY(seen);
    }
    void otherPathsHaveTheirOwnPermission()
    {
        const QString tokens = QStringLiteral("/api/v2/auth/tokens");
        const QString search = QStringLiteral("/api/v2/events/datasearch/alert");
        const QString data = QStringLiteral("/api/v2/events/data/alert");
        QCOMPARE(get(tokens)->status, 403);
        QCOMPARE(get(search)->status, 403);
        set(R"({"granted":["alert","/api/v2/auth/tokens","/api/v2/events/datasearch/alert",)"
            R"("/api/v2/events/data/alert"]})");
        const QJsonArray list = QJsonDocument::fromJson(get(tokens)->body).array();
        QVERIFY(list[0][QStringLiteral("expires")].toInteger() > QDateTime::currentSecsSinceEpoch());
        QCOMPARE(list[0][QStringLiteral("endpoints")][0][QStringLiteral("endpoint")].toString(), alerts);
        QCOMPARE(events(get(search, {{QStringLiteral("limit"), QStringLiteral("7")}})).size(), 7);
        QCOMPARE(get(data)->status, 200);
        set(R"({"legacy_data":"403"})");
        QVERIFY(message(get(data)).contains(QLatin1String("deprecated")));
    }
    void faultsSpoilOneAnswerAndTheCursorHasMoved_data()
    {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<int>("status"); // 0: no whole answer
        const auto row = [](const char *name, const char *fault, int status) {
            QTest::newRow(name) << QByteArray(fault) << status;
        };
        for (const char *framing : {"length", "chunked", "close"})
            QTest::addRow("cut, %s", framing)
                << QByteArray("{\"fault\":\"cut\",\"framing\":\"") + framing + "\"}" << 0;
        row("cut, chunked-terminated", R"({"fault":"cut","framing":"chunked-terminated"})", 0);
        row("stall", R"({"fault":"stall"})", 0);
        row("reset", R"({"fault":"reset"})", 0);
        row("html", R"({"fault":"html"})", 200);
        row("csv", R"({"fault":"csv"})", 200);
        row("malformed", R"({"fault":"malformed"})", 200);
        row("ok0", R"({"fault":"ok0"})", 200);
        row("execution-failed", R"({"fault":"execution-failed"})", 200);
        row("status-error", R"({"fault":"status-error"})", 200);
        row("empty", R"({"fault":"empty"})", 200);
        row("no-content", R"({"fault":"no-content"})", 204);
        row("slow", R"({"fault":"slow","bytes_per_second":500000})", 200);
    }
    void faultsSpoilOneAnswerAndTheCursorHasMoved()
    {
        QFETCH(QByteArray, fault);
        QFETCH(int, status);
        const auto first = ask(QString::number(from), "truth"), second = ask(QStringLiteral("next"), "truth");
        QCOMPARE(ask(QString::number(from))->body, first->body);
        this->fault(fault.constData());
        const auto spoiled = ask(QStringLiteral("next"));
        QCOMPARE(spoiled ? spoiled->status : 0, status);
        if (spoiled)
            QCOMPARE(spoiled->body == second->body, fault.contains("slow"));
        // Only one answer is spoiled, and `resend` brings its page. The server may still be busy with it.
        Result<HttpAnswer> again = ask(QStringLiteral("resend"));
        for (int i = 0; i < 50 && again && again->status == 409; ++i) {
            QTest::qWait(20);
            again = ask(QStringLiteral("resend"));
        }
        QVERIFY(again);
        QCOMPARE(again->body, second->body);
    }
    void faultsThatLeaveTheCursor()
    {
        const auto first = ask(QString::number(from), "truth"), second = ask(QStringLiteral("next"), "truth");
        (void)ask(QString::number(from));
        fault(R"({"fault":"status","status":503,"count":2,"headers":{"Retry-After":"7"}})");
        QCOMPARE(ask(QStringLiteral("next"))->header("retry-after"), QByteArray("7"));
        QCOMPARE(ask(QStringLiteral("next"))->status, 503);
        fault("{\"fault\":\"redirect\",\"location\":\"https://elsewhere.example.com/\"}");
        const auto redirect = ask(QStringLiteral("next"));
        QCOMPARE(redirect->status, 302);
        QCOMPARE(redirect->header("location"), QByteArray("https://elsewhere.example.com/"));
        fault(R"({"fault":"status","status":500,"path":"/audit"})"); // not for this path
        QCOMPARE(ask(QStringLiteral("next"))->body, second->body);
    }
    void clockAndPacking()
    {
        set(R"({"clock_skew":-86400})");
        const qint64 behind = ask(QString::number(from))->serverTime.secsTo(QDateTime::currentDateTimeUtc());
        QVERIFY(behind > 86300 && behind < 86500);
        QCOMPARE(ask(QString::number(from))->header("content-encoding"), QByteArray("gzip"));
        set(R"({"gzip":false})");
        const auto plain = ask(QString::number(from));
        QVERIFY(plain->header("content-encoding").isEmpty());
        QCOMPARE(plain->wireBytes, plain->body.size());
    }
    void theRecordTellsEveryRequestAndNoToken()
    {
        readToTheEnd();
        const QJsonArray log = control(m_demo->address(), "/__demo/log").array();
        QVERIFY(log.size() > 4);
        QCOMPARE(log[0][QStringLiteral("operation")].toString(), QString::number(from));
        QCOMPARE(log[1][QStringLiteral("operation")].toString(), QStringLiteral("next"));
        QVERIFY(!QJsonDocument(log).toJson().contains("contract-token"));
        QVERIFY(!m_demo->readyLine().contains("contract-token"));
        QCOMPARE(control(m_demo->address(), "/__demo/cursors").array().size(), 1);
    }
    void onlyLoopback()
    {
        DemoTenantOptions options;
        options.host = QStringLiteral("0.0.0.0");
        const auto refused = DemoTenant::start(options);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(QLatin1String("0.0.0.0")));
    }
};

QTEST_GUILESS_MAIN(DemoContractTest)
#include "demo_contract_test.moc"

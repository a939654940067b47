// How cursors move, and what answers without events look like.
#include "tests/support/demo_contract.h"

using namespace slipway;
using test::control;

class DemoCursorTest : public QObject, private test::DemoContract
{
    Q_OBJECT
private Q_SLOTS:
    void init() { start(); }
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
    void anIndexThatIsNew()
    {
        QCOMPARE(ask(QStringLiteral("next"), "a")->body, ask(QString::number(from), "b")->body);
        set(R"({"first_next":"now"})");
        QVERIFY(events(ask(QStringLiteral("next"), "c")).isEmpty());
        set(R"({"first_next":"404"})");
        QCOMPARE(ask(QStringLiteral("next"), "d")->status, 404);
        QCOMPARE(ask(QStringLiteral("next"), "a")->status, 200);
        set(R"({"index_lifetime":1})");
        QTest::qWait(1200); // the lifetime, which ends by the tenant's own clock
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
};

QTEST_GUILESS_MAIN(DemoCursorTest)
#include "demo_cursor_test.moc"

#include "core/demo/demo_tenant.h"
#include "core/demo/event_source.h"
#include "core/events/documents/event_fields.h"
#include "core/events/sampling/preview.h"
#include "tests/support/demo_control.h"
#include "tests/support/raw_server.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace slipway;

// "Newest 500" asks for the most current page, goes back for what is missing, and says how far that was.
class NewestEventsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    const Endpoint m_alerts = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("alert"));

    std::shared_ptr<RequestLedger> m_ledger;
    qint64 m_from = 0, m_to = 0, m_count = 0;

    // The last seven days, except the last `silence` seconds.
    void start(qint64 alerts, qint64 silence = 0, const QStringList &granted = {QStringLiteral("alert")})
    {
        DemoTenantOptions options;
        options.events = {{QStringLiteral("alert"), alerts}};
        options.granted = granted;
        options.requestsPerSecond = 50;
        options.to = m_to = QDateTime::currentSecsSinceEpoch() - silence;
        options.from = m_from = options.to - 7 * 86'400;
        m_count = alerts;
        m_demo = DemoTenant::start(options).value();
        m_ledger = std::make_shared<RequestLedger>();
    }
    void settings(const QByteArray &json) { test::control(m_demo->address(), "/__demo/settings", json); }
    void fault(const QByteArray &json) { test::control(m_demo->address(), "/__demo/faults", json); }
    [[nodiscard]] ConnectionSettings settings() const
    {
        return {m_demo->address(), Secret(m_demo->token()), {}, {}, m_ledger};
    }
    [[nodiscard]] Result<EventSample> newest(int wanted, std::stop_token stop = {}) const
    {
        return QCoro::waitFor(fetchNewest(settings(), m_alerts, wanted, stop));
    }
    // What was asked for: "tail next 1790000000 next".
    [[nodiscard]] QStringList operations() const
    {
        QStringList list;
        for (const RequestRecord &record : m_ledger->records())
            list << record.operation;
        return list;
    }
    // The times of the newest events, from the source of the server's events.
    [[nodiscard]] QList<qint64> truth(qsizetype wanted) const
    {
        const EventSource source(QStringLiteral("alert"), 1, m_count, m_from, m_to);
        QList<qint64> times;
        for (qint64 i = 0; i < m_count; ++i)
            times << source.timestampOf(i);
        std::sort(times.rbegin(), times.rend());
        return times.mid(0, wanted);
    }
    static QList<qint64> timesOf(const EventSample &sample)
    {
        QList<qint64> times;
        for (const QByteArray &event : sample.events)
            times << fieldText(event, QStringLiteral("timestamp")).toLongLong();
        return times;
    }
    static QSet<QString> idsOf(const EventSample &sample)
    {
        QSet<QString> ids;
        for (const QByteArray &event : sample.events)
            ids.insert(fieldText(event, QStringLiteral("_id")));
        return ids;
    }

private Q_SLOTS:
    void theMostCurrentPageIsEnough()
    {
        for (const qint64 silence : {0, 5 * 3600}) { // a quiet tenant's last event is hours old
            start(20 * 168, silence);
            QStringList order;
            qsizetype first = 0;
            const auto sample = QCoro::waitFor(fetchNewest(
                settings(), m_alerts, 500, {},
                [&](qint64 count, qint64) {
                    QVERIFY(count >= 500);
                    order << QStringLiteral("progress");
                },
                [&](const EventSample &begun) {
                    first = begun.events.size();
                    order << QStringLiteral("rows");
                    QCOMPARE(m_ledger->total(), 1); // with the first answer
                }));
            QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
            QCOMPARE(first, 500);
            QCOMPARE(order.first(), QStringLiteral("rows"));
            QCOMPARE(order.count(QStringLiteral("rows")), 1);
            QCOMPARE(timesOf(*sample), truth(500));
            QCOMPARE(idsOf(*sample).size(), 500);
            QVERIFY2(sample->note.startsWith(
                         QLatin1String("Newest events of the tenant's most current page: 500, back to ")),
                     qPrintable(sample->note));
            QCOMPARE(operations().first(), QStringLiteral("tail"));
            QVERIFY2(m_ledger->total() <= 2, qPrintable(operations().join(QLatin1Char(' '))));
            QCOMPARE(m_ledger->foreignIndexes(), 0);
        }
    }
    // A page of one hour is not enough for 60 of 20 an hour. What it has is not read again, except to find
    // where it begins.
    void goesBackOnlyForWhatIsMissing()
    {
        for (const qint64 silence : {0, 5 * 3600}) {
            start(20 * 168, silence);
            settings(R"({"tail":"hour"})");
            const auto sample = newest(60);
            QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
            QCOMPARE(timesOf(*sample), truth(60));
            QVERIFY2(sample->note.startsWith(QLatin1String("Newest events: 60, since ")),
                     qPrintable(sample->note));
            QCOMPARE(operations().count(QStringLiteral("tail")), 1);
            QVERIFY2(m_ledger->total() <= 9, qPrintable(operations().join(QLatin1Char(' '))));
        }
    }
    // Late events are on the most current page, although they are days old. They must not make it look as if
    // everything since then were there.
    void lateEventsDoNotHideAHole()
    {
        start(20 * 168);
        settings(R"({"tail":"hour","late_every":400})");
        test::control(m_demo->address(), "/__demo/late", "{}");
        const auto sample = newest(60);
        QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
        QCOMPARE(timesOf(*sample), truth(60));
    }
    void withoutATailItGoesBackFromNow_data()
    {
        QTest::addColumn<QByteArray>("fault");
        const auto row = [](const char *name, const char *rest) {
            QTest::newRow(name) << QByteArray("{") + R"("operation":"tail","count":-1,"moves":false,)" +
                                       rest + "}";
        };
        row("400", R"("fault":"status","status":400,"body":"operation is not supported")");
        row("403", R"("fault":"status","status":403,"body":"Forbidden")");
        row("404", R"("fault":"status","status":404,"body":"not found")");
        row("405", R"("fault":"status","status":405,"body":"")");
        row("500", R"("fault":"status","status":500,"body":"")");
        row("no content", R"("fault":"no-content")");
        row("an empty body", R"("fault":"empty")");
        row("an empty page", R"("fault":"page","page":{"result":"empty"})");
        row("a failure that is reported with 200", R"("fault":"page","page":{"ok":false,"result":"empty"})");
        row("a web page", R"("fault":"html","status":200)");
        row("a web page with 403", R"("fault":"html","status":403)");
        row("an answer that breaks off", R"("fault":"cut")");
        row("a connection that is lost", R"("fault":"reset")");
    }
    void withoutATailItGoesBackFromNow()
    {
        QFETCH(QByteArray, fault);
        start(20 * 168);
        this->fault(fault);
        const auto sample = newest(30);
        QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
        QCOMPARE(timesOf(*sample), truth(30));
        QCOMPARE(operations().count(QStringLiteral("tail")), 1);
        QVERIFY2(sample->note.startsWith(QLatin1String("Newest events: 30, since ")),
                 qPrintable(sample->note));
    }
    // The tenant knows the word, and the page is not the most current one.
    void anotherPageIsNotTakenForTheTail()
    {
        start(20 * 168);
        settings(R"({"tail":"oldest"})");
        const auto oldest = newest(30);
        QVERIFY2(oldest.has_value(), oldest ? "" : qPrintable(oldest.error().asText()));
        QCOMPARE(timesOf(*oldest), truth(30));

        // The same page again says nothing about what follows it.
        start(20 * 168, 2 * 3600);
        fault(R"({"fault":"stale","operation":"next","moves":false})");
        const auto repeated = newest(30);
        QVERIFY2(repeated.has_value(), repeated ? "" : qPrintable(repeated.error().asText()));
        QCOMPARE(timesOf(*repeated), truth(30));
        QVERIFY2(operations().at(2).toLongLong() > 0, qPrintable(operations().join(QLatin1Char(' '))));
    }
    // Each refusal is written to the tenant's audit log.
    void aRefusedTokenIsNotTriedTwice()
    {
        start(10, 0, {QStringLiteral("audit")});
        const auto missing = newest(30);
        QVERIFY(!missing && missing.error().kind == ErrorKind::PermissionMissing);
        QCOMPARE(m_ledger->total(), 1);
        settings(R"({"token":"another"})");
        const auto refused = newest(30);
        QVERIFY(!refused && refused.error().kind == ErrorKind::TokenRefused);
        QCOMPARE(m_ledger->total(), 2);
    }
    // The limit is shared with the SIEM.
    void sendsTwoRequestsASecond()
    {
        start(20 * 168);
        settings(R"({"head_tail":"400"})");
        const auto sample = newest(60);
        QVERIFY(sample.has_value());
        const QList<RequestRecord> records = m_ledger->records();
        QVERIFY(records.size() > 3);
        for (qsizetype i = 2; i < records.size(); ++i)
            QVERIFY(records[i - 2].at.msecsTo(records[i].at) >= 990);
    }
    // Some 20 an hour: more than sixty are seen long before there are 150.
    void goesBackUntilThereAreEnough()
    {
        start(20 * 168);
        settings(R"({"head_tail":"400"})");
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        QList<qint64> counts, times;
        const auto told = [&](qint64 count, qint64 since) {
            counts << count;
            times << since;
        };
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 150, {}, told));
        QVERIFY(sample.has_value());
        QCOMPARE(sample->events.size(), 150);
        const QSet<QString> ids = idsOf(*sample);
        QCOMPARE(ids.size(), 150); // nothing twice, also at the borders of what was read at once
        QVERIFY2(sample->note.startsWith(QLatin1String("Newest events: 150, since ")),
                 qPrintable(sample->note));
        QVERIFY(counts.size() > 1 && std::is_sorted(counts.begin(), counts.end()));
        QVERIFY(std::is_sorted(times.rbegin(), times.rend()) && times.last() > now - 7 * 86'400);
        // They are the newest: a range from behind the oldest of them on has no other.
        const qint64 oldest = fieldText(sample->events.last(), QStringLiteral("timestamp")).toLongLong();
        const auto range = QCoro::waitFor(fetchRange(settings(), m_alerts, oldest + 1, now, 1000, {}));
        QVERIFY(range.has_value());
        QVERIFY(range->events.size() > 100);
        QVERIFY(ids.contains(idsOf(*range)));
    }
    void saysWhenThereAreNoMore()
    {
        start(12);
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 500, {}));
        QVERIFY(sample.has_value());
        QCOMPARE(sample->events.size(), 12);
        QVERIFY2(sample->note.startsWith(QLatin1String("All events since ")) &&
                     sample->note.contains(QLatin1String(": 12.")) &&
                     sample->note.contains(QLatin1String("seven days")),
                 qPrintable(sample->note));
    }
    void saysHowFarItLookedForNothing()
    {
        start(0);
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 500, {}));
        QVERIFY(sample.has_value());
        QVERIFY(sample->events.isEmpty());
        QVERIFY2(sample->note.startsWith(QLatin1String("No events since ")) &&
                     sample->note.contains(QLatin1String("seven days")),
                 qPrintable(sample->note));
    }
    // What was read is kept, and the note says where it ended.
    void stoppedItHasWhatItRead()
    {
        start(20 * 168);
        settings(R"({"head_tail":"400"})");
        std::stop_source stop;
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 2000, stop.get_token(),
                                                       [&](qint64, qint64) { stop.request_stop(); }));
        QVERIFY(sample.has_value());
        QVERIFY(!sample->events.isEmpty() && sample->events.size() < 100);
        QVERIFY2(sample->note.startsWith(QLatin1String("All events since ")) &&
                     sample->note.endsWith(QLatin1String("Stopped there.")),
                 qPrintable(sample->note));
        settings(R"({"head_tail":"200","tail":"hour"})");
        std::stop_source another;
        const auto tail = QCoro::waitFor(fetchNewest(settings(), m_alerts, 2000, another.get_token(), {},
                                                     [&](const EventSample &) { another.request_stop(); }));
        QVERIFY(tail.has_value());
        QVERIFY(!tail->events.isEmpty() && tail->events.size() < 100);
        QVERIFY2(tail->note.endsWith(QLatin1String("Stopped there.")), qPrintable(tail->note));
    }
    // Each page of a hostile tenant may be within the limits of an answer: what is kept of them has one as
    // well.
    void hugeEventsAreNotAllKept()
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const QByteArray event = "{\"timestamp\":" + QByteArray::number(now - 60) + ",\"text\":\"" +
                                 QByteArray(15 << 20, 'x') + "\",\"_id\":\"";
        QByteArray page = "{\"ok\":1,\"result\":[";
        for (int i = 0; i < 12; ++i)
            page += (i > 0 ? "," : "") + event + QByteArray::number(i) + "\"}";
        page += "],\"timestamp_hwm\":" + QByteArray::number(now + 3600) + ",\"wait_time\":0}";
        test::RawServer server(
            {{"HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(page.size()) + "\r\n\r\n" + page}});
        const ConnectionSettings tenant{server.address(), Secret("0123456789abcdef0123456789abcdef"), {}, {}};
        const auto newest = QCoro::waitFor(fetchNewest(tenant, m_alerts, 500, {}));
        QVERIFY2(newest.has_value(), newest ? "" : qPrintable(newest.error().asText()));
        QCOMPARE(newest->events.size(), 8); // of 15 MB each: 128 MB at most
        QVERIFY(newest->events.last().contains("\"_id\":\"4\"") ||
                newest->events.first().contains("\"_id\":\"4\""));
        QVERIFY2(newest->note.contains(QLatin1String("very large")), qPrintable(newest->note));
        const auto range = QCoro::waitFor(fetchRange(tenant, m_alerts, now - 3600, now, 500, {}));
        QVERIFY2(range.has_value(), range ? "" : qPrintable(range.error().asText()));
        QCOMPARE(range->events.size(), 9); // the one that exceeds the limit is the last one
        QVERIFY2(range->note.contains(QLatin1String("the first 9 events")), qPrintable(range->note));
    }
    void anEventThatIsTooLargeToBeShownIsNamed()
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        const auto event = [now](char id, qsizetype size) {
            return "{\"timestamp\":" + QByteArray::number(now - 60) + ",\"_id\":\"" + id + "\",\"text\":\"" +
                   QByteArray(size, 'x') + "\"}";
        };
        const QByteArray page = "{\"ok\":1,\"result\":[" + event('a', 10) + "," + event('b', 17 << 20) +
                                "],\"timestamp_hwm\":" + QByteArray::number(now + 3600) + ",\"wait_time\":0}";
        test::RawServer server(
            {{"HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(page.size()) + "\r\n\r\n" + page}});
        const ConnectionSettings tenant{server.address(), Secret("0123456789abcdef0123456789abcdef"), {}, {}};
        for (const auto &sample : {QCoro::waitFor(fetchNewest(tenant, m_alerts, 500, {})),
                                   QCoro::waitFor(fetchRange(tenant, m_alerts, now - 3600, now, 500, {}))}) {
            QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
            QCOMPARE(sample->events.size(), 1);
            QVERIFY2(sample->note.contains(QLatin1String("because they are larger than 16 MB: 1.")),
                     qPrintable(sample->note));
        }
    }
    void aMillionFieldsAreNotAMillionColumns()
    {
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        QByteArray page = "{\"ok\":1,\"result\":[{\"timestamp\":" + QByteArray::number(now - 60);
        for (int i = 0; i < 1'000'000; ++i)
            page += ",\"f" + QByteArray::number(i) + "\":1";
        page += "}],\"timestamp_hwm\":" + QByteArray::number(now + 3600) + ",\"wait_time\":0}";
        test::RawServer server(
            {{"HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(page.size()) + "\r\n\r\n" + page}});
        const ConnectionSettings tenant{server.address(), Secret("0123456789abcdef0123456789abcdef"), {}, {}};
        const auto sample = QCoro::waitFor(fetchRange(tenant, m_alerts, now - 3600, now, 500, {}));
        QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
        QCOMPARE(sample->events.size(), 1);
        QCOMPARE(sample->fields.size(), 5000);
        QCOMPARE(sample->fields.first(), QStringLiteral("timestamp"));
    }
    // If a tenant has nothing that old, what it did give must not be lost.
    void aRefusalFurtherBackLeavesTheNewest()
    {
        DemoTenantOptions options;
        options.events = {{QStringLiteral("alert"), 40}};
        options.requestsPerSecond = 50;
        options.to = QDateTime::currentSecsSinceEpoch();
        options.from = options.to - 2 * 3600;
        m_demo = DemoTenant::start(options).value();
        m_ledger.reset();
        settings(R"({"before_retention":"400","head_tail":"400"})");
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 500, {}));
        QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
        QVERIFY(!sample->events.isEmpty());
        QVERIFY2(sample->note.contains(QLatin1String("Older events could not be read")),
                 qPrintable(sample->note));
    }
};

QTEST_MAIN(NewestEventsTest)
#include "newest_events_test.moc"

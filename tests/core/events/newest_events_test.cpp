#include "core/demo/demo_tenant.h"
#include "core/events/sampling/preview.h"
#include "tests/support/demo_control.h"
#include "tests/support/raw_server.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace slipway;

// "Newest 500" goes back until it has them, and says how far that was.
class NewestEventsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<DemoTenant> m_demo;
    const Endpoint m_alerts = *EndpointCatalogue::builtIn().endpoint(QStringLiteral("alert"));

    void start(qint64 alerts)
    {
        DemoTenantOptions options;
        options.events = {{QStringLiteral("alert"), alerts}};
        options.requestsPerSecond = 50;
        m_demo = DemoTenant::start(options).value();
    }
    [[nodiscard]] ConnectionSettings settings() const
    {
        return {m_demo->address(), Secret(m_demo->token()), {}, {}};
    }
    static QSet<QString> idsOf(const EventSample &sample)
    {
        QSet<QString> ids;
        for (const QByteArray &event : sample.events)
            ids.insert(fieldText(event, QStringLiteral("_id")));
        return ids;
    }

private Q_SLOTS:
    // Some 20 an hour: more than a hundred are seen long before there are 300.
    void goesBackUntilThereAreEnough()
    {
        start(20 * 168);
        const qint64 now = QDateTime::currentSecsSinceEpoch();
        QList<qint64> counts, times;
        const auto told = [&](qint64 count, qint64 since) {
            counts << count;
            times << since;
        };
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 300, {}, told));
        QVERIFY(sample.has_value());
        QCOMPARE(sample->events.size(), 300);
        const QSet<QString> ids = idsOf(*sample);
        QCOMPARE(ids.size(), 300); // nothing twice, also at the borders of what was read at once
        QVERIFY2(sample->note.startsWith(QLatin1String("Newest events: 300, since ")),
                 qPrintable(sample->note));
        QVERIFY(counts.size() > 1 && std::is_sorted(counts.begin(), counts.end()));
        QVERIFY(std::is_sorted(times.rbegin(), times.rend()) && times.last() > now - 7 * 86'400);
        // They are the newest: a range from behind the oldest of them on has no other.
        const qint64 oldest = fieldText(sample->events.last(), QStringLiteral("timestamp")).toLongLong();
        const auto range = QCoro::waitFor(fetchRange(settings(), m_alerts, oldest + 1, now, 1000, {}));
        QVERIFY(range.has_value());
        QVERIFY(range->events.size() > 250);
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
        std::stop_source stop;
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 2000, stop.get_token(),
                                                       [&](qint64, qint64) { stop.request_stop(); }));
        QVERIFY(sample.has_value());
        QVERIFY(!sample->events.isEmpty() && sample->events.size() < 100);
        QVERIFY2(sample->note.startsWith(QLatin1String("All events since ")) &&
                     sample->note.endsWith(QLatin1String("Stopped there.")),
                 qPrintable(sample->note));
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
    // A tenant that gives nothing so old is no reason to lose what it gave.
    void aRefusalFurtherBackLeavesTheNewest()
    {
        DemoTenantOptions options;
        options.events = {{QStringLiteral("alert"), 40}};
        options.requestsPerSecond = 50;
        options.to = QDateTime::currentSecsSinceEpoch();
        options.from = options.to - 2 * 3600;
        m_demo = DemoTenant::start(options).value();
        test::control(m_demo->address(), "/__demo/settings", R"({"before_retention":"400"})");
        const auto sample = QCoro::waitFor(fetchNewest(settings(), m_alerts, 500, {}));
        QVERIFY2(sample.has_value(), sample ? "" : qPrintable(sample.error().asText()));
        QVERIFY(!sample->events.isEmpty());
        QVERIFY2(sample->note.contains(QLatin1String("Going further back failed")), qPrintable(sample->note));
    }
};

QTEST_MAIN(NewestEventsTest)
#include "newest_events_test.moc"

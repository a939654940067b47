// Times of events and marks, in every unit and form that tenants and gateways have been seen to send.
#include "core/base/event_time.h"

#include <QTest>

using namespace slipway;

namespace {

constexpr qint64 when = 1788220805; // 2026-09-01T00:00:05Z

// Rows that are named after what they test.
void rows(std::initializer_list<const char *> texts)
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text : texts)
        QTest::newRow(text) << QByteArray(text);
}

} // namespace

class EventTimeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isRead_data()
    {
        QTest::addColumn<qint64>("expected");
        for (const char *text : {
                 "1788220805",
                 "1788220805000",
                 "1788220805999",
                 "1788220805000000",
                 "1788220805999999",
                 "1788220805000000000",
                 "1788220805999999999", // s, ms, µs, ns
                 "\"1788220805\"",
                 "\"1788220805123\"",
                 "\"1788220805123456\"",
                 "\" 1788220805 \"",
                 " 1788220805\n", // as text
                 "1788220805.0",
                 "1788220805.999",
                 "\"1788220805.5\"",
                 "1788220805123.25",
                 "1788220805.",
                 "1.788220805e9",
                 "1.788220805E+9",
                 "1788220805123e0",
                 "1.788220805123e12",
                 "1.788220805e18",           // fractions and exponents
                 "\"2026-09-01T00:00:05Z\"", // ISO 8601 and RFC 3339
                 "2026-09-01T00:00:05z",
                 "2026-09-01t00:00:05Z",
                 "2026-09-01T00:00:05",
                 "2026-09-01 00:00:05",
                 "2026-09-01T00:00:05.999Z",
                 "2026-09-01T00:00:05,5Z",
                 "2026-09-01T00:00:05.123456789Z",
                 "2026-09-01T02:00:05+02:00",
                 "2026-09-01T02:00:05+0200",
                 "2026-09-01T02:00:05+02",
                 "2026-08-31T18:30:05-05:30",
                 "2026-09-01T00:00:05+00:00",
                 "2026-09-01T00:00:05-00:00",
                 "2026-09-01 00:00:05 UTC",
                 "2026-09-01 00:00:05 +0000",
                 "2026-09-01 00:00:05.000 GMT",
                 "20260901T000005Z",
                 "20260901T000005",
                 "20260901T000005.25Z",
                 "20260901000005",
                 "2026/09/01 00:00:05",
                 "Tue, 01 Sep 2026 00:00:05 GMT", // the three forms of HTTP dates, and mail's
                 "Tuesday, 01-Sep-26 00:00:05 GMT",
                 "Tue Sep  1 00:00:05 2026",
                 "Tue, 01 Sep 2026 02:00:05 +0200",
                 "1 Sep 2026 00:00:05",
             })
            QTest::newRow(text) << when;
        const qint64 midnight = when - 5;
        for (const char *text : {"2026-09-01T00:00Z", "20260901T0000Z", "2026-08-31T24:00:00Z",
                                 "2026-09-01T00:00:00.999999Z", "1788220800.9"})
            QTest::newRow(text) << midnight;
        QTest::newRow("2016-12-31T23:59:60Z") << qint64{1483228800}; // a leap second
        QTest::newRow("2024-02-29T00:00:00Z") << qint64{1709164800};
        QTest::newRow("946684800") << earliestEventTime;
        QTest::newRow("4102444799999") << latestEventTime;
    }
    void isRead()
    {
        QFETCH(qint64, expected);
        const auto time = readEventTime(QTest::currentDataTag());
        QVERIFY(time);
        QCOMPARE(*time, expected);
    }
    void isUnreadable_data()
    {
        rows({"",
              " ",
              "\"\"",
              "\" \"",
              "null",
              "\"null\"",
              "true",
              "false",
              "0",
              "0.0",
              "\"0\"",
              "-1",
              "-1788220805",
              "\"-1788220805\"",
              "5",
              "86400",
              "946684799",
              "4102444800",
              "900000000000000",
              "9e14",
              "1e400",
              "NaN",
              "\"NaN\"",
              "Infinity",
              "-Infinity",
              "1788220805x",
              "0x6a95cd05",
              "99999999999999999999",
              "123456789012345678901234567890",
              "{}",
              "[]",
              "[1788220805]",
              "{\"$date\":1788220805}",
              "\"yesterday\"",
              "\"soon\"",
              "2026",
              "\"2026\"",
              "2026-09",
              "2026-09-01", // at what time of that day?
              "\"2026-09-01\"",
              "20260901",
              "\"20260901\"",
              "2026/09/01",
              "2026-13-01",
              "2026-00-10",
              "2026-02-30",
              "2025-02-29",
              "2026-09-01T",
              "2026-09-01T12",
              "2026-09-01Z",
              "2026-09-01T25:00:00Z",
              "2026-09-01T00:60:00Z",
              "2026-08-31T23:59:65Z",
              "2026-09-01T00:00:05+25:00",
              "2026-09-01T00:00:05 CEST",
              "2026-09-01T00:00:05Z and more",
              "1999-12-31T23:59:59Z",
              "2100-01-01T00:00:00Z",
              "1970-01-01",
              "12:00:00",
              "01/09/2026",
              "Tue",
              "Tue, 01 Sep",
              "1 2 3",
              "\"17882208",
              "1788220805,5,5",
              "20261301",
              "20260931T000000Z"});
        QTest::newRow("very long") << QByteArray(200, '1');
    }
    void isUnreadable()
    {
        QFETCH(QByteArray, text);
        const auto time = readEventTime({text.constData(), static_cast<size_t>(text.size())});
        QVERIFY2(!time, time ? qPrintable(QString::number(*time)) : "");
    }
    // Each unit covers the same hundred years, and no number belongs to two of them.
    void unitsDoNotTouch()
    {
        for (qint64 unit = 1; unit < 1'000'000'000; unit *= 1000)
            QVERIFY(latestEventTime * unit < earliestEventTime * unit * 1000);
    }
};

QTEST_GUILESS_MAIN(EventTimeTest)
#include "event_time_test.moc"

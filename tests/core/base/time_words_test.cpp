// What people type and paste as a time: each form is read as the one moment that it means, or refused with
// the reason. Nothing becomes 1970, and nothing depends on the zone of this computer.
#include "core/base/time_text.h"
#include "core/base/time_words.h"

#include <QTest>

using namespace slipway;

namespace {

constexpr qint64 september = 1'788'220'800; // 2026-09-01T00:00:00Z
constexpr qint64 hour = 3600, day = 86'400;
constexpr qint64 now = september + 12 * hour + 1234;
// Before anything asks for it: no result may depend on it.
const bool zoneIsSet = qputenv("TZ", "Asia/Tokyo");

} // namespace

class TimeWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY(zoneIsSet); }

    void isRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("start");
        QTest::addColumn<qint64>("end");
        const auto row = [](const char *text, qint64 start, qint64 end) {
            QTest::newRow(text) << QString::fromUtf8(text) << start << end;
        };
        const auto whole = [&](const char *text, qint64 time) { row(text, time, time); };
        // RFC 3339 and ISO 8601
        whole("2026-09-01T00:00:00Z", september);
        whole("2026-09-01T00:00:00z", september);
        whole("2026-09-01t00:00:00Z", september);
        whole("2026-09-01 00:00:00Z", september);
        whole("2026-09-01 00:00:00 UTC", september);
        whole("2026-09-01 00:00:00 GMT", september);
        whole("2026-09-01 00:00:00+00:00", september);
        whole("2026-09-01T00:00Z", september);
        whole("2026-09-01T00Z", september);
        whole("2026-09-01T00:00:00+0000", september);
        whole("2026-09-01T00:00:00+00", september);
        whole("2026-09-01T02:00:00+02:00", september);
        whole("2026-09-01T02:00:00 +0200", september);
        whole("2026-08-31T23:00:00-01:00", september);
        whole("2026-08-31T23:00:00−01:00", september); // with a minus sign
        whole("2026-09-01T05:30:00+05:30", september);
        whole("2026/09/01 00:00:00Z", september);
        whole("2026-09-01_00:00:00Z", september);
        whole("20260901T000000Z", september);
        whole("20260901T0000Z", september);
        whole("20260901000000Z", september);
        whole("20260901T020000+0200", september);
        whole("2026-09-01T02:00:00+02:00[Europe/Berlin]", september);
        whole("2026-08-31T24:00:00Z", september);
        whole("2026-08-31T23:59:60Z", september);
        // Fractions: down for a start, up for an end; zeros are none
        whole("2026-09-01T00:00:00.000Z", september);
        row("2026-09-01T00:00:00.999Z", september, september + 1);
        row("2026-08-31T23:59:59.999Z", september - 1, september);
        row("2026-09-01T00:00:00,5Z", september, september + 1);
        row("2026-09-01T00:00:00.000000001Z", september, september + 1);
        row("2026-09-01T00:00:00.123456789+00:00", september, september + 1);
        // Days
        whole("2026-09-01", september);
        whole("2026/09/01", september);
        whole("20260901", september);
        whole("2026-09-01Z", september);
        whole("20240229", 1'709'164'800);
        whole("1 Sep 2026", september);
        whole("01-Sep-2026", september);
        // RFC 2822, HTTP, web servers, date(1)
        whole("Tue, 01 Sep 2026 00:00:00 GMT", september);
        whole("Tue, 1 Sep 2026 02:00:00 +0200", september);
        whole("01 September 2026 00:00 UTC", september);
        whole("01/Sep/2026:00:00:00 +0000", september);
        whole("Tue Sep  1 00:00:00 UTC 2026", september);
        // Numbers
        whole("1788220800", september);
        whole("@1788220800", september);
        whole("1788220800000", september);
        whole("1788220800000000", september);
        whole("1788220800000000000", september);
        row("1788220800.5", september, september + 1);
        row("1788220800001", september, september + 1);
        row("1788220800000000001", september, september + 1);
        whole("1788220800.0", september);
        // Words
        whole("now", now);
        whole("NOW", now);
        whole("-1h", now - hour);
        whole("-90m", now - 90 * 60);
        whole("-90min", now - 90 * 60);
        whole("-7d", now - 7 * day);
        whole("-2w", now - 14 * day);
        whole("-30s", now - 30);
        whole("-1d12h", now - day - 12 * hour);
        whole("now-1h", now - hour);
        whole("now - 1 hour", now - hour);
        whole("now+1h", now + hour);
        whole("90 minutes ago", now - 90 * 60);
        whole("1 day 2 hours ago", now - day - 2 * hour);
        whole("ago(1h)", now - hour);
        whole("-1.5h", now - 90 * 60);
        row("-0.5s", now - 1, now);
        whole("−1h", now - hour); // with a minus sign
        // What copying leaves around it
        whole("  2026-09-01T00:00:00Z\n", september);
        whole("\"2026-09-01T00:00:00Z\"", september);
        whole("'2026-09-01'", september);
        whole("“2026-09-01”", september);
        whole("\u200b2026-09-01\u200b", september);
        whole("\ufeff1788220800", september);
        whole("2026-09-01\u00a000:00:00Z", september);
        whole("2026‑09‑01", september); // hyphens that do not break
    }
    void isRead()
    {
        QFETCH(QString, text);
        for (const auto &[edge, column] :
             {std::pair(TimeEdge::Start, "start"), std::pair(TimeEdge::End, "end")}) {
            const Result<qint64> time = readTime(text, {edge, now, {}});
            QVERIFY2(time, time ? "" : qPrintable(time.error().asText()));
            QCOMPARE(isoUtc(*time),
                     isoUtc(*static_cast<const qint64 *>(QTest::qData(column, qMetaTypeId<qint64>()))));
        }
    }

    void isRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *text, const char *reason) {
            QTest::newRow(*text ? text : "nothing") << QString::fromUtf8(text) << QString::fromUtf8(reason);
        };
        row("", "empty");
        row("   ", "empty");
        row("2026", "only a year");
        row("26", "only a year, or a part");
        row("0", "only a year, or a part");
        row("202609", "too few");
        row("123456789", "too few");
        row("17882208000", "too few or too many");
        row("178822080000", "no such day"); // twelve digits are a date with hour and minute
        row("-1788220800", "unit");
        row("2026-09", "day is missing");
        row("2026-09-31", "no such day");
        row("20260931", "no such day");
        row("20269999", "no such day");
        row("20260230", "no such day");
        row("2026-09-01T25:00:00Z", "no such time of day");
        row("2026-09-01T24:00:01Z", "no such time of day");
        row("2026-09-01T23:60:00Z", "no such time of day");
        row("2026-09-01T00:00:00", "UTC or the time of a place");
        row("2026-09-01 00:00", "UTC or the time of a place");
        row("20260901T000000", "UTC or the time of a place");
        row("20260901000000", "UTC or the time of a place");
        row("Tue Sep  1 00:00:00 2026", "UTC or the time of a place");
        row("Tue Sep  1 00:00:00 CEST 2026", "offset from UTC");
        row("2026-09-01T00:00:00 IST", "offset from UTC");
        row("2026-09-01T00:00:00+99:00", "offset from UTC");
        row("Mon, 01 Sep 2026 00:00:00 GMT", "day of the week");
        row("2026-09-01T02:00:00 02:00", "sign of its offset");
        row("09/01/2026", "day and month");
        row("01.09.2026", "day and month");
        row("01-09-2026 00:00Z", "day and month");
        row("2026090112", "could be a date with an hour");
        row("1.7882208e9", "rounded number");
        row("1970-01-01", "no such events");
        row("1970-01-01T00:00:00Z", "no such events");
        row("@0000000001", "no such events");
        row("19700101", "no such events");
        row("1h", "not a time");
        row("+1h", "added to");
        row("-1", "unit");
        row("-1x", "unit");
        row("-1M", "months");
        row("-2 months", "months");
        row("-1y", "months and years");
        row("-999999999w", "hundred years");
        row("tomorrow", "not a time");
        row("last week", "not a time");
        row("٢٠٢٦-٠٩-٠١", "not a time");
        row("2026-W36-2", "not a time");
        row("0x6a95f380", "not a time");
    }
    void isRefused()
    {
        QFETCH(QString, text);
        QFETCH(QString, reason);
        const Result<qint64> time = readTime(text, {TimeEdge::Start, now, {}});
        QVERIFY2(!time, time ? qPrintable(isoUtc(*time)) : "");
        QVERIFY(time.error().kind == ErrorKind::BadInput);
        QVERIFY2(time.error().message.contains(reason), qPrintable(time.error().message));
        // Each refusal shows a form that is read.
        QVERIFY2(!time.error().nextStep.isEmpty(), qPrintable(time.error().message));
    }

    // Tokyo is nine hours ahead of UTC: until 09:00 there, the two have different dates.
    void todayNeedsOneDate()
    {
        const qint64 afternoon = september + 6 * hour;
        QCOMPARE(readTime(QStringLiteral("today"), {TimeEdge::Start, afternoon, {}}).value(), september);
        QCOMPARE(readTime(QStringLiteral("Yesterday"), {TimeEdge::End, afternoon, {}}).value(),
                 september - day);
        const auto early = readTime(QStringLiteral("today"), {TimeEdge::Start, september + 20 * hour, {}});
        QVERIFY(!early);
        QVERIFY2(early.error().message.contains(QLatin1String("2026-09-02 here and 2026-09-01 in UTC")),
                 qPrintable(early.error().message));
    }
    // In the window the fields have a zone, and what names none is in that.
    void aZoneForWhatNamesNone()
    {
        const TimeReading tokyo{TimeEdge::Start, now, QTimeZone("Asia/Tokyo")};
        QCOMPARE(readTime(QStringLiteral("2026-09-01 09:00:00"), tokyo).value(), september);
        QCOMPARE(readTime(QStringLiteral("2026-09-01"), tokyo).value(), september - 9 * hour);
        QCOMPARE(readTime(QStringLiteral("20260901090000"), tokyo).value(), september);
        QCOMPARE(readTime(QStringLiteral("2026-09-01T00:00:00Z"), tokyo).value(), september);
        QCOMPARE(readTime(QStringLiteral("today"), tokyo).value(), september - 9 * hour);
    }
    // Whatever was pasted by mistake is not repeated on the screen.
    void aSecretIsNotRepeated()
    {
        for (const char *pasted : {"Netskope-Api-Token: 0123456789abcdef0123456789abcdef",
                                   "0123456789abcdef0123456789abcdef", "deadbeefdeadbeefdead"}) {
            const auto refused = readTime(QString::fromLatin1(pasted), {TimeEdge::Start, now, {}});
            QVERIFY(!refused);
            QVERIFY(!refused.error().asText().contains(QLatin1String("abcdef")));
            QVERIFY(!refused.error().asText().contains(QLatin1String("deadbeef")));
        }
    }
};

QTEST_APPLESS_MAIN(TimeWordsTest)
#include "time_words_test.moc"

#include "ui/preview/insight/time_chart.h"
#include "ui/theme/colours.h"

#include <QChart>
#include <QGraphicsSimpleTextItem>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <ctime>

using namespace slipway;

// The chart on days when the clocks change, by what is painted, labelled and chosen.
class TimeChartTest : public QObject
{
    Q_OBJECT
    static constexpr qint64 quarter = 900, spring = 1'774'742'400, autumn = 1'792'886'400; // midnight UTC

    // A day of quarters of an hour, with ten times as many events from 02:00 to 03:00 UTC.
    static std::shared_ptr<const EventsOverTime> burst(qint64 midnight)
    {
        auto time = std::make_shared<EventsOverTime>();
        time->from = midnight;
        time->seconds = quarter;
        time->all.assign(96, 6);
        std::fill_n(time->all.begin() + 8, 4, 60);
        time->matching = time->all;
        return time;
    }
    static QStringList labels(const TimeChart &chart)
    {
        QStringList texts;
        for (const QGraphicsItem *item : chart.chart()->childItems()) {
            if (const auto *text = qgraphicsitem_cast<const QGraphicsSimpleTextItem *>(item))
                texts << text->text();
        }
        return texts;
    }

private Q_SLOTS:
    void cleanup()
    {
        qunsetenv("TZ");
        ::tzset();
    }

    void theBurstIsWhereItWas_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<qint64>("day");
        QTest::addColumn<bool>("utc");
        for (const char *zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"}) {
            for (const bool utc : {true, false}) {
                QTest::addRow("%s, spring, %s", zone, utc ? "UTC" : "local")
                    << QByteArray(zone) << spring << utc;
                QTest::addRow("%s, autumn, %s", zone, utc ? "UTC" : "local")
                    << QByteArray(zone) << autumn << utc;
            }
        }
    }
    void theBurstIsWhereItWas()
    {
        QFETCH(QByteArray, zone);
        QFETCH(qint64, day);
        QFETCH(bool, utc);
        qputenv("TZ", zone);
        ::tzset();
        TimeChart chart;
        chart.resize(1'000, 110);
        chart.setUtc(utc);
        chart.setTime(burst(day));
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        // Half way up there is nothing but the burst.
        const QRectF plot = chart.chart()->plotArea();
        const QImage picture = chart.grab().toImage();
        const QColor filled = theme::colour(theme::Role::Accent, &chart);
        const int high = qRound(plot.top() + plot.height() * 0.4);
        QList<int> columns;
        for (int x = qRound(plot.left()); x < qRound(plot.right()); ++x) {
            if (picture.pixelColor(x, high) == filled)
                columns << x;
        }
        const double width = plot.width() / 96;
        QVERIFY2(!columns.isEmpty(), "the burst is not drawn");
        QVERIFY(std::abs(columns.first() - (plot.left() + 8 * width)) <= 2);
        QVERIFY(std::abs(columns.last() - (plot.left() + 12 * width)) <= 2);
        // A click on its middle chooses what is there.
        QSignalSpy brushed(&chart, &TimeChart::brushed);
        const QPoint middle(qRound(plot.left() + 9.5 * width), high);
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, {}, middle);
        QCOMPARE(brushed.size(), 1);
        QCOMPARE(brushed[0][0].toLongLong(), day + 9 * quarter);
        QCOMPARE(brushed[0][1].toLongLong(), day + 10 * quarter);
    }

    void labelsNameTheClock()
    {
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
        TimeChart chart;
        chart.resize(1'200, 110);
        chart.setUtc(true);
        chart.setTime(burst(spring));
        QStringList times = labels(chart).mid(3); // behind the scale
        QCOMPARE(times,
                 (QStringList{QStringLiteral("00:00"), QStringLiteral("04:00"), QStringLiteral("08:00"),
                              QStringLiteral("12:00"), QStringLiteral("16:00"), QStringLiteral("20:00"),
                              QStringLiteral("00:00")}));
        // In local time the day has two kinds of hours, and the labels say which.
        chart.setUtc(false);
        times = labels(chart).mid(3);
        QCOMPARE(times.first(), QStringLiteral("04:00 CEST"));
        QCOMPARE(times.last(), QStringLiteral("00:00 CEST"));
    }
    // Seven days in six parts of 28 hours would leave out a date.
    void noDateIsLeftOut()
    {
        const QLocale before;
        QLocale::setDefault(QLocale::c());
        auto time = std::make_shared<EventsOverTime>();
        time->from = spring;
        time->seconds = 7'200;
        time->all.assign(7 * 12, 5);
        time->matching = time->all;
        TimeChart chart;
        chart.resize(1'000, 110);
        chart.setUtc(true);
        chart.setTime(time);
        const QStringList times = labels(chart).mid(3);
        QLocale::setDefault(before);
        QCOMPARE(times.size(), 8);
        QCOMPARE(times.first(), QStringLiteral("29 Mar 2026"));
        QCOMPARE(times[1], QStringLiteral("30 Mar"));
        QCOMPARE(times.last(), QStringLiteral("5 Apr"));
        // Where there is less room, each second day.
        chart.resize(420, 110);
        chart.setTime(time);
        const QStringList few = labels(chart).mid(3);
        QVERIFY2(few.size() >= 3 && few.size() <= 5, qPrintable(few.join(QLatin1Char('|'))));
    }
    // A match among many events takes some pixels.
    void fewMatchesAreSeen()
    {
        auto time = std::make_shared<EventsOverTime>();
        time->from = spring;
        time->seconds = quarter;
        time->all.assign(96, 200'000 / 96);
        time->matching.assign(96, 0);
        time->matching[40] = 1;
        TimeChart chart;
        chart.resize(1'000, 110);
        chart.setUtc(true);
        chart.setTime(time);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        const QRectF plot = chart.chart()->plotArea();
        const QImage picture = chart.grab().toImage();
        const QColor filled = theme::colour(theme::Role::Accent, &chart);
        int pixels = 0;
        for (int y = qRound(plot.top()); y < qRound(plot.bottom()); ++y)
            pixels += picture.pixelColor(qRound(plot.left() + 40.5 * plot.width() / 96), y) == filled;
        QVERIFY2(pixels >= 2, qPrintable(QString::number(pixels)));
        // There is none where nothing matches.
        for (int y = qRound(plot.top()); y < qRound(plot.bottom()); ++y)
            QVERIFY(picture.pixelColor(qRound(plot.left() + 42.5 * plot.width() / 96), y) != filled);
    }

    // Every number is there in full, and beside the drawing.
    void theScaleHasItsNumbers_data()
    {
        QTest::addColumn<qint64>("most");
        QTest::addColumn<QString>("label");
        QTest::newRow("99") << qint64(99) << QStringLiteral("100");
        QTest::newRow("100") << qint64(100) << QStringLiteral("100");
        QTest::newRow("1000") << qint64(1'000) << QStringLiteral("1,000");
        QTest::newRow("25000") << qint64(25'000) << QStringLiteral("25,000");
        QTest::newRow("millions") << qint64(123'456'788) << QStringLiteral("123,456,788");
    }
    void theScaleHasItsNumbers()
    {
        QFETCH(qint64, most);
        QFETCH(QString, label);
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        auto time = std::make_shared<EventsOverTime>();
        time->from = spring;
        time->seconds = 3'600;
        time->all = time->matching = {most, 0, most, 1};
        TimeChart chart;
        chart.resize(700, 110);
        chart.setTime(time);
        const QStringList texts = labels(chart);
        QVERIFY2(texts.contains(label), qPrintable(texts.join(QLatin1Char('|'))));
        for (const QGraphicsItem *item : chart.chart()->childItems()) {
            const auto *text = qgraphicsitem_cast<const QGraphicsSimpleTextItem *>(item);
            if (!text)
                continue;
            const QRectF place = text->mapRectToParent(text->boundingRect());
            QVERIFY(place.left() >= 0 && place.right() <= 700 && place.bottom() <= 110);
            QVERIFY(!text->text().contains(QChar(0x2026)));
            QVERIFY(place.right() <= chart.chart()->plotArea().left() ||
                    place.top() >= chart.chart()->plotArea().bottom());
        }
        QLocale::setDefault(before);
    }
};

QTEST_MAIN(TimeChartTest)
#include "time_chart_test.moc"
#include "ui/theme/colours.h"

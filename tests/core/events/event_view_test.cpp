#include "core/events/documents/event_view.h"
#include "core/events/documents/row_order.h"
#include "tests/support/time_limits.h"

#include <QTest>
#include <atomic>

using namespace slipway;

// Filters and sorts as the table does, and compares with the plain way of doing it.
class EventViewTest : public QObject
{
    Q_OBJECT

    static EventDocumentPtr documentOf(const QList<QByteArray> &values)
    {
        QList<QByteArray> events;
        for (const QByteArray &value : values)
            events << (value.isEmpty() ? QByteArray("{\"b\":1}") : "{\"a\":" + value + "}");
        return makeDocument(events, EventOrigin());
    }
    static EventDocumentPtr numbers(int count)
    {
        QList<QByteArray> values;
        for (int i = 0; i < count; ++i)
            values << QByteArray::number((i * 7919LL) % count);
        return documentOf(values);
    }
    static MakeEventTest contains(const char *text)
    {
        return [text] {
            return [text](std::string_view event) { return event.find(text) != std::string_view::npos; };
        };
    }
    static std::vector<qint64> shown(const EventView &view)
    {
        std::vector<qint64> rows;
        for (qint64 at = 0; at < view.count(); ++at)
            rows.push_back(view.row(at));
        return rows;
    }
    static std::vector<quint32> order(const EventDocumentPtr &document, bool descending)
    {
        return RowOrder::make(document, document->count(), "a", {})->rows(descending);
    }

private Q_SLOTS:
    void sortsByMeaning_data()
    {
        QTest::addColumn<QList<QByteArray>>("values");
        QTest::addColumn<QList<int>>("rows");
        using Values = QList<QByteArray>;
        using Rows = QList<int>;
        QTest::newRow("numbers") << Values{"10", "9", "-1", "1.5", "1e3"} << Rows{2, 3, 1, 0, 4};
        QTest::newRow("numbers before texts") << Values{"\"b\"", "3", "\"a\"", "\"2\""} << Rows{3, 1, 2, 0};
        QTest::newRow("nothing last") << Values{"", "\"b\"", "null", "\"\"", "1"} << Rows{4, 1, 0, 2, 3};
        QTest::newRow("64 bits") << Values{"8847222077216958610",  "8847222077216958609",
                                           "18446744073709551615", "18446744073709551614",
                                           "-9223372036854775808", "-9223372036854775807"}
                                 << Rows{4, 5, 1, 0, 3, 2};
        QTest::newRow("ignoring case")
            << Values{"\"bob@acme.example\"", "\"ALICE@acme.example\"", "\"Bob@acme.example\""}
            << Rows{1, 0, 2};
        QTest::newRow("long texts") << Values{"\"https://one/b\"", "\"https://one/a\"", "\"https://on\""}
                                    << Rows{2, 1, 0};
        QTest::newRow("addresses") << Values{"\"10.0.0.2\"", "\"9.255.0.1\"", "\"10.0.0.10\""}
                                   << Rows{1, 0, 2};
        QTest::newRow("no events at all") << Values{} << Rows{};
    }
    void sortsByMeaning()
    {
        QFETCH(QList<QByteArray>, values);
        QFETCH(QList<int>, rows);
        const auto sorted = order(documentOf(values), false);
        QCOMPARE(QList<int>(sorted.begin(), sorted.end()), rows);
    }
    void keepsTheOrderOfEqualRows()
    {
        const EventDocumentPtr document = documentOf({"2", "1", "2", "", "1", ""});
        QCOMPARE(order(document, false), (std::vector<quint32>{1, 4, 0, 2, 3, 5}));
        QCOMPARE(order(document, true), (std::vector<quint32>{0, 2, 1, 4, 3, 5}));
    }

    void showsAllAtFirst()
    {
        EventView view;
        view.setDocument(numbers(1000));
        QCOMPARE(view.count(), 1000);
        QCOMPARE(view.row(999), 999);
        QCOMPARE(view.row(1000), -1);
    }
    void filtersInTheBackground()
    {
        const EventDocumentPtr document = numbers(100'000);
        EventView view;
        view.setDocument(document);
        view.setFilter(contains("77"));
        QVERIFY(view.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!view.isBusy(), 10'000);
        std::vector<qint64> expected;
        const auto reader = document->reader();
        for (qint64 row = 0; row < document->count(); ++row) {
            if (reader->event(row).find("77") != std::string_view::npos)
                expected.push_back(row);
        }
        QVERIFY(expected.size() > 1000);
        QCOMPARE(shown(view), expected);
        view.setFilter(nullptr);
        QCOMPARE(view.count(), 100'000);
    }
    void showsNothingWhereNothingMatches()
    {
        EventView view;
        view.setDocument(numbers(10'000));
        view.setFilter(contains("nowhere"));
        QTRY_VERIFY_WITH_TIMEOUT(!view.isBusy(), 10'000);
        QCOMPARE(view.count(), 0);
    }
    void filtersAndSortsTogether_data()
    {
        QTest::addColumn<bool>("sortFirst");
        QTest::newRow("sort, then filter") << true;
        QTest::newRow("filter, then sort") << false;
    }
    void filtersAndSortsTogether()
    {
        QFETCH(bool, sortFirst);
        const EventDocumentPtr document = numbers(50'000);
        EventView view;
        view.setDocument(document);
        if (sortFirst) {
            view.setOrder("a", true);
            view.setFilter(contains("77"));
        } else {
            view.setFilter(contains("77"));
            view.setOrder("a", true);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!view.isBusy(), 10'000);
        QVERIFY(view.count() > 500);
        const auto reader = document->reader();
        long long last = 1'000'000;
        for (const qint64 row : shown(view)) {
            const std::string text(reader->event(row));
            QVERIFY(text.find("77") != std::string::npos);
            const long long value = std::stoll(text.substr(5));
            QVERIFY(value <= last);
            last = value;
        }
        const qint64 sortedCount = view.count();
        view.setOrder({}, false); // back to the document's order
        QTRY_VERIFY_WITH_TIMEOUT(!view.isBusy(), 10'000);
        const auto rows = shown(view);
        QCOMPARE(static_cast<qint64>(rows.size()), sortedCount);
        QVERIFY(std::is_sorted(rows.begin(), rows.end()));
    }
    // As a person types: each key another filter, before the one before it has ended.
    void theLastKeyWins()
    {
        const EventDocumentPtr document = numbers(200'000);
        EventView view;
        view.setDocument(document);
        for (const char *text : {"1", "12", "123", "1234", "123", "12", "777"}) {
            view.setFilter(contains(text));
            QTest::qWait(3); // the worker has begun
        }
        QTRY_VERIFY_WITH_TIMEOUT(!view.isBusy(), 10'000);
        const auto reader = document->reader();
        QVERIFY(view.count() > 0);
        for (const qint64 row : shown(view))
            QVERIFY(reader->event(row).find("777") != std::string_view::npos);
    }
    // The window's thread waits for the worker when a page is closed. Processor time, because the machine may
    // be busy; that of a whole sort is what waiting for its end could cost.
    void isDestroyedAtOnceWhileItSorts()
    {
        QList<QByteArray> values;
        for (int i = 0; i < 300'000; ++i)
            values << QByteArray("\"user") + QByteArray::number((i * 7919LL) % 300'000) + "@acme.example\"";
        const EventDocumentPtr document = documentOf(values);
        values.clear();
        const test::ProcessorTime whole(test::ProcessorTime::Of::AllThreads);
        QCOMPARE(order(document, false).size(), 300'000U);
        const qint64 all = whole.elapsed();
        for (int tenth = 1; tenth < 10; ++tenth) {
            auto view = std::make_unique<EventView>();
            view->setDocument(document);
            const test::ProcessorTime used(test::ProcessorTime::Of::AllThreads);
            view->setOrder("a", false);
            while (used.elapsed() < all * tenth / 10 && view->isBusy())
                QThread::usleep(100);
            const test::ProcessorTime ending(test::ProcessorTime::Of::AllThreads);
            view.reset();
            QVERIFY2(ending.elapsed() < std::max(all / 10, 20LL),
                     qPrintable(QStringLiteral("after %1/10 of %2 ms it still took %3 ms")
                                    .arg(tenth)
                                    .arg(all)
                                    .arg(ending.elapsed())));
        }
    }
    // A test that takes for ever is left behind at once.
    void aSlowFilterIsCancelled()
    {
        std::atomic<int> tested = 0;
        EventView view;
        view.setDocument(numbers(200'000));
        view.setFilter([&tested] {
            return [&tested](std::string_view) {
                ++tested;
                QThread::usleep(500);
                return true;
            };
        });
        QTRY_VERIFY_WITH_TIMEOUT(tested > 20, 10'000);
        QElapsedTimer timer;
        timer.start();
        view.setFilter(contains("777"));
        QVERIFY(timer.elapsed() < test::promptly);
        QTRY_VERIFY_WITH_TIMEOUT(!view.isBusy(), 10'000);
        QVERIFY(view.count() < 10'000);
    }
};

QTEST_GUILESS_MAIN(EventViewTest)
#include "event_view_test.moc"

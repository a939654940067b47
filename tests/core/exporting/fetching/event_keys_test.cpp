// The keys of events: their time and memory, also if a file was made so that they are as bad as can be.
#include "core/exporting/fetching/event_keys.h"
#include "tests/support/time_limits.h"

#include <QTest>
#include <bit>

using namespace slipway;

class EventKeysTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void manySmallPagesAfterALargeOne()
    {
        EventKeys keys;
        for (uint64_t i = 1; i <= 1 << 18; ++i)
            keys.insert({i | 1, i});
        const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
        for (uint64_t i = 1; i <= 100'000; ++i) {
            keys.clear();
            keys.insert({i | 1, i});
            QVERIFY(keys.contains({i | 1, i}) && !keys.contains({(i + 2) | 1, i}) && keys.count() == 1);
        }
        QVERIFY2(used.elapsed() < 5'000, qPrintable(QString::number(used.elapsed())));
    }
    // A checksum such as CRC-64 can be chosen, so keys can be made to want the same place under any rule that
    // is known.
    void keysThatWereMadeToCollide()
    {
        EventKeys keys;
        const test::ProcessorTime used(test::ProcessorTime::Of::ThisThread);
        constexpr uint64_t count = 100'000;
        for (uint64_t i = 0; i < count; ++i) {
            const uint64_t id = (i << 1) | 1;
            keys.insert({id, 5 ^ std::rotl(id, 31)});
        }
        QCOMPARE(keys.count(), size_t{count});
        for (uint64_t i = 0; i < count; ++i)
            QVERIFY(keys.containsId((i << 1) | 1) && !keys.containsId((i + count) << 1 | 1));
        QVERIFY2(used.elapsed() < 5'000, qPrintable(QString::number(used.elapsed())));
    }
};

QTEST_GUILESS_MAIN(EventKeysTest)
#include "event_keys_test.moc"

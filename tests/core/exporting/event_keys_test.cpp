// The keys of events: their time and memory, also if a file was made so that they are as bad as can be; and
// checksums that are continued with them.
#include "core/exporting/journal/event_keys.h"
#include "core/exporting/parts/part_writer.h"
#include "core/io/continued_crc.h"
#include "tests/support/time_limits.h"

#include <QRandomGenerator>
#include <QTest>
#include <bit>
#include <set>
#include <string>
#include <utility>

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
    void whatWasAddedIsFoundAndNothingElse()
    {
        QRandomGenerator64 random(20261201);
        EventKeys keys;
        std::set<std::pair<uint64_t, uint64_t>> added;
        std::set<uint64_t> ids;
        for (int i = 0; i < 60'000; ++i) {
            // Few enough for repeats, and for an `_id` with several texts; every fifth has no `_id`.
            const uint64_t id = i % 5 == 0 ? 0 : random.bounded(20'000u) * 2 + 1;
            const EventKey128 key{id, random.bounded(10u) + 1};
            QCOMPARE(keys.contains(key), added.contains({key.id, key.text}));
            QCOMPARE(keys.containsId(id), ids.contains(id));
            keys.insert(key);
            added.emplace(key.id, key.text);
            if (id != 0)
                ids.insert(id);
            QCOMPARE(keys.count(), added.size());
        }
        keys.clear();
        for (const auto &[id, text] : added)
            QVERIFY(!keys.contains({id, text}) && !keys.containsId(id));
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
    void aChecksumIsContinuedWithoutReading()
    {
        QRandomGenerator64 random(20261130);
        for (size_t i = 0; i < 1'000; ++i) {
            // Sizes around those at which another byte of the number counts, too.
            const size_t size = i < 600 ? i : i % 2 == 0 ? 65'500 + i % 100 : random.bounded(100'000u);
            std::string text(size, '\0');
            for (char &c : text)
                c = static_cast<char>(random.generate());
            const uint64_t before = random.generate();
            const EventKey128 key = keyOf(i % 2 == 0 ? "id" : "", text);
            QCOMPARE(linesCrc(before, key, text), linesCrc(before, text));
            const uint64_t continued = continuedCrc(before, key, text);
            QCOMPARE(portableContinuedCrc(before, size, key.text, size), continued);
        }
    }
    // A key is never all zeros: where it would be, it is replaced.
    void aReplacedKeyDoesNotSpoilTheChecksum()
    {
        const EventKey128 replaced{0, 1};
        const std::string_view text = R"({"x":1})";
        QCOMPARE(linesCrc(7, replaced, text), linesCrc(7, text));
    }
};

QTEST_GUILESS_MAIN(EventKeysTest)
#include "event_keys_test.moc"

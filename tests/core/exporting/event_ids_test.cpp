// The ids by which repeats are recognised: of any length, in little memory, and after an interruption.
#include "core/exporting/journal/event_id.h"
#include "core/exporting/parts/event_ids.h"

#include <QTest>

using namespace slipway;

class EventIdsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hugeIdsTakeLittleMemory()
    {
        const std::string huge(1 << 20, 'a'), other = huge + "b";
        QVERIFY(eventIdKey(huge).size() < 100);
        QVERIFY(eventIdKey(huge) != eventIdKey(other));
        QCOMPARE(eventIdKey("abc"), QByteArray("abc"));
        QVERIFY(!eventIdKey("a\nb").contains('\n'));
    }

    void idsSurviveTheJournal()
    {
        const std::string huge(5000, 'x');
        EventIds ids;
        for (int i = 0; i < 3000; ++i)
            QVERIFY(ids.insert(std::to_string(i)));
        QVERIFY(!ids.insert("17"));
        QVERIFY(ids.insert(huge));
        const EventIds again(ids.joined());
        QCOMPARE(again.count(), 3001);
        QVERIFY(again.contains("0") && again.contains("2999") && again.contains(huge));
        QVERIFY(!again.contains("3000") && !EventIds().contains("0"));
        ids.clear();
        QVERIFY(ids.isEmpty() && !ids.contains("17") && ids.insert("17"));
    }
};

QTEST_GUILESS_MAIN(EventIdsTest)
#include "event_ids_test.moc"

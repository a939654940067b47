// Saved destinations, and how their last tests ended.
#include "core/secrets/token_store.h"
#include "core/workspace/saved_destinations.h"

#include <QTemporaryDir>
#include <QTest>

namespace slipway {

class SavedDestinationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // A test says nothing about other settings or other credentials than those it was made with.
    void aTestCountsForWhatWasTested()
    {
        const QTemporaryDir folder;
        const auto database = StateDatabase::open(folder.filePath(QStringLiteral("s.db")));
        QVERIFY(database);
        MemoryTokenStore tokens;
        const SavedDestinations destinations(DestinationRepository(*database), tokens);
        const DestinationSecrets keys{{QStringLiteral("access_key"), Secret("one")},
                                      {QStringLiteral("secret_key"), Secret("two")}};
        Destination drop = destinationFromUrl(QStringLiteral("s3://drop?region=eu-west-1")).value();
        drop.name = QStringLiteral("SIEM drop");
        drop = QCoro::waitFor(destinations.save(drop, keys)).value();
        const auto lastTest = [&]() -> std::optional<bool> {
            const auto tests = destinations.tests().value();
            return tests.contains(drop.id) ? std::optional(tests.value(drop.id).passed) : std::nullopt;
        };
        QCOMPARE(lastTest(), std::nullopt);
        QVERIFY(destinations.keepTest(drop, true));
        QCOMPARE(lastTest(), std::optional(true));

        Destination moved = drop;
        moved.prefix = QStringLiteral("elsewhere");
        QVERIFY(QCoro::waitFor(destinations.save(moved, {})));
        QCOMPARE(lastTest(), std::nullopt);
        moved.prefix.clear();
        QVERIFY(QCoro::waitFor(destinations.save(moved, {})));
        QCOMPARE(lastTest(), std::optional(true));

        moved.name = QStringLiteral("Hunters drop"); // it is still the same place
        QVERIFY(QCoro::waitFor(destinations.save(moved, {})));
        QCOMPARE(lastTest(), std::optional(true));
        QVERIFY(destinations.keepTest(moved, false));
        QCOMPARE(lastTest(), std::optional(false));

        QVERIFY(QCoro::waitFor(destinations.save(moved, keys)));
        QCOMPARE(lastTest(), std::nullopt);
        QVERIFY(destinations.keepTest(moved, true));
        QVERIFY(QCoro::waitFor(destinations.remove(drop.id)));
        QCOMPARE(lastTest(), std::nullopt);
        QVERIFY(destinations.keepTest(moved, true)); // it was removed while it was being tested
        QCOMPARE(lastTest(), std::nullopt);
    }
};

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::SavedDestinationsTest)
#include "saved_destinations_test.moc"

// Saved destinations, and how their last tests ended.
#include "core/destinations/credential_entries.h"
#include "core/secrets/token_store.h"
#include "core/workspace/saved_destinations.h"

#include <QTemporaryDir>
#include <QTest>

namespace slipway {
namespace {

DestinationSecrets password(const char *text)
{
    return {{QStringLiteral("password"), Secret(text)}};
}

// A keychain that does not take one of the secrets.
class RefusingStore : public MemoryTokenStore
{
public:
    QCoro::Task<Result<void>> write(QString key, Secret secret) override
    {
        if (!refused.isEmpty() && secret.reveal().contains(refused))
            co_return failure(ErrorKind::KeychainUnavailable, QStringLiteral("refused"));
        const Result<void> written = co_await MemoryTokenStore::write(key, secret);
        co_return written;
    }
    QByteArray refused;
};

// An empty state file with a keychain, and one destination in it.
template<class Store>
struct World
{
    World() : database(StateDatabase::open(folder.filePath(QStringLiteral("s.db"))).value()) {}
    Destination add(const char *url, const char *name, const DestinationSecrets &secrets)
    {
        Destination wanted = destinationFromUrl(QLatin1String(url)).value();
        wanted.name = QLatin1String(name);
        return QCoro::waitFor(destinations.save(wanted, secrets)).value();
    }

    QTemporaryDir folder;
    StateDatabase database;
    Store tokens;
    const SavedDestinations destinations{DestinationRepository(database), tokens};
};

} // namespace

class SavedDestinationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Somebody who can change the settings must not be sent the credentials of another server.
    void storedCredentialsStayWithTheirServer()
    {
        World<MemoryTokenStore> world;
        const SavedDestinations &destinations = world.destinations;
        const Destination drop = world.add("sftp://slipway@drop.example/in", "Drop", password("first"));
        const auto savedHost = [&] { return destinations.all()->first().option("host"); };
        for (const char *change : {"host", "port"}) {
            Destination moved = drop;
            moved.options[QLatin1String(change)] = QLatin1String(change) == QLatin1String("host")
                                                       ? QStringLiteral("evil.example")
                                                       : QStringLiteral("2222");
            const auto refused = QCoro::waitFor(destinations.save(moved, {}));
            QVERIFY2(!refused, change);
            QVERIFY2(refused.error().message.contains(QLatin1String("sftp://slipway@drop.example/in")),
                     qPrintable(refused.error().message));
            QCOMPARE(destinations.all()->first(), drop);
            const auto report = QCoro::waitFor(destinations.test(moved, {}, {}, {}));
            QCOMPARE(report.steps.size(), 1); // nobody was asked
            QVERIFY(report.error()->message.contains(QLatin1String("are not sent to another server")));
        }
        Destination renamed = drop;
        renamed.prefix = QStringLiteral("other"); // another folder of the same server
        QVERIFY(QCoro::waitFor(destinations.save(renamed, {})));

        Destination moved = drop;
        moved.options[QStringLiteral("host")] = QStringLiteral("new.example");
        QVERIFY(QCoro::waitFor(destinations.save(moved, password("second"))));
        QCOMPARE(savedHost(), QStringLiteral("new.example"));
        QCOMPARE(QCoro::waitFor(readCredentials(world.tokens, drop.id)).value(), password("second"));
    }
    void aRefusingKeychainLeavesADestinationAsItWas()
    {
        World<RefusingStore> world;
        const SavedDestinations &destinations = world.destinations;
        const Destination drop = world.add("sftp://slipway@drop.example/in", "Drop", password("first"));
        Destination other = drop, moved = drop;
        other.prefix = QStringLiteral("other");
        moved.options[QStringLiteral("host")] = QStringLiteral("new.example");
        for (const Destination &wanted : {other, moved}) {
            world.tokens.refused = QByteArrayLiteral("second");
            const auto saved = QCoro::waitFor(destinations.save(wanted, password("second")));
            QVERIFY(!saved);
            QCOMPARE(destinations.all()->first(), drop);
            QCOMPARE(QCoro::waitFor(readCredentials(world.tokens, drop.id)).value(), password("first"));
        }
    }
    // A test says nothing about other settings or other credentials than those it was made with.
    void aTestCountsForWhatWasTested()
    {
        World<MemoryTokenStore> world;
        const SavedDestinations &destinations = world.destinations;
        const DestinationSecrets keys{{QStringLiteral("access_key"), Secret("one")},
                                      {QStringLiteral("secret_key"), Secret("two")}};
        const Destination drop = world.add("s3://drop?region=eu-west-1", "SIEM drop", keys);
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

#include "core/secrets/keychain.h"
#include "tests/support/secret_service_client.h"
#include "tests/support/time_limits.h"

#include <QCoroTask>
#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

using namespace slipway;
using namespace std::chrono_literals;

// A real gnome-keyring of its own (tests/support/with-keyring), and what happens to it in the field.
class SecretServiceTest : public QObject
{
    Q_OBJECT
    using Client = test::SecretServiceClient;
    Client m_client;
    QString m_login;
    std::function<void(const QString &entry)> m_meanwhile; // what another program does once an entry is there

    // No display: every prompt is dismissed at once.
    static std::unique_ptr<Keychain> store(KeychainPatience patience = {})
    {
        return makeKeychain({}, patience);
    }
    static Result<Secret> read(Keychain &store, const QString &key)
    {
        return QCoro::waitFor(store.read(key));
    }
    static KeychainPatience hasty()
    {
        KeychainPatience patience;
        patience.answer = 600ms;
        patience.silent = 50ms;
        patience.slow = 300ms;
        return patience;
    }

public Q_SLOTS:
    void created(const QDBusMessage &signal)
    {
        if (m_meanwhile)
            std::exchange(m_meanwhile, {})(signal.arguments().value(0).value<QDBusObjectPath>().path());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QDBusConnection::sessionBus().connect(
            {}, {}, QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("ItemCreated"), this,
            SLOT(created(QDBusMessage))));
    }
    void init() { m_login = Client::defaultKeyring(); }
    void cleanup()
    {
        if (Client::defaultKeyring() != m_login)
            Client::makeDefault(m_login);
    }

    // Former versions wrote with Qt Keychain.
    void readsWhatFormerVersionsWrote_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("binary") << QStringLiteral("base64") << QByteArray("former-canary-01").toBase64();
        QTest::newRow("text") << QStringLiteral("plaintext") << QByteArray("former-canary-01");
    }
    void readsWhatFormerVersionsWrote()
    {
        QFETCH(QString, type);
        QFETCH(QByteArray, value);
        const QString key = QStringLiteral("former");
        m_client.writeEntry(key, value, type);
        const auto keychain = store();
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("former-canary-01"));
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("newer-canary-02"))));
        QCOMPARE(keychain->lastOutcome().removed, 1);
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("newer-canary-02"));
        QCOMPARE(Client::entries(key).size(), 1);
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
        QCOMPARE(keychain->lastOutcome().removed, 1);
        QVERIFY(Client::entries(key).isEmpty());
    }

    // Two keyrings, and another one becomes the default: every read gives the new token, and no old one is
    // left behind in either of them.
    void aChangedDefaultKeyring()
    {
        const QString key = QStringLiteral("moved-default");
        const auto keychain = store();
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("old-canary-01"))));
        const QString work = m_client.makeKeyring(QStringLiteral("Work"));
        QVERIFY(!work.isEmpty());
        Client::makeDefault(work);
        const auto written = QCoro::waitFor(keychain->write(key, Secret("new-canary-02")));
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QCOMPARE(keychain->lastOutcome().removed, 1);
        QVERIFY(keychain->lastOutcome().leftovers.isEmpty());
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("new-canary-02"));
        QCOMPARE(Client::entries(key).size(), 1);
        QVERIFY(Client::entries(key).first().startsWith(work));
        Client::makeDefault(m_login);
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("new-canary-02"));
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
        QCOMPARE(keychain->lastOutcome().removed, 1);
        QVERIFY(Client::entries(key).isEmpty());
        Client::removeKeyring(work);
    }

    // Between the write and the look at what was written, another program changes it. Then nothing is called
    // saved, and the message says what happened.
    void changedBeforeItIsReadBack_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<bool>("formerCounts");
        QTest::newRow("overwritten") << QStringLiteral("overwrite") << true;
        QTest::newRow("removed") << QStringLiteral("remove") << true;
        QTest::newRow("removed with its keyring") << QStringLiteral("remove keyring") << true;
        QTest::newRow("locked") << QStringLiteral("lock") << false;
    }
    void changedBeforeItIsReadBack()
    {
        QFETCH(QString, change);
        QFETCH(bool, formerCounts);
        const QString key = QStringLiteral("changed");
        const auto keychain = store();
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("former-canary-01"))));
        const QString work = m_client.makeKeyring(QStringLiteral("Work"));
        Client::makeDefault(work);
        m_meanwhile = [&](const QString &entry) {
            if (change == QLatin1String("overwrite"))
                Client::overwrite(entry, QByteArray("strange-canary-03").toBase64());
            else if (change == QLatin1String("remove"))
                Client::removeEntry(entry);
            else if (change == QLatin1String("lock"))
                Client::lock(work);
            else
                Client::removeKeyring(work);
        };
        const auto written = QCoro::waitFor(keychain->write(key, Secret("new-canary-02")));
        QVERIFY(!m_meanwhile);
        QVERIFY(!written);
        QVERIFY2(written.error().message.contains(QLatin1String("did not keep the token")),
                 qPrintable(written.error().asText()));
        QVERIFY2(written.error().nextStep.startsWith(
                     formerCounts ? QLatin1String("Nothing was saved, and the former token is still there.")
                                  : QLatin1String("It is not certain which token the keychain has now")),
                 qPrintable(written.error().asText()));
        QVERIFY(!written.error().asText().contains(QLatin1String("canary")));
        const auto now = read(*keychain, key);
        if (formerCounts)
            QCOMPARE(now->reveal(), QByteArray("former-canary-01"));
        else
            QCOMPARE(now.error().kind, ErrorKind::KeychainLocked);
        if (change != QLatin1String("remove keyring"))
            Client::removeKeyring(work);
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("former-canary-01"));
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
        QVERIFY(Client::entries(key).isEmpty());
    }
    // Another keyring becomes the default between the two: the new token is where it was written, and counts.
    void theDefaultChangesBeforeItIsReadBack()
    {
        const QString key = QStringLiteral("switched");
        const auto keychain = store();
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("former-canary-01"))));
        const QString work = m_client.makeKeyring(QStringLiteral("Work"));
        m_meanwhile = [&](const QString &) { Client::makeDefault(work); };
        const auto written = QCoro::waitFor(keychain->write(key, Secret("new-canary-02")));
        QVERIFY(!m_meanwhile);
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QCOMPARE(Client::defaultKeyring(), work);
        QCOMPARE(keychain->lastOutcome().removed, 1);
        QCOMPARE(Client::entries(key).size(), 1);
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("new-canary-02"));
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
        Client::removeKeyring(work);
    }

    // What cannot be removed is named, and the new token counts all the same.
    void anOldEntryInALockedKeyringIsNamed()
    {
        const QString key = QStringLiteral("locked-old");
        const auto keychain = store();
        const QString work = m_client.makeKeyring(QStringLiteral("Branch office"));
        Client::makeDefault(work);
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("old-canary-01"))));
        Client::makeDefault(m_login);
        Client::lock(work);
        const auto written = QCoro::waitFor(keychain->write(key, Secret("new-canary-02")));
        QVERIFY2(written, written ? "" : qPrintable(written.error().asText()));
        QCOMPARE(keychain->lastOutcome().removed, 0);
        QCOMPARE(keychain->lastOutcome().leftovers.size(), 1);
        QVERIFY2(keychain->lastOutcome().leftovers.first().contains(QLatin1String("Branch office")),
                 qPrintable(keychain->lastOutcome().leftovers.first()));
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("new-canary-02"));
        const auto removed = QCoro::waitFor(keychain->remove(key));
        QVERIFY(removed);
        QCOMPARE(keychain->lastOutcome().removed, 1);
        QVERIFY(keychain->lastOutcome().leftovers.join(QString()).contains(QLatin1String("Branch office")));
        // The only one is in the locked keyring: that is not "removed", and not "there is none", either.
        QCOMPARE(QCoro::waitFor(keychain->remove(key)).error().kind, ErrorKind::KeychainLocked);
        QCOMPARE(read(*keychain, key).error().kind, ErrorKind::KeychainLocked);
        Client::removeKeyring(work);
    }

    // If a token is gone, or its entry is empty, that is reported as "no token" and not as an empty one.
    void anEmptyEntryIsNoToken()
    {
        const QString key = QStringLiteral("empty");
        m_client.writeEntry(key, {}, QStringLiteral("base64"));
        QCOMPARE(Client::entries(key).size(), 1);
        const auto keychain = store();
        QCOMPARE(read(*keychain, key).error().kind, ErrorKind::NotFound);
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
    }
    void removedBehindOurBack()
    {
        const QString key = QStringLiteral("behind");
        const auto keychain = store();
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("gone-canary-01"))));
        Client::removeEntry(Client::entries(key).value(0));
        QCOMPARE(read(*keychain, key).error().kind, ErrorKind::NotFound);
        const QString work = m_client.makeKeyring(QStringLiteral("Short-lived"));
        Client::makeDefault(work);
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("gone-canary-02"))));
        Client::removeKeyring(work);
        QCOMPARE(read(*keychain, key).error().kind, ErrorKind::NotFound);
        const auto removed = QCoro::waitFor(keychain->remove(key));
        QVERIFY(removed);
        QCOMPARE(keychain->lastOutcome().removed, 0);
    }
    void keepsLargeEntries()
    {
        const QString key = QStringLiteral("large");
        QByteArray large(200'000, 'k');
        for (qsizetype at = 0; at < large.size(); at += 7)
            large[at] = static_cast<char>(at);
        const auto keychain = store();
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret(large))));
        QCOMPARE(read(*keychain, key)->reveal(), large);
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
    }

    // An update of the desktop, or a logout of its agent: the same store, as an open window has it.
    void aKeyringThatRestarts()
    {
        const QString key = QStringLiteral("restart");
        const auto keychain = store();
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("restart-canary-01"))));
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("restart-canary-01"));
        Client::end();
        m_client.start();
        const auto again = read(*keychain, key);
        QVERIFY2(again, again ? "" : qPrintable(again.error().asText()));
        QCOMPARE(again->reveal(), QByteArray("restart-canary-01"));
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
    }

    // The service is there but does not answer. Slipway says immediately that it waits, stops waiting in
    // time, and does not claim that there is no keychain. What it gave up on does not happen later.
    void aFrozenService()
    {
        const QString key = QStringLiteral("frozen");
        const auto keychain = store(hasty());
        QStringList heard;
        keychain->onWaiting([&](const QString &sentence) { heard << sentence; });
        QVERIFY(QCoro::waitFor(keychain->write(key, Secret("frozen-canary-01"))));
        heard.clear();
        Client::freeze(true);
        const auto frozen = read(*keychain, key);
        const auto written = QCoro::waitFor(keychain->write(key, Secret("frozen-canary-02")));
        Client::freeze(false);
        QVERIFY(!frozen && !written);
        QCOMPARE(frozen.error().kind, ErrorKind::Timeout);
        QVERIFY2(frozen.error().message.contains(QLatin1String("does not answer")),
                 qPrintable(frozen.error().message));
        QVERIFY(!frozen.error().asText().contains(QLatin1String("Install")));
        QCOMPARE(written.error().kind, ErrorKind::Timeout);
        QCOMPARE(heard.size(), 6); // for each: waiting, does not answer, over
        QVERIFY(heard[0].contains(QLatin1String("Waiting for the keychain")));
        QVERIFY(heard[1].contains(QLatin1String("does not answer")));
        QVERIFY(heard[2].isEmpty());
        QCOMPARE(read(*keychain, key)->reveal(), QByteArray("frozen-canary-01"));
        QCOMPARE(Client::entries(key).size(), 1);
        QVERIFY(QCoro::waitFor(keychain->remove(key)));
    }
    // While it waits, the thread goes on, and Cancel ends the wait at once.
    void cancelEndsTheWait()
    {
        const auto keychain = store();
        Client::freeze(true);
        int beats = 0;
        QTimer timer;
        QObject::connect(&timer, &QTimer::timeout, this, [&] { ++beats; });
        timer.start(10ms);
        QTimer::singleShot(500ms, this, [&] { keychain->cancel(); });
        QElapsedTimer clock;
        clock.start();
        const auto read = QCoro::waitFor(keychain->read(QStringLiteral("cancelled")));
        Client::freeze(false);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Cancelled);
        QVERIFY(clock.elapsed() < test::promptly);
        QVERIFY(beats > 10);
        // The next operation is not cancelled with it.
        QCOMPARE(QCoro::waitFor(keychain->read(QStringLiteral("cancelled"))).error().kind,
                 ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(SecretServiceTest)
#include "secret_service_test.moc"

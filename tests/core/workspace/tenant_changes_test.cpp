// A tenant and its token change together or not at all, and no token is ever stored for an address other than
// the one it was given for.
#include "core/workspace/tenant_changes.h"

#include <QTemporaryDir>
#include <QTest>

namespace slipway {
namespace {

// A keychain that refuses what a test tells it to, and notes what was stored beside which address.
class RefusingStore : public MemoryTokenStore
{
public:
    QCoro::Task<Result<Secret>> read(QString key) override
    {
        if (refusesReads)
            co_return failure(ErrorKind::KeychainLocked, QStringLiteral("locked"));
        co_return co_await MemoryTokenStore::read(key);
    }
    QCoro::Task<Result<void>> write(QString key, Secret secret) override
    {
        if (isLocked)
            co_return failure(ErrorKind::KeychainLocked, QStringLiteral("locked"));
        if (refused == secret)
            co_return failure(ErrorKind::KeychainDenied, QStringLiteral("denied"));
        co_return co_await MemoryTokenStore::write(key, secret);
    }
    QCoro::Task<Result<void>> remove(QString key) override
    {
        if (refusesRemovals)
            co_return failure(ErrorKind::Timeout, QStringLiteral("no answer"));
        isLocked = locksOnRemoval;
        co_return co_await MemoryTokenStore::remove(key);
    }

    Secret refused;
    bool refusesReads = false, refusesRemovals = false;
    bool locksOnRemoval = false, isLocked = false; // for writing
};

} // namespace

class TenantChangesTest : public QObject
{
    Q_OBJECT

    std::optional<QTemporaryDir> m_folder;
    std::optional<StateDatabase> m_database;
    std::optional<TenantRepository> m_tenants;
    std::optional<RefusingStore> m_store;
    std::optional<TenantChanges> m_changes;
    const Secret m_old{QByteArray("old-token-0123456789")}, m_new{QByteArray("new-token-0123456789")};

    static Tenant acme()
    {
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        return tenant;
    }
    QByteArray storedToken(const Tenant &tenant)
    {
        m_store->refusesReads = false;
        const Result<Secret> token = QCoro::waitFor(m_store->read(tokenKey(tenant.id)));
        return token ? token->reveal() : QByteArray();
    }

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_database = StateDatabase::open(m_folder->filePath(QStringLiteral("state.db"))).value();
        m_tenants.emplace(*m_database);
        m_store.emplace();
        m_changes.emplace(*m_tenants, *m_store);
    }
    void cleanup()
    {
        m_changes.reset();
        m_tenants.reset();
        m_database.reset();
    }

    void aTenantWithoutItsTokenIsNotSaved()
    {
        m_store->refused = m_old;
        const Result<Tenant> added = QCoro::waitFor(m_changes->add(acme(), m_old));
        QVERIFY(!added);
        QCOMPARE(added.error().kind, ErrorKind::KeychainDenied);
        QVERIFY(m_tenants->all()->isEmpty());
    }

    void tokenAndSettingsChangeTogether()
    {
        Tenant tenant = QCoro::waitFor(m_changes->add(acme(), m_old)).value();
        QCOMPARE(storedToken(tenant), m_old.reveal());
        tenant.address = QUrl(QStringLiteral("https://acme.eu.goskope.com"));
        const Result<Tenant> changed = QCoro::waitFor(m_changes->change(tenant, m_new));
        QVERIFY(changed);
        QCOMPARE(changed->address, tenant.address);
        QCOMPARE(storedToken(tenant), m_new.reveal());
        QVERIFY(QCoro::waitFor(m_changes->remove(tenant.id)));
        QVERIFY(storedToken(tenant).isEmpty());
        QVERIFY(m_tenants->all()->isEmpty());
    }

    void whatTheKeychainRefusesLeavesAllAsItWas_data()
    {
        QTest::addColumn<bool>("write");
        QTest::addColumn<bool>("read");
        QTest::addColumn<bool>("removal");
        QTest::addColumn<bool>("moves");
        QTest::newRow("the new token") << true << false << false << true;
        QTest::newRow("the new token, same address") << true << false << false << false;
        QTest::newRow("a look at the old token") << false << true << false << true;
        QTest::newRow("the removal of the old token") << false << false << true << true;
    }
    void whatTheKeychainRefusesLeavesAllAsItWas()
    {
        QFETCH(bool, write);
        QFETCH(bool, read);
        QFETCH(bool, removal);
        QFETCH(bool, moves);
        const Tenant before = QCoro::waitFor(m_changes->add(acme(), m_old)).value();
        Tenant after = before;
        after.name = QStringLiteral("Acme Europe");
        if (moves)
            after.address = QUrl(QStringLiteral("https://acme.eu.goskope.com"));
        if (write)
            m_store->refused = m_new;
        m_store->refusesReads = read;
        m_store->refusesRemovals = removal;
        QVERIFY(!QCoro::waitFor(m_changes->change(after, m_new)));
        QCOMPARE(m_tenants->byId(before.id).value(), before);
        QCOMPARE(storedToken(before), m_old.reveal());
    }

    // The keychain is locked once the former token has been taken out of it: the token is not lost.
    void aKeychainThatIsLockedInBetween_data()
    {
        QTest::addColumn<bool>("hasSession");
        QTest::addColumn<bool>("isForSession");
        QTest::newRow("command line") << false << false;
        QTest::newRow("window") << true << false;
        QTest::newRow("window, former token for this session") << true << true;
    }
    void aKeychainThatIsLockedInBetween()
    {
        QFETCH(bool, hasSession);
        QFETCH(bool, isForSession);
        auto owned = std::make_unique<RefusingStore>();
        RefusingStore *keychain = owned.get();
        LayeredTokenStore layers(std::move(owned), std::make_unique<MemoryTokenStore>());
        const Tenant before =
            QCoro::waitFor(TenantChanges(*m_tenants, layers, isForSession).add(acme(), m_old)).value();
        keychain->locksOnRemoval = true;
        Tenant after = before;
        after.address = QUrl(QStringLiteral("https://acme.eu.goskope.com"));
        const TenantChanges changes =
            hasSession ? TenantChanges(*m_tenants, layers, false) : TenantChanges(*m_tenants, *keychain);
        const Result<Tenant> changed = QCoro::waitFor(changes.change(after, m_new));
        QVERIFY(!changed);
        QCOMPARE(changed.error().kind, ErrorKind::KeychainLocked);
        QCOMPARE(m_tenants->byId(before.id).value(), before);
        const Result<Secret> token = QCoro::waitFor(layers.read(tokenKey(before.id)));
        QCOMPARE(token.has_value(), hasSession);
        if (token)
            QCOMPARE(token->reveal(), m_old.reveal());
        const QString next = changed.error().nextStep;
        QCOMPARE(next.contains(QLatin1String("former token could not be put back")), !isForSession);
        QCOMPARE(next.contains(QLatin1String("until Slipway ends")), hasSession && !isForSession);
        QCOMPARE(QCoro::waitFor(layers.isForSession(tokenKey(before.id))), hasSession);
    }
    // A token for this session stays if the keychain is locked when the tenant is to be changed or removed.
    void aTokenForThisSessionStays()
    {
        auto owned = std::make_unique<RefusingStore>();
        RefusingStore *keychain = owned.get();
        LayeredTokenStore layers(std::move(owned), std::make_unique<MemoryTokenStore>());
        const TenantChanges changes(*m_tenants, layers, true);
        const Tenant before = QCoro::waitFor(changes.add(acme(), m_old)).value();
        keychain->refusesRemovals = true;
        Tenant after = before;
        after.address = QUrl(QStringLiteral("https://acme.eu.goskope.com"));
        QVERIFY(!QCoro::waitFor(changes.change(after, m_new)));
        QVERIFY(!QCoro::waitFor(changes.remove(before.id)));
        QCOMPARE(m_tenants->byId(before.id).value(), before);
        QCOMPARE(QCoro::waitFor(layers.read(tokenKey(before.id)))->reveal(), m_old.reveal());
    }

    void aTenantWhoseTokenCannotBeRemovedStays()
    {
        const Tenant tenant = QCoro::waitFor(m_changes->add(acme(), m_old)).value();
        m_store->refusesRemovals = true;
        QVERIFY(!QCoro::waitFor(m_changes->remove(tenant.id)));
        QCOMPARE(m_tenants->all()->size(), 1);
    }
};

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::TenantChangesTest)
#include "tenant_changes_test.moc"

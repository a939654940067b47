// What remains of a check, whoever ran it: its place in the history, and what it found out about the token.
#include "core/diagnosis/history/check_history.h"
#include "core/tenants/tenant_repository.h"
#include "core/workspace/kept_check.h"

#include <QTemporaryDir>
#include <QTest>

namespace slipway {

class KeptCheckTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::optional<StateDatabase> m_database;
    Tenant m_tenant;

    static CheckResult result()
    {
        CheckResult result;
        result.at = QDateTime::currentDateTimeUtc();
        result.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        TokenFacts token;
        token.expires = QDateTime::fromString(QStringLiteral("2030-05-06T12:00:00Z"), Qt::ISODate);
        result.token = token;
        return result;
    }
    [[nodiscard]] CheckedTenant checked() const { return {m_tenant.id, m_tenant.name, m_tenant.address}; }
    [[nodiscard]] qsizetype kept() const
    {
        return CheckHistory(*m_database).list(historyKey(m_tenant.id, m_tenant.address))->size();
    }
    [[nodiscard]] QDate expiry() const
    {
        return TenantRepository(*m_database).byId(m_tenant.id)->tokenExpires;
    }

private Q_SLOTS:
    void init()
    {
        m_database.reset();
        QFile::remove(m_folder.filePath(QStringLiteral("state.db")));
        m_database = StateDatabase::open(m_folder.filePath(QStringLiteral("state.db"))).value();
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        m_tenant = TenantRepository(*m_database).add(tenant).value();
    }
    void isInTheHistoryWithTheTokensEnd()
    {
        const KeptCheck first = keepCheck(*m_database, checked(), result());
        QVERIFY(first.history && first.isTenantChanged);
        QCOMPARE(kept(), 1);
        QCOMPARE(expiry(), QDate(2030, 5, 6));
        QVERIFY(!keepCheck(*m_database, checked(), result()).isTenantChanged); // known already
        QCOMPARE(kept(), 2);
    }
    void aStoppedCheckIsNotKept()
    {
        CheckResult stopped = result();
        stopped.stopped = true;
        const KeptCheck none = keepCheck(*m_database, checked(), stopped);
        QVERIFY(none.history && !none.isTenantChanged);
        QCOMPARE(kept(), 0);
        QVERIFY(!expiry().isValid());
    }
    void theTokensEndIsKeptWithoutAHistory()
    {
        QVERIFY(m_database->run(QStringLiteral("DROP TABLE check_run")));
        const KeptCheck kept = keepCheck(*m_database, checked(), result());
        QVERIFY(!kept.history);
        QVERIFY(kept.isTenantChanged);
        QCOMPARE(expiry(), QDate(2030, 5, 6));
    }
};

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::KeptCheckTest)
#include "kept_check_test.moc"

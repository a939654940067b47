#include "core/netskope/endpoint.h"
#include "core/netskope/tenant_address.h"

#include <QTest>

using namespace slipway;

class TenantAddressTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("url");
        const auto row = [](const char *typed, const char *url) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromLatin1(url);
        };
        row("acme.goskope.com", "https://acme.goskope.com");
        row("  https://ACME.eu.goskope.com/ns#/login ", "https://acme.eu.goskope.com");
        row("acme", "https://acme.goskope.com");
        row("acme.eu", "https://acme.eu.goskope.com");
        row("qa.acme.de.goskope.com.", "https://qa.acme.de.goskope.com");
        row("http://acme.goskope.com", "https://acme.goskope.com");
        row("acme.goskope.com:443", "https://acme.goskope.com");
        row("acme.govskope.us", "https://acme.govskope.us");
        row("http://127.0.0.1:8080", "http://127.0.0.1:8080");
        row("http://localhost:8080/x", "http://localhost:8080");
    }
    void accepts()
    {
        QFETCH(QString, typed);
        QFETCH(QString, url);
        const auto address = normaliseAddress(typed);
        QVERIFY2(address, address ? "" : qPrintable(address.error().asText()));
        QCOMPARE(address->url.toString(), url);
    }
    void refusesWithItsOwnReason_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char *typed, const char *reason) {
            QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromLatin1(reason);
        };
        row("", "empty");
        row("ac me.goskope.com", "blank");
        row("ftp://acme.goskope.com", "ftp");
        row("https://me:pw@acme.goskope.com", "user name");
        row("10.1.2.3", "number");
        row("https://[2001:db8::1]", "number");
        row("0123456789abcdef0123456789abcdef0123456789abcdef", "token");
        row("acme..goskope.com", "host");
        row("-acme.goskope.com", "host name");
        row("goskope.com", "own name");
        row("acme.goskope.com:99999", "host name");
    }
    void refusesWithItsOwnReason()
    {
        QFETCH(QString, typed);
        QFETCH(QString, reason);
        const auto address = normaliseAddress(typed);
        QVERIFY(!address);
        QVERIFY2(address.error().message.contains(reason), qPrintable(address.error().message));
        QVERIFY(!address.error().nextStep.isEmpty());
    }
    void warnsOutsideNetskope()
    {
        QVERIFY(!normaliseAddress(QStringLiteral("siem.example.com"))->warnings.isEmpty());
        QVERIFY(normaliseAddress(QStringLiteral("acme.goskope.com"))->warnings.isEmpty());
    }
    void doesNotRepeatAPassword()
    {
        QVERIFY(!normaliseAddress(QStringLiteral("https://me:hunter2@acme.goskope.com"))
                     .error()
                     .asText()
                     .contains(QLatin1String("hunter2")));
    }
    void builtInCatalogueIsSound()
    {
        const auto catalogue = EndpointCatalogue::builtIn();
        QVERIFY(catalogue.endpoints().size() >= 20);
        QCOMPARE(
            catalogue.profile(QStringLiteral("hunters"))->endpointIds,
            QStringList({QStringLiteral("alert"), QStringLiteral("application"), QStringLiteral("audit")}));
        const auto broken = EndpointCatalogue::fromJson(
            R"({"endpoints":[{"id":"x","title":"X","table":"t","path":"/etc"}]})", "{}");
        QVERIFY(broken.error().message.contains(QLatin1String("row 1")));
        QVERIFY(!catalogue.select({QStringLiteral("nope")}));
        QVERIFY(!catalogue.select({}));
    }
};

QTEST_GUILESS_MAIN(TenantAddressTest)
#include "tenant_address_test.moc"

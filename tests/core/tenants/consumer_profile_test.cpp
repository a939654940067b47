// What consumers need: Slipway's own rows, and profiles that the user names, keeps and exchanges.
#include "core/diagnosis/audit.h"
#include "core/netskope/checked_endpoints.h"
#include "core/tenants/profile_repository.h"
#include "core/tenants/tenant_repository.h"

#include <QTemporaryDir>
#include <QTest>

using namespace slipway;

class ConsumerProfileTest : public QObject
{
    Q_OBJECT

    const EndpointCatalogue m_catalogue = EndpointCatalogue::builtIn();
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] StateDatabase state() const
    {
        return StateDatabase::open(m_folder->filePath(QStringLiteral("state.db"))).value();
    }
    static Profile own(const char *name, const QStringList &endpoints)
    {
        return namedProfile(QString::fromUtf8(name), endpoints);
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void consumersAreRows_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<int>("exported");
        QTest::addColumn<int>("checkedOnly");
        QTest::addColumn<bool>("twice"); // the same records
        const auto row = [](const char *id, int exported, int checkedOnly, bool twice = false) {
            QTest::newRow(id) << QString::fromLatin1(id) << exported << checkedOnly << twice;
        };
        row("hunters", 3, 0);
        row("panther", 1, 0);
        row("sekoia", 17, 0);
        row("microsoft-sentinel", 21, 0);
        row("elastic", 8, 0);
        row("aws-cloudwatch", 8, 0);
        row("cribl", 17, 0);
        row("qradar", 22, 0, true);
        row("cloud-exchange-log-shipper", 20, 0);
        row("cortex-xsiam", 0, 6);
        row("google-secops", 0, 1);
        row("cortex-xsoar", 0, 8);
    }
    void consumersAreRows()
    {
        QFETCH(QString, id);
        QFETCH(int, exported);
        QFETCH(int, checkedOnly);
        QFETCH(bool, twice);
        const Profile *profile = m_catalogue.profile(id);
        QVERIFY(profile);
        QVERIFY(!profile->source.isEmpty());
        const QList<Endpoint> endpoints = selectForCheck(m_catalogue, profile->endpointIds).value();
        QCOMPARE(std::count_if(endpoints.begin(), endpoints.end(),
                               [](const Endpoint &each) { return isExported(each); }),
                 exported);
        QCOMPARE(endpoints.size(), exported + checkedOnly);
        QCOMPARE(overlapWarning(profile->endpointIds).isEmpty(), !twice);
        // What cannot be exported is refused before anything is asked for it.
        const auto toExport = m_catalogue.select(profile->endpointIds);
        QCOMPARE(toExport.has_value(), checkedOnly == 0);
        if (!toExport)
            QVERIFY(toExport.error().message.contains(QLatin1String("checked")));
    }
    void writingIsNamed()
    {
        const Profile *xsoar = m_catalogue.profile(QStringLiteral("cortex-xsoar"));
        QCOMPARE(writtenBy(*xsoar).size(), 1);
        QCOMPARE(writtenBy(*xsoar).first().path, QStringLiteral("/api/v2/policy/urllist"));
        QVERIFY(writtenBy(*m_catalogue.profile(QStringLiteral("hunters"))).isEmpty());
        // What it needs is not audited as too much.
        for (const AuditPath &path : auditPaths(*xsoar)) {
            QVERIFY(path.path != QLatin1String("/api/v2/policy/urllist"));
            QVERIFY(path.path != QLatin1String("/api/v2/scim/Users"));
        }
    }
    void alertsTwiceAreAWarning()
    {
        const auto warning = [&](const QStringList &ids) { return overlapWarning(ids); };
        const QString alert = QStringLiteral("alert"), dlp = QStringLiteral("alerts-dlp");
        QVERIFY(warning({alert, dlp}).contains(QLatin1String("DLP alerts")));
        QVERIFY(warning({alert, dlp}).contains(QLatin1String("same records")));
        QVERIFY(warning({alert, QStringLiteral("audit")}).isEmpty());
        QVERIFY(warning({dlp, QStringLiteral("alerts-uba")}).isEmpty());
        QVERIFY(warning({}).isEmpty());
    }

    void anOwnProfileIsKept()
    {
        {
            const StateDatabase database = state();
            const ProfileRepository repository(database);
            QVERIFY(repository.all()->isEmpty());
            const auto saved = repository.save(
                own("  Our SIEM ", {QStringLiteral("alert"), QStringLiteral("url-lists")}), false);
            QVERIFY(saved);
            QCOMPARE(saved->id, QStringLiteral("custom:Our SIEM:alert,url-lists"));
            // The name is taken. When the profile is replaced, it keeps the spelling that tenants know.
            QVERIFY(!repository.save(own("OUR siem", {QStringLiteral("audit")}), false));
            const auto replaced = repository.save(own("OUR siem", {QStringLiteral("audit")}), true);
            QVERIFY(replaced);
            QCOMPARE(replaced->id, QStringLiteral("custom:Our SIEM:audit"));
        }
        const StateDatabase database = state(); // another run of the program
        const QList<Profile> all = ProfileRepository(database).all().value();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all.first().endpointIds, QStringList{QStringLiteral("audit")});
        QCOMPARE(m_catalogue.resolveProfile(all.first().id)->title, QStringLiteral("Our SIEM"));
        QCOMPARE(m_catalogue.resolveProfile(all.first().id, ApiVersion::V1)->endpointIds,
                 QStringList{QStringLiteral("v1-audit")});
        QVERIFY(!m_catalogue.resolveProfile(QStringLiteral("custom:Our SIEM:nothing")));
        QVERIFY(!m_catalogue.resolveProfile(QStringLiteral("custom:Our SIEM:")));
    }
    void whatIsWrongWithAProfileIsNamed_data()
    {
        QTest::addColumn<Profile>("profile");
        QTest::addColumn<QString>("told");
        const QStringList alert{QStringLiteral("alert")};
        QTest::newRow("no name") << own("  ", alert) << QStringLiteral("no name");
        QTest::newRow("two lines") << own("a\nb", alert) << QStringLiteral("line break");
        QTest::newRow("long") << own(QByteArray(200, 'x').constData(), alert) << QStringLiteral("100");
        QTest::newRow("one of ours") << own("HUNTERS", alert) << QStringLiteral("Hunters");
        QTest::newRow("title of ours") << own("IBM QRadar", alert) << QStringLiteral("QRadar");
        QTest::newRow("colon") << own("my: SIEM", alert) << QStringLiteral("colon");
        QTest::newRow("nothing") << own("x", {}) << QStringLiteral("No endpoint");
        QTest::newRow("unknown") << own("x", {QStringLiteral("alerts")}) << QStringLiteral("\"alerts\"");
        QTest::newRow("v1") << own("x", {QStringLiteral("v1-alert")}) << QStringLiteral("API v1");
        QTest::newRow("twice") << own("x", alert + alert) << QStringLiteral("twice");
    }
    void whatIsWrongWithAProfileIsNamed()
    {
        QFETCH(Profile, profile);
        QFETCH(QString, told);
        const StateDatabase database = state();
        const auto saved = ProfileRepository(database).save(profile, true);
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, ErrorKind::BadInput);
        QVERIFY2(saved.error().message.contains(told), qPrintable(saved.error().message));
        // A file with it is refused with its place.
        const auto file = profilesFromFile(profilesToFile({own("Good", {QStringLiteral("audit")}), profile}),
                                           QStringLiteral("p.json"));
        QVERIFY(!file);
        QVERIFY2(file.error().message.startsWith(QLatin1String("p.json, profile 2: ")),
                 qPrintable(file.error().message));
    }
    void aFileBringsThemElsewhere()
    {
        const QList<Profile> both{own("One", {QStringLiteral("alert"), QStringLiteral("audit")}),
                                  own("Zwei – zwölf", {QStringLiteral("url-lists"), QStringLiteral("page")})};
        const QByteArray file = profilesToFile(both);
        const StateDatabase database = state();
        const ProfileRepository repository(database);
        QVERIFY(repository.save(profilesFromFile(file, QStringLiteral("p.json")).value(), false));
        const QList<Profile> all = repository.all().value();
        QCOMPARE(all.size(), 2);
        QCOMPARE(profilesToFile(all), file);
        // All or none.
        const QList<Profile> more{own("New", {QStringLiteral("audit")}),
                                  own("one", {QStringLiteral("page")})};
        QVERIFY(!repository.save(more, false));
        QCOMPARE(repository.all()->size(), 2);
        QVERIFY(repository.save(more, true));
        QCOMPARE(repository.all()->size(), 3);
        for (const char *content : {"", "{}", "[1]", "not json", R"({"format":"slipway-profiles"})",
                                    R"({"format":"slipway-profiles","version":1,"profiles":[]})",
                                    R"({"format":"slipway-profiles","version":2,"profiles":[{"name":"x"}]})"})
            QVERIFY2(!profilesFromFile(content, QStringLiteral("p.json")), content);
    }
    void tenantsKeepWhatARemovedProfileNeeded()
    {
        const StateDatabase database = state();
        const ProfileRepository repository(database);
        QVERIFY(repository.save(own("Ours", {QStringLiteral("alert"), QStringLiteral("page")}), false));
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        tenant.profileId = QStringLiteral("custom:Ours:alert,page");
        const TenantRepository tenants(database);
        tenant = tenants.add(tenant).value();
        // Replaced, it is what the tenant needs from then on.
        QVERIFY(repository.save(own("ours", {QStringLiteral("alert"), QStringLiteral("audit")}), true));
        QCOMPARE(tenants.byId(tenant.id)->profileId, QStringLiteral("custom:Ours:alert,audit"));
        const auto wrong = repository.remove(QStringLiteral("Ourz"));
        QVERIFY(!wrong && wrong.error().nextStep.contains(QLatin1String("Ours")));
        QVERIFY(repository.remove(QStringLiteral("ours")));
        QVERIFY(repository.all()->isEmpty());
        QCOMPARE(tenants.byId(tenant.id)->profileId, QStringLiteral("custom:alert,audit"));
    }
};

QTEST_GUILESS_MAIN(ConsumerProfileTest)
#include "consumer_profile_test.moc"

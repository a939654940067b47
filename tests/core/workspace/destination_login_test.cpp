// Which credentials a destination is used with: those of the environment or those of the keychain, and what
// happens if there is no keychain.
#include "core/destinations/credential_entries.h"
#include "core/secrets/token_store.h"
#include "core/workspace/destination_login.h"
#include "core/workspace/saved_destinations.h"

#include <QTemporaryDir>
#include <QTest>

namespace slipway {

using First = DestinationLogin::First;

namespace {

// A keychain that fails as it is told to.
class FailingStore : public MemoryTokenStore
{
public:
    QCoro::Task<Result<Secret>> read(QString key) override
    {
        if (fault)
            co_return failure(*fault, QStringLiteral("no keychain"));
        co_return co_await MemoryTokenStore::read(key);
    }
    std::optional<ErrorKind> fault;
};

DestinationSecrets keys(const char *owner)
{
    return {{QStringLiteral("access_key"), Secret(QByteArray(owner) + "-access")},
            {QStringLiteral("secret_key"), Secret(QByteArray(owner) + "-secret")}};
}

} // namespace

class DestinationLoginTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::optional<StateDatabase> m_database;
    std::optional<DestinationRepository> m_destinations;
    std::optional<FailingStore> m_store;
    QProcessEnvironment m_environment;
    bool m_isKeychainAsked = false;

    [[nodiscard]] DestinationLogin login(First first)
    {
        m_isKeychainAsked = false;
        return DestinationLogin([this] { return Result<DestinationRepository>(*m_destinations); },
                                [this](QString id) {
                                    m_isKeychainAsked = true;
                                    return readCredentials(*m_store, id);
                                },
                                first, m_environment);
    }
    // A saved destination, with its credentials in the keychain.
    Destination save(const QString &url)
    {
        Destination destination = destinationFromUrl(url).value();
        destination.name = url;
        destination = m_destinations->add(destination).value();
        if (destination.kind == QLatin1String("s3"))
            (void)QCoro::waitFor(writeCredentials(*m_store, destination.id, keys("stored")));
        return destination;
    }
    static QByteArray owner(const Result<DestinationAccess> &access)
    {
        return access ? access->secrets.value(QStringLiteral("access_key")).reveal().split('-').first()
                      : QByteArray();
    }

private Q_SLOTS:
    void init()
    {
        m_database = StateDatabase::open(m_folder.filePath(QStringLiteral("state.db"))).value();
        m_destinations.emplace(*m_database);
        const QList<Destination> earlier = m_destinations->all().value();
        for (const Destination &each : earlier)
            QVERIFY(m_destinations->remove(each.id));
        m_store.emplace();
        m_environment = {};
    }
    void theOneThatComesFirstIsUsed()
    {
        const Destination saved = save(QStringLiteral("s3://bucket/prefix?region=eu-west-1"));
        QCOMPARE(owner(QCoro::waitFor(login(First::Environment).complete(saved))), QByteArray("stored"));
        m_environment.insert(QStringLiteral("AWS_ACCESS_KEY_ID"), QStringLiteral("caller-access"));
        m_environment.insert(QStringLiteral("AWS_SECRET_ACCESS_KEY"), QStringLiteral("caller-secret"));
        QCOMPARE(owner(QCoro::waitFor(login(First::Environment).complete(saved))), QByteArray("caller"));
        QVERIFY(!m_isKeychainAsked);
        QCOMPARE(owner(QCoro::waitFor(login(First::Keychain).complete(saved))), QByteArray("stored"));
    }
    // Credentials that cannot be read are not replaced by those of somebody else.
    void withoutAKeychainOnlyWhatNeedsNoneGoesOn()
    {
        const Destination bucket = save(QStringLiteral("s3://bucket/prefix"));
        const Destination server = save(QStringLiteral("sftp://user@host.example/folder"));
        m_environment.insert(QStringLiteral("AWS_ACCESS_KEY_ID"), QStringLiteral("caller-access"));
        m_environment.insert(QStringLiteral("AWS_SECRET_ACCESS_KEY"), QStringLiteral("caller-secret"));
        m_store->fault = ErrorKind::KeychainUnavailable;
        QCOMPARE(QCoro::waitFor(login(First::Keychain).complete(bucket)).error().kind,
                 ErrorKind::KeychainUnavailable);
        QVERIFY(QCoro::waitFor(login(First::Keychain).complete(server))); // the agent has keys
        QVERIFY(QCoro::waitFor(login(First::Environment).complete(server)));
        m_store->fault = ErrorKind::KeychainLocked;
        QCOMPARE(QCoro::waitFor(login(First::Keychain).complete(server)).error().kind,
                 ErrorKind::KeychainLocked);
        QCOMPARE(QCoro::waitFor(login(First::Environment).complete(server)).error().kind,
                 ErrorKind::KeychainLocked);
    }
    void aJobKeepsItsPrefixInItsBucket()
    {
        Destination saved = save(QStringLiteral("s3://bucket/now"));
        Destination ofJob = saved;
        ofJob.prefix = QStringLiteral("then");
        QCOMPARE(QCoro::waitFor(login(First::Keychain).ofJob(ofJob))->destination.url(),
                 QStringLiteral("s3://bucket/then"));
        saved.bucket = QStringLiteral("other");
        QVERIFY(m_destinations->update(saved));
        QCOMPARE(QCoro::waitFor(login(First::Keychain).ofJob(ofJob))->destination.url(),
                 QStringLiteral("s3://other/now"));
    }
    void anAddressUsesTheSavedDestinationThatItIsIn()
    {
        (void)save(QStringLiteral("s3://bucket/prefix?region=eu-west-1"));
        const auto inside = QCoro::waitFor(
            login(First::Environment).at(destinationFromUrl(QStringLiteral("s3://bucket/deep/er")).value()));
        QCOMPARE(owner(inside), QByteArray("stored"));
        QCOMPARE(inside->destination.prefix, QStringLiteral("deep/er"));
        QCOMPARE(inside->destination.option("region"), QStringLiteral("eu-west-1"));
        const auto outside = QCoro::waitFor(
            login(First::Environment).at(destinationFromUrl(QStringLiteral("s3://bucket2")).value()));
        QCOMPARE(outside.error().kind, ErrorKind::BadInput);
    }
    void aFolderIsInsideItsParentAndForItsUserOnly()
    {
        const auto at = [](const char *url) { return destinationFromUrl(QString::fromLatin1(url)).value(); };
        const Destination saved = at("sftp://user@host.example/in");
        QVERIFY(movedTo(saved, at("sftp://user@host.example/in/deeper")));
        QVERIFY(movedTo(saved, at("sftp://host.example/in")));
        QVERIFY(!movedTo(saved, at("sftp://user@host.example/inner")));
        QVERIFY(!movedTo(saved, at("sftp://other@host.example/in")));
        QVERIFY(!movedTo(at("s3://bucket"), at("s3://bucket2")));
        QVERIFY(!movedTo(at("s3://bucket"), at("gcs://bucket")));
    }
    // Writing replaces all secrets of a destination, so it must know those that stay.
    void aChangeThatCannotReadTheOtherSecretsIsRefused()
    {
        const Destination saved = save(QStringLiteral("s3://bucket/prefix"));
        const SavedDestinations changes(*m_destinations, *m_store);
        const DestinationSecrets entered{{QStringLiteral("secret_key"), Secret("new-secret")}};
        m_store->fault = ErrorKind::KeychainLocked;
        QCOMPARE(QCoro::waitFor(changes.save(saved, entered)).error().kind, ErrorKind::KeychainLocked);
        m_store->fault.reset();
        const auto kept = QCoro::waitFor(readCredentials(*m_store, saved.id));
        QCOMPARE(kept->value(QStringLiteral("access_key")).reveal(), QByteArray("stored-access"));
        QCOMPARE(kept->value(QStringLiteral("secret_key")).reveal(), QByteArray("stored-secret"));
        QVERIFY(QCoro::waitFor(changes.save(saved, entered)));
        const auto changed = QCoro::waitFor(readCredentials(*m_store, saved.id));
        QCOMPARE(changed->value(QStringLiteral("access_key")).reveal(), QByteArray("stored-access"));
        QCOMPARE(changed->value(QStringLiteral("secret_key")).reveal(), QByteArray("new-secret"));
    }
    // A store that refuses the caller's own keys would say nothing about the stored ones.
    void aTestWithoutItsCredentialsNamesTheKeychain()
    {
        const Destination saved = save(QStringLiteral("s3://bucket/prefix"));
        const SavedDestinations destinations(*m_destinations, *m_store);
        for (const ErrorKind fault : {ErrorKind::KeychainLocked, ErrorKind::KeychainUnavailable}) {
            m_store->fault = fault;
            const auto report = QCoro::waitFor(destinations.test(saved, {}, {}, {}));
            QVERIFY(!report.isPassed());
            QCOMPARE(report.steps.size(), 1);
            QCOMPARE(report.steps.first().id, QStringLiteral("credentials"));
            QCOMPARE(report.error()->kind, fault);
        }
    }
};

} // namespace slipway

QTEST_GUILESS_MAIN(slipway::DestinationLoginTest)
#include "destination_login_test.moc"

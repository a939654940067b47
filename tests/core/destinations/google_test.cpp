// Google Cloud Storage by rclone and its JSON API, against a stand-in that checks credentials.
#include "core/destinations/object_store.h"
#include "tests/support/bucket_export.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/gcs_server.h"

#include <QJsonArray>

#include <csignal>

using namespace slipway;
using namespace slipway::test;

class GoogleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_google = std::make_unique<GcsServer>(); }
    void cleanupTestCase() { m_google.reset(); }

    void exportsWhatTheTenantSent()
    {
        const DestinationAccess access = m_google->access(QStringLiteral("exact"));
        const DestinationTestReport tested = testOf(access);
        QVERIFY2(tested.isPassed(), reasonOf(tested));
        for (const DestinationTestStep &step : tested.steps)
            QCOMPARE(step.outcome, DestinationTestStep::Outcome::Passed);
        QVERIFY(m_google->objects(QStringLiteral("exact")).isEmpty());

        ExportWorld world(3000);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const auto there = m_google->objects(QStringLiteral("exact"));
        QVERIFY(linesIn(there) == world.truth());
        const QByteArray manifest = there[QStringLiteral("netskope_alerts/%1-manifest.json").arg(job.id)];
        const QJsonArray files =
            QJsonDocument::fromJson(manifest).object()[QStringLiteral("files")].toArray();
        QCOMPARE(files.size() + 2, there.size());
        for (const QJsonValue file : files)
            QCOMPARE(file[QStringLiteral("verified")].toString(), QStringLiteral("md5-of-store"));
    }

    // From 16 MiB on rclone uploads in chunks: a session of the store, which its end loses.
    void largeFiles()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("large")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray bytes(40 << 20, 'x');
        for (qsizetype i = 0; i < bytes.size(); i += 1021)
            bytes[i] = static_cast<char>(i / 1021);
        QVERIFY(file.write(bytes) == bytes.size());
        file.close();
        const auto store = ObjectStore::open(m_google->access(QStringLiteral("large")));
        QVERIFY(store.has_value());
        const auto put =
            QCoro::waitFor(store->put(file.fileName(), QStringLiteral("folder/large"), 0, {}, {}));
        QVERIFY2(put, put ? "" : qPrintable(put.error().asText()));
        QVERIFY(m_google->objects(QStringLiteral("large"))[QStringLiteral("folder/large")] == bytes);
        const auto stored =
            QCoro::waitFor(store->stat(QStringLiteral("folder"), QStringList{QStringLiteral("large")}, {}));
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().asText()));
        QCOMPARE(stored->value(QStringLiteral("large")).md5,
                 QCryptographicHash::hash(bytes, QCryptographicHash::Md5).toHex());
    }

    void aWriterIsEnough()
    {
        using Outcome = DestinationTestStep::Outcome;
        const DestinationAccess access = m_google->access(QStringLiteral("writer"), "writer");
        const DestinationTestReport report = testOf(access);
        QVERIFY2(report.isPassed(), reasonOf(report));
        QCOMPARE(report.steps[1].outcome, Outcome::Noted);
        QVERIFY(report.summary(access.destination).contains(QLatin1String("may only write")));
        ExportWorld world(1000);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const auto there = m_google->objects(QStringLiteral("writer"));
        QVERIFY(linesIn(there) == world.truth());
        QVERIFY(
            there[QStringLiteral("netskope_alerts/%1-manifest.json").arg(job.id)].contains("md5-on-receipt"));
    }

    void optionsArrive()
    {
        DestinationAccess access = m_google->access(QStringLiteral("options"));
        access.destination.bucket = QStringLiteral("acls");
        access.destination.options.insert(QStringLiteral("storage_class"), QStringLiteral("NEARLINE"));
        access.destination.options.insert(QStringLiteral("acl"), QStringLiteral("bucketOwnerRead"));
        // The file instead of the JSON, which would be refused.
        access.destination.options.insert(QStringLiteral("service_account_file"), m_google->accountFile());
        access.secrets = {{QStringLiteral("service_account"), Secret(m_google->account("forged"))}};
        ExportWorld world(500);
        const JobSnapshot job = exportTo(access, world);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        const auto known = m_google->known(QStringLiteral("options"), QStringLiteral("acls"));
        QVERIFY(known.size() >= 3);
        for (const QJsonObject &object : known) {
            QCOMPARE(object[QStringLiteral("storageClass")].toString(), QStringLiteral("NEARLINE"));
            QCOMPARE(object[QStringLiteral("x-acl")].toString(), QStringLiteral("bucketOwnerRead"));
        }
        // Where none is asked for, none is sent: buckets with uniform access would refuse it.
        access.destination.options.remove(QStringLiteral("acl"));
        access.destination.prefix = QStringLiteral("plain");
        ExportWorld again(500);
        QCOMPARE(exportTo(access, again).state, JobState::Complete);
        for (const QJsonObject &object : m_google->known(QStringLiteral("plain"), QStringLiteral("acls")))
            QVERIFY(!object.contains(QStringLiteral("x-acl")));
    }

    void errors()
    {
        const auto check = [](const DestinationAccess &access, ErrorKind kind, const char *sentence) {
            const Error error = errorOf(access);
            QVERIFY2(error.message.contains(QLatin1String(sentence)), qPrintable(error.asText()));
            QCOMPARE(error.kind, kind);
            QVERIFY(!error.nextStep.isEmpty());
            QVERIFY(!error.asText().contains(QLatin1String("PRIVATE KEY")));
            QVERIFY(!error.asText().contains(QLatin1String("ya29.")));
        };
        const QString prefix = QStringLiteral("errors");
        check(m_google->access(prefix, "forged"), ErrorKind::TokenRefused, "service account");
        check(m_google->access(prefix, "stranger"), ErrorKind::PermissionMissing, "may not do this");
        DestinationAccess access = m_google->access(prefix);
        access.destination.bucket = QStringLiteral("nosuch");
        check(access, ErrorKind::NotFound, "no such bucket");
        access = m_google->access(prefix);
        access.destination.options.insert(QStringLiteral("acl"), QStringLiteral("private"));
        check(access, ErrorKind::BadInput, "uniform bucket-level access");
        access = m_google->access(prefix);
        access.secrets = {{QStringLiteral("service_account"), Secret("{\"type\": \"service_account\"}")}};
        check(access, ErrorKind::TokenRefused, "service account");
        access.secrets = {{QStringLiteral("service_account"), Secret("n0-js0n-at-all")}};
        check(access, ErrorKind::TokenRefused, "service account");
    }

    void survivesKilledUploads()
    {
        const DestinationAccess access = m_google->access(QStringLiteral("killed"));
        ExportWorld world(2000);
        ExportRequest request = requestTo(access, world);
        request.bandwidth = 4 << 20;
        const QString id = world.jobs->submit(request, world.connection(), access).value();
        int killed = 0;
        (void)QTest::qWaitFor(
            [&] {
                const bool isUnderWay = world.jobs->job(id)->endpoints.first().uploadedFiles > 0;
                for (const qint64 pid : rcloneChildrenOf(::getpid())) {
                    if (isUnderWay && killed < 3 && ::kill(static_cast<pid_t>(pid), SIGKILL) == 0)
                        ++killed;
                }
                return world.state(id) != JobState::Running && world.state(id) != JobState::Queued;
            },
            60'000);
        QCOMPARE(killed, 3);
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(linesIn(m_google->objects(QStringLiteral("killed"))) == world.truth());
    }
    void survivesABusyStore()
    {
        FaultProxy proxy(m_google->port());
        const DestinationAccess access = m_google->access(QStringLiteral("busy"), "owner", proxy.port());
        ExportWorld world(2000);
        ExportRequest request = requestTo(access, world);
        request.bandwidth = 4 << 20;
        const QString id = world.jobs->submit(request, world.connection(), access).value();
        QVERIFY(QTest::qWaitFor([&] { return world.jobs->job(id)->endpoints.first().uploadedFiles > 0; },
                                20'000));
        proxy.set(FaultProxy::Busy);
        QVERIFY(QTest::qWaitFor([&] { return proxy.spoiled() > 2; }, 60'000));
        proxy.set(FaultProxy::Forward);
        const JobSnapshot job = world.waitForEnd(id);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY(linesIn(m_google->objects(QStringLiteral("busy"))) == world.truth());
    }

private:
    std::unique_ptr<GcsServer> m_google;
};

QTEST_GUILESS_MAIN(GoogleTest)
#include "google_test.moc"

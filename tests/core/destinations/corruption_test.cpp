// A bit is flipped once on the way to the store: this is noticed and reported, and the file is sent again.
// Who notices differs: the store by a checksum in the request, rclone by the store's answer, or Slipway when
// it reads back.
#include "tests/support/azure_server.h"
#include "tests/support/bucket_export.h"
#include "tests/support/bucket_look.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/gcs_server.h"

using namespace slipway;
using namespace slipway::test;

class CorruptionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_swift = std::make_unique<SwiftServer>();
        m_azure = std::make_unique<AzureServer>();
        m_google = std::make_unique<GcsServer>();
    }
    void cleanupTestCase()
    {
        m_swift.reset();
        m_azure.reset();
        m_google.reset();
    }

    void aFlippedBit_data()
    {
        QTest::addColumn<QString>("store");
        for (const char *store : {"s3", "azblob", "azblob, write-only", "gcs"})
            QTest::newRow(store) << QString::fromLatin1(store);
    }
    void aFlippedBit()
    {
        QFETCH(QString, store);
        const bool isS3 = store == QLatin1String("s3"), isGoogle = store == QLatin1String("gcs");
        const bool isWriteOnly = store == QLatin1String("azblob, write-only");
        FaultProxy proxy(isS3 ? m_swift->port() : isGoogle ? m_google->port() : m_azure->port());
        const QString prefix = isWriteOnly ? QStringLiteral("flipped-write") : QStringLiteral("flipped");
        const DestinationAccess access =
            isS3       ? m_swift->access(prefix, proxy.port())
            : isGoogle ? m_google->access(prefix, "owner", proxy.port())
                       : m_azure->access(prefix, isWriteOnly ? "sas-write" : "sas", proxy.port());
        ExportWorld world(1500);
        QStringList notes;
        QObject::connect(world.jobs.get(), &JobService::jobChanged, world.jobs.get(),
                         [&](const JobSnapshot &job) { notes << job.endpoints.first().note; });
        proxy.set(FaultProxy::Flip);
        const JobSnapshot job = exportTo(access, world);
        QCOMPARE(proxy.spoiled(), 1);
        QVERIFY2(job.state == JobState::Complete, reasonOf(job));
        QVERIFY2(!notes.filter(QStringLiteral("is not what was sent")).isEmpty(), reasonOf(job));
        isWhole(isS3       ? objects(m_swift->environment(), access.destination.path())
                : isGoogle ? m_google->objects(prefix)
                           : objects(m_azure->environment(), access.destination.path()),
                world);
    }

private:
    std::unique_ptr<SwiftServer> m_swift;
    std::unique_ptr<AzureServer> m_azure;
    std::unique_ptr<GcsServer> m_google;
};

QTEST_GUILESS_MAIN(CorruptionTest)
#include "corruption_test.moc"

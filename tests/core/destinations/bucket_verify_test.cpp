// Exports in real stores, verified from there: complete ones, damaged ones, and connections that break.
#include "core/exporting/verifying/verify.h"
#include "tests/support/azure_server.h"
#include "tests/support/bucket_hand.h"
#include "tests/support/fault_proxy.h"
#include "tests/support/sftp_server.h"
#include "tests/support/time_limits.h"

#include <thread>

using namespace slipway;
using namespace slipway::test;

namespace {

QString allOf(const VerifyReport &report)
{
    QString text;
    for (const VerifyFinding &finding : report.findings)
        text += finding.file + QStringLiteral(": ") + finding.problem + QLatin1Char('\n');
    return text;
}

} // namespace

class BucketVerifyTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SwiftServer> m_swift;
    std::unique_ptr<AzureServer> m_azure;
    std::unique_ptr<SftpServer> m_sftp;
    std::unique_ptr<ExportWorld> m_world;
    BucketExport m_plain, m_gzip;
    std::unique_ptr<BucketHand> m_hand;

    DestinationAccess azure(const char *sas) const { return m_azure->access(QStringLiteral("proof"), sas); }
    // Patience that a test has.
    static VerifyOptions options(bool quick = false)
    {
        using std::chrono::milliseconds;
        VerifyOptions options;
        options.quick = quick;
        options.retry = {milliseconds(50), milliseconds(200), milliseconds(20'000)};
        return options;
    }
    static Result<VerifyReport> proof(const VerifySubject &subject, bool quick = false)
    {
        return verify(subject, options(quick), {});
    }
    static VerifySubject via(VerifySubject subject, quint16 port)
    {
        subject.access->destination.options.insert(QStringLiteral("endpoint"),
                                                   QStringLiteral("http://127.0.0.1:%1").arg(port));
        return subject;
    }
    static void finds(const VerifySubject &subject, bool quick, const QString &file, const char *problem)
    {
        const auto report = proof(subject, quick);
        QVERIFY2(report, report ? "" : qPrintable(report.error().asText()));
        QCOMPARE(report->filesRead, !quick);
        const bool found = std::ranges::any_of(report->findings, [&](const VerifyFinding &finding) {
            return finding.file == file && finding.problem.contains(QLatin1String(problem));
        });
        QVERIFY2(found, qPrintable(allOf(*report)));
    }
private Q_SLOTS:
    void initTestCase()
    {
        m_swift = std::make_unique<SwiftServer>();
        m_world = std::make_unique<ExportWorld>(3000);
        m_hand = std::make_unique<BucketHand>(m_swift->environment());
        m_plain = BucketExport(*m_world, m_swift->access(QStringLiteral("plain")));
        m_gzip = BucketExport(*m_world, m_swift->access(QStringLiteral("gzip")), Compression::Gzip);
    }
    void cleanupTestCase()
    {
        m_world.reset();
        m_azure.reset();
        m_sftp.reset();
        m_swift.reset();
    }

    // The same proof as of a copy in a folder.
    void aWholeExportIsRight()
    {
        for (const BucketExport &whole : {m_plain, m_gzip}) {
            QList<qint64> steps;
            VerifyOptions watched = options();
            watched.progress = [&](qint64 done, qint64) { steps << done; };
            const auto report = verify(whole.subject, watched, {});
            QVERIFY2(report, report ? "" : qPrintable(report.error().asText()));
            QVERIFY2(report->isRight(), qPrintable(allOf(*report)));
            QVERIFY2(report->files >= 2 && report->notes.isEmpty(),
                     qPrintable(QString::number(report->files)));
            QCOMPARE(report->events, m_world->truth().count('\n'));
            QCOMPARE(steps.last(), report->fileBytes);
            QCOMPARE(report->manifest, whole.url("-manifest.json"));

            QTemporaryDir folder;
            const auto there =
                objects(m_swift->environment(),
                        whole.subject.access->destination.path(QStringLiteral("netskope_alerts")));
            for (auto object = there.cbegin(); object != there.cend(); ++object) {
                QFile file(folder.filePath(object.key()));
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write(object.value());
            }
            QJsonObject inBucket = report->asJson(),
                        inFolder = verifyExport(folder.filePath(whole.name("-manifest.json")))->asJson();
            inBucket.remove(QStringLiteral("manifest"));
            inFolder.remove(QStringLiteral("manifest"));
            QCOMPARE(inBucket, inFolder);
        }
        QVERIFY(rcloneChildrenOf(::getpid()).isEmpty());
    }
    void quickComparesTheStoresChecksums()
    {
        const auto report = proof(m_plain.subject, true);
        QVERIFY(report && report->isRight());
        QVERIFY(!report->filesRead);
        QCOMPARE(report->byChecksum, report->files);
        QCOMPARE(report->bySize, 0);
    }

    void whatWasSpoiledIsFound_data()
    {
        QTest::addColumn<bool>("gzip");
        QTest::addColumn<bool>("quick");
        for (const bool gzip : {false, true}) {
            for (const bool quick : {false, true})
                QTest::addRow("%s%s", gzip ? "gzip" : "plain", quick ? ", quick" : "") << gzip << quick;
        }
    }
    void whatWasSpoiledIsFound()
    {
        QFETCH(bool, gzip);
        QFETCH(bool, quick);
        const BucketExport &whole = gzip ? m_gzip : m_plain;
        const char *second = gzip ? "-00002.ndjson.gz" : "-00002.ndjson";
        const QString path = whole.path(second), name = whole.name(second);
        const QByteArray good = m_hand->get(path);
        m_hand->spoil(path);
        finds(whole.subject, quick, name, quick ? "MD5 that the store reports" : "SHA-256");
        m_hand->put(path, good.chopped(7));
        finds(whole.subject, quick, name, "bytes instead of");
        m_hand->remove(path);
        finds(whole.subject, quick, name, "missing");
        m_hand->put(path, good);
        const QString extra = whole.path("-00099.ndjson"), sums = whole.path(".sha256");
        m_hand->put(extra, "{}\n");
        finds(whole.subject, quick, whole.name("-00099.ndjson"), "not to its manifest");
        m_hand->remove(extra);
        const QByteArray goodSums = m_hand->get(sums);
        m_hand->put(sums, QByteArray(goodSums).replace('a', 'b'));
        finds(whole.subject, quick, whole.name(".sha256"), "not match the manifest");
        m_hand->remove(sums);
        finds(whole.subject, quick, whole.name(".sha256"), "missing");
        m_hand->put(sums, goodSums);
        const auto again = proof(whole.subject, quick);
        QVERIFY2(again && again->isRight(), again ? qPrintable(allOf(*again)) : "");
    }

    void whatCannotBeReadIsNoVerdict()
    {
        VerifySubject nothing = m_plain.subject;
        nothing.manifest = QStringLiteral("netskope_alerts/none-manifest.json");
        const auto none = proof(nothing);
        QVERIFY(!none);
        QCOMPARE(none.error().kind, ErrorKind::NotFound);
        QVERIFY2(none.error().message.contains(
                     QLatin1String("no manifest s3://drop/plain/netskope_alerts/none-manifest.json")),
                 qPrintable(none.error().asText()));

        // As many drop buckets have it.
        VerifySubject writer = m_plain.subject;
        writer.access->secrets = {{QStringLiteral("access_key"), Secret("test:writer")},
                                  {QStringLiteral("secret_key"), Secret("writing")}};
        for (const bool quick : {false, true}) {
            const auto refused = proof(writer, quick);
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, ErrorKind::PermissionMissing);
            QVERIFY2(refused.error().message.contains(QLatin1String("may not read s3://drop/plain")),
                     qPrintable(refused.error().asText()));
            QVERIFY(refused.error().nextStep.contains(QLatin1String("permission to read")));
            QVERIFY(refused.error().nextStep.contains(QLatin1String("verified")));
        }

        VerifySubject stranger = m_plain.subject;
        stranger.access->secrets.insert(QStringLiteral("secret_key"), Secret("guessed"));
        const auto unknown = proof(stranger);
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().kind, ErrorKind::TokenRefused);

        VerifySubject elsewhere = m_plain.subject;
        elsewhere.access->destination.bucket = QStringLiteral("nosuch");
        const auto nowhere = proof(elsewhere);
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().kind, ErrorKind::NotAvailable);
        QVERIFY2(nowhere.error().message.contains(QLatin1String("s3://nosuch")),
                 qPrintable(nowhere.error().asText()));
    }
    // In the middle of a verification, the store has a fault and answers that the bucket does not exist.
    void aBucketThatVanishesIsNoVerdict()
    {
        VerifyOptions watched = options();
        bool isGone = false;
        FaultProxy proxy(m_swift->port());
        watched.progress = [&](qint64 done, qint64) {
            if (done > 0 && !isGone) {
                isGone = true;
                proxy.set(FaultProxy::NoBucket);
            }
        };
        const auto report = verify(via(m_plain.subject, proxy.port()), watched, {});
        QVERIFY(isGone && proxy.spoiled() > 0);
        QVERIFY2(!report, report ? qPrintable(allOf(*report)) : "");
        QCOMPARE(report.error().kind, ErrorKind::NotAvailable);
    }

    void aBreakInMidReadGoesOnWhereItWas()
    {
        for (const BucketExport &whole : {m_plain, m_gzip}) {
            FaultProxy proxy(m_swift->port());
            QStringList notes;
            VerifyOptions told = options();
            told.waiting = [&](const QString &note) { notes << note; };
            // In the middle of the first part.
            proxy.cutAfter(whole.subject.manifest == m_gzip.subject.manifest ? 150'000 : 700'000);
            const auto report = verify(via(whole.subject, proxy.port()), told, {});
            QVERIFY2(report, report ? "" : qPrintable(report.error().asText()));
            QVERIFY2(report->isRight(), qPrintable(allOf(*report)));
            QCOMPARE(proxy.spoiled(), 1);
            QVERIFY2(notes.value(0).contains(QLatin1String("connection broke")),
                     qPrintable(notes.join(QLatin1Char('|'))));
            QCOMPARE(notes.last(), QString());
        }
    }
    // Somebody writes another object in the middle of it: no mixture of both is judged.
    void anObjectThatChangesInMidReadIsNoVerdict()
    {
        const QString path = m_plain.path("-00001.ndjson");
        const QByteArray good = m_hand->get(path);
        FaultProxy proxy(m_swift->port());
        VerifyOptions told = options();
        bool isChanged = false;
        told.waiting = [&](const QString &note) {
            if (!note.isEmpty() && !isChanged) {
                m_hand->spoil(path);
                isChanged = true;
            }
        };
        proxy.cutAfter(700'000);
        const auto report = verify(via(m_plain.subject, proxy.port()), told, {});
        m_hand->put(path, good);
        QVERIFY(isChanged);
        QVERIFY2(!report, report ? qPrintable(allOf(*report)) : "");
        QVERIFY2(report.error().message.contains(QLatin1String("changed while it was being read")),
                 qPrintable(report.error().asText()));
    }
    void aNetworkThatStaysCutIsNoVerdict()
    {
        FaultProxy proxy(m_swift->port());
        VerifyOptions impatient = options();
        impatient.retry.episode = std::chrono::milliseconds(600);
        impatient.progress = [&](qint64 done, qint64) {
            if (done > 0)
                proxy.set(FaultProxy::Cut);
        };
        const auto report = verify(via(m_plain.subject, proxy.port()), impatient, {});
        QVERIFY(!report);
        QVERIFY2(report.error().nextStep.contains(QLatin1String("Nothing is known")),
                 qPrintable(report.error().asText()));
    }
    void stopsInMidRead()
    {
        FaultProxy proxy(m_swift->port());
        std::stop_source stop;
        VerifyOptions held = options();
        // What rclone has read ahead still comes; then nothing moves any more.
        held.progress = [&](qint64 done, qint64) {
            if (done > 0)
                proxy.set(FaultProxy::Hold);
        };
        std::chrono::steady_clock::time_point asked;
        std::jthread stopper([&] {
            const bool isWaiting = waitUntil([&] { return proxy.held() > 0; });
            asked = std::chrono::steady_clock::now();
            if (isWaiting)
                stop.request_stop();
        });
        const auto report = verify(via(m_plain.subject, proxy.port()), held, stop.get_token());
        const auto took = std::chrono::steady_clock::now() - asked;
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Cancelled);
        QVERIFY(took < std::chrono::milliseconds(test::promptly));
        QVERIFY(rcloneChildrenOf(::getpid()).isEmpty());
    }

    // Neither tells an MD5 of its own.
    void azureAndSftp()
    {
        m_azure = std::make_unique<AzureServer>();
        m_sftp = std::make_unique<SftpServer>();
        const BucketExport blob = BucketExport(*m_world, azure("sas"), Compression::Gzip),
                           file = BucketExport(*m_world, m_sftp->access(QStringLiteral("proof")));
        for (const BucketExport &whole : {blob, file}) {
            const auto report = proof(whole.subject), quick = proof(whole.subject, true);
            QVERIFY2(report && report->isRight(),
                     qPrintable(report ? allOf(*report) : report.error().asText()));
            QVERIFY2(quick && quick->isRight(), qPrintable(quick ? allOf(*quick) : quick.error().asText()));
            QCOMPARE(quick->bySize, quick->files);
            QCOMPARE(quick->byChecksum, 0);
        }
        // A SAS that may read and not list proves the files, and says what it could not see.
        VerifySubject reader = blob.subject;
        reader.access = azure("sas-read");
        const auto unlisted = proof(reader);
        QVERIFY2(unlisted && unlisted->isRight(),
                 qPrintable(unlisted ? allOf(*unlisted) : unlisted.error().asText()));
        QCOMPARE(unlisted->notes.size(), 1);

        const QString folder = m_sftp->drop() + QStringLiteral("/proof/netskope_alerts/");
        QFile changed(folder + file.name("-00001.ndjson"));
        QVERIFY(changed.open(QIODevice::ReadWrite) && changed.seek(1000));
        const char old = changed.peek(1).at(0);
        QVERIFY(changed.putChar(static_cast<char>(old ^ 1)));
        changed.close();
        finds(file.subject, false, file.name("-00001.ndjson"), "SHA-256");
        // An upload that was given up.
        QVERIFY(QFile::copy(changed.fileName(), folder + file.name("-00077.ndjson.partial")));
        finds(file.subject, true, file.name("-00077.ndjson.partial"), "not to its manifest");
        QVERIFY(QFile::remove(folder + file.name("-00002.ndjson")));
        finds(file.subject, false, file.name("-00002.ndjson"), "missing");
    }

private:
    template<class Condition>
    static bool waitUntil(Condition condition)
    {
        for (int i = 0; i < 2000 && !condition(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        return condition();
    }
};

QTEST_GUILESS_MAIN(BucketVerifyTest)
#include "bucket_verify_test.moc"
